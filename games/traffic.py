"""How many messages people send, by user and by address, in all processes together.

A process counts for itself and tells the shared cache by the hundred, so that counting costs nothing on a move's way.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from django.conf import settings

from accounts import limits
from accounts.limits import TooMany

if TYPE_CHECKING:
    from accounts.limits import Limit
    from games.threads import DatabaseThreads

TOLD_BY: Final = 100
"""So many messages are counted here before the others hear of them."""
MOST_NAMES: Final = 20_000
"""Of so many users and addresses at once a process keeps count; then it begins anew."""


class Traffic:
    """The messages that this process has heard, and who has said too much."""

    def __init__(self, threads: DatabaseThreads) -> None:
        self._threads = threads
        self._said: Counter[tuple[Limit, str]] = Counter()
        self._silent_until: dict[tuple[Limit, str], float] = {}
        self._telling: set[asyncio.Task[None]] = set()

    def count(self, user_id: int | None, address: str) -> float:
        """Count a message. For how many seconds nothing more is heard from there; 0: go on."""
        if not settings.GOLF_RATE_LIMITS:
            return 0.0
        wait = self._count(limits.MESSAGES_OF_AN_ADDRESS, address)
        return wait if user_id is None else max(wait, self._count(limits.MESSAGES, str(user_id)))

    def _count(self, limit: Limit, who: str) -> float:
        key = limit, who
        self._said[key] += 1
        if self._said[key] >= TOLD_BY:
            task = asyncio.ensure_future(self._tell(key, self._said.pop(key)))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        if len(self._said) > MOST_NAMES:
            self._said.clear()
        return self._left(key) if self._silent_until else 0.0

    def _left(self, key: tuple[Limit, str]) -> float:
        left = self._silent_until.get(key, 0.0) - time.monotonic()
        if left <= 0:
            self._silent_until.pop(key, None)
        return max(left, 0.0)

    async def _tell(self, key: tuple[Limit, str], many: int) -> None:
        try:
            await self._threads.run(limits.count, *key, many)
        except TooMany as error:
            self._silent_until[key] = time.monotonic() + error.retry_after
