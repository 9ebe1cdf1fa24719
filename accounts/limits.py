"""How often somebody may do something: counted in the shared cache, in fixed windows of time."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.core.checks import CheckMessage, Error

from accounts import meters

log = logging.getLogger(__name__)

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 24 * HOUR


KNOWN: Final[dict[str, Limit]] = {}
"""All limits, by name."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of something in `seconds`, unless GOLF_LIMITS says another number."""

    name: str
    default: int
    seconds: int

    def __post_init__(self) -> None:
        KNOWN[self.name] = self

    @property
    def most(self) -> int:
        """As the site has it."""
        most: int = settings.GOLF_LIMITS.get(self.name, self.default)
        return most


# One address may be a whole school: it has more room than a person.
GUESTS: Final = Limit("guests", 20, HOUR)
"""Of an address."""
NEW_SESSIONS: Final = Limit("new-sessions", 60, HOUR)
"""Of an address: by visitors who have preferences before they are anybody."""
SIGN_INS: Final = Limit("sign-ins", 10, MINUTE)
"""Of an address, by programs. By the pages django-allauth counts (ACCOUNT_RATE_LIMITS)."""
WRONG_PASSWORDS: Final = Limit("wrong-passwords", 5, 15 * MINUTE)
"""Of an account. Counted by django-allauth, for pages and programs together."""
CODES: Final = Limit("codes", 5, 15 * MINUTE)
"""Of an account: codes of its second factor that programs send."""
TABLES: Final = Limit("tables", 30, HOUR)
TABLES_OF_AN_ADDRESS: Final = Limit("tables-from", 300, HOUR)
REPORTS: Final = Limit("reports", 10, HOUR)
REPORTS_OF_AN_ADDRESS: Final = Limit("reports-from", 30, HOUR)
SOCKETS: Final = Limit("sockets", 120, MINUTE)
SOCKETS_OF_AN_ADDRESS: Final = Limit("sockets-from", 1200, MINUTE)
CALLS: Final = Limit("calls", 120, MINUTE)
"""Of the HTTP API, by a user."""
CALLS_OF_AN_ADDRESS: Final = Limit("calls-from", 1200, MINUTE)
MESSAGES: Final = Limit("messages", 6_000, MINUTE)
MESSAGES_OF_AN_ADDRESS: Final = Limit("messages-from", 60_000, MINUTE)


class TooMany(Exception):
    """A limit is used up; `retry_after` says in how many seconds there is room again."""

    def __init__(self, limit: Limit, retry_after: int) -> None:
        super().__init__(f"more than {limit.most} {limit.name} in {limit.seconds} s")
        self.limit = limit
        self.retry_after = retry_after


def unknown(**_check: Any) -> list[CheckMessage]:
    """A fault for each name in GOLF_LIMITS that no limit has."""
    return [
        Error(f"GOLF_LIMITS: there is no limit {name!r}, only {', '.join(sorted(KNOWN))}.", id="golf.E001")
        for name in settings.GOLF_LIMITS
        if name not in KNOWN
    ]


def seconds_left(limit: Limit) -> int:
    """Until the window ends in which this is counted now."""
    return int((time.time() // limit.seconds + 1) * limit.seconds - time.time()) + 1


def count(limit: Limit, who: str, many: int = 1) -> None:
    """Count one more, or so many. Raises TooMany where that is too many; with GOLF_RATE_LIMITS=off it counts nothing.

    Synchronous; asks the cache. While that does not answer nobody is refused.
    """
    if not settings.GOLF_RATE_LIMITS:
        return
    now = time.time()
    window = int(now // limit.seconds)
    key = f"limit:{limit.name}:{who}:{window}"
    try:
        cache.add(key, 0, timeout=limit.seconds)
        used = cache.incr(key, many)
    except ValueError:  # The window ended between the two calls.
        return
    except Exception as error:  # noqa: BLE001 - whatever the cache raises: the site works without it
        log.warning("%s cannot be counted: %s", limit.name, type(error).__name__)
        return
    if used > limit.most:
        meters.LIMITED.labels(limit.name).inc()
        raise TooMany(limit, int((window + 1) * limit.seconds - now) + 1)
