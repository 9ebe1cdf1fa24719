"""The site's own settings; at the pace `fast` computer players hardly think, so that nobody has to wait for them.

Unlike at the pace `instant` they think at all: a table shows each of their moves, and waits for people between holes.
"""

from games.cpu.pace import PACES
from golf_project.settings import *

PACES["fast"] = 0.05

# A game is analysed in a second.
GOLF_ANALYSIS_DEALS = (20, 40)
