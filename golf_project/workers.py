"""Whether some Celery worker is alive: each says so in the shared cache, as the clock does (games/heart.py)."""

from __future__ import annotations

import logging
from typing import Final

from django.core.cache import cache

from accounts import pulse

log = logging.getLogger(__name__)

ALIVE: Final = "worker-alive"
SEEN: Final = "worker-seen"
BEAT_SECONDS: Final = 10
GOOD_FOR_SECONDS: Final = 60
REMEMBERED_SECONDS: Final = 24 * 3600


def say_alive() -> None:
    """A worker is alive now. While the cache does not answer nobody hears of it but who watches the process."""
    pulse.beat()
    try:
        cache.set_many({ALIVE: 1}, timeout=GOOD_FOR_SECONDS)
        cache.set_many({SEEN: 1}, timeout=REMEMBERED_SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever the cache raises, the worker goes on
        log.warning("a worker could not say that it is alive: %s", type(error).__name__)


def are_there() -> bool:
    """Whether some worker was alive within the last minute. Raises what the cache raises."""
    return cache.get(ALIVE) is not None


def are_missed() -> bool:
    """Whether there were workers within the last day, and are none now. Raises what the cache raises."""
    return cache.get(SEEN) is not None and not are_there()
