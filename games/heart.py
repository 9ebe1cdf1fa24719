"""Whether some clock is alive: each says so, in the cache that all processes share, as long as its rounds succeed.

Its word is good for much longer than it takes to start a clock anew: otherwise a deploy of the clock would take every
web process out of its proxy. So a site may be without any clock for half a minute before its health says so.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Final

from django.core.cache import cache

from accounts import pulse

log = logging.getLogger(__name__)

KEY: Final = "clock-alive"
BEAT_SECONDS: Final = 2.0
"""Often, as a flushed Redis has forgotten it."""
GOOD_FOR_SECONDS: Final = 30


class Heart:
    """One clock's."""

    def __init__(self) -> None:
        self._next = 0.0
        self._telling: asyncio.Future[None] | None = None

    def beat(self) -> None:
        """A round has succeeded. Nobody waits for it to be told: the cache may hang."""
        if time.monotonic() < self._next or (self._telling is not None and not self._telling.done()):
            return
        self._next = time.monotonic() + BEAT_SECONDS
        pulse.beat()
        self._telling = asyncio.ensure_future(asyncio.to_thread(_tell))


def _tell() -> None:
    try:
        say_alive()
    except Exception as error:  # noqa: BLE001 - whatever the cache raises, the clock goes on
        log.warning("the clock could not say that it is alive: %s", type(error).__name__)


def say_alive() -> None:
    """A clock is alive now."""
    cache.set(KEY, 1, timeout=GOOD_FOR_SECONDS)


def is_beating() -> bool:
    """Whether some clock was alive within the last half minute. Raises what the cache raises."""
    return cache.get(KEY) is not None
