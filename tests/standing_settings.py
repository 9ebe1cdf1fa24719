"""The site's own settings, for a process that is watched closely, and stands still once SIGUSR1 tells it to."""

import signal
import time

from games import standstill
from golf_project.settings import *

standstill.LONGEST_SECONDS = 10.0


def stand_still(number: int, frame: object) -> None:
    """Keep the main thread, and with it the event loop, from doing anything else."""
    time.sleep(600)


signal.signal(signal.SIGUSR1, stand_still)
