"""How often somebody may do something: counted in the shared cache, in fixed windows of time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache

HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of something in `seconds`."""

    name: str
    most: int
    seconds: int


GUESTS: Final = Limit("guests", 20, HOUR)
TABLES: Final = Limit("tables", 30, HOUR)


class TooMany(Exception):
    """A limit is used up; `retry_after` says in how many seconds there is room again."""

    def __init__(self, limit: Limit, retry_after: int) -> None:
        super().__init__(f"more than {limit.most} {limit.name} in {limit.seconds} s")
        self.limit = limit
        self.retry_after = retry_after


def count(limit: Limit, who: str) -> None:
    """Count one more. Raises TooMany where it is one too many; with GOLF_RATE_LIMITS=off it counts nothing."""
    if not settings.GOLF_RATE_LIMITS:
        return
    now = time.time()
    window = int(now // limit.seconds)
    key = f"limit:{limit.name}:{who}:{window}"
    cache.add(key, 0, timeout=limit.seconds)
    try:
        used = cache.incr(key)
    except ValueError:  # The window ended between the two calls.
        return
    if used > limit.most:
        raise TooMany(limit, int((window + 1) * limit.seconds - now) + 1)
