"""How a process ends that is asked to by SIGTERM or SIGINT: it says goodbye first, and is gone in ten seconds.

Whatever hangs meanwhile (a client that does not read, the database, Redis), the process ends in time, and with
exit code 0: what it had answered is stored, and what it had not may be asked of another one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
GOODBYE_SECONDS: Final = 5.0
"""What is to be done before the end may take so long, and no longer."""
STOP_SECONDS: Final = 1.5
"""Then servers and runtime may take so long each to give back what they have."""
LAST_SECONDS: Final = 8.0
"""After so long the process ends where it stands."""


class Ending:
    """Does `goodbye` once, when the process is asked to end, and then `stop`, which may not wait for anything."""

    def __init__(self, goodbye: Callable[[], Awaitable[None]], stop: Callable[[], object]) -> None:
        self._goodbye = goodbye
        self._stop = stop
        self._task: asyncio.Task[None] | None = None

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on this loop hears the signals, and nobody else does."""
        for number in SIGNALS:
            loop.add_signal_handler(number, self._asked, number)

    def _asked(self, number: signal.Signals) -> None:
        if self._task is None:
            log.info("%s: this process ends", number.name)
            _end_at_last()
            self._task = asyncio.ensure_future(self._end())
        elif number == signal.SIGINT:
            self._task.cancel()  # Whoever presses Ctrl-C twice does not want to wait.

    async def _end(self) -> None:
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._goodbye()
        except TimeoutError:
            log.warning("not everybody could be told in %d seconds that this process ends", GOODBYE_SECONDS)
        except Exception:
            log.exception("what had to be done before the end failed")
        finally:
            self._stop()


async def no_longer_than(seconds: float, work: Awaitable[None]) -> None:
    """Wait for this, but only so long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await work


def _end_at_last() -> None:
    """A thread that waits for a database would keep the process for as long as that hangs."""
    timer = threading.Timer(LAST_SECONDS, _end_here)
    timer.daemon = True
    timer.start()


def _end_here() -> None:
    log.warning("something hangs, and this process ends without it")
    os._exit(0)
