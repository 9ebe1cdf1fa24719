"""Waits for the hour of the night at which backups are made."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from accounts import pulse

if TYPE_CHECKING:
    from collections.abc import Callable

STEP_SECONDS: Final = 30.0


def next_at(hour: int, now: datetime) -> datetime:
    """The next time that it is that hour of UTC."""
    today = now.astimezone(UTC).replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def each(hour: int, work: Callable[[], None]) -> None:
    """Do the work every day at that hour, until the process is told to end."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_about: told.set())
    due = next_at(hour, datetime.now(UTC))
    while not told.is_set():
        pulse.beat()
        if datetime.now(UTC) >= due:
            work()
            due = next_at(hour, datetime.now(UTC))
        told.wait(STEP_SECONDS)
