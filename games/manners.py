"""How much one socket may say."""

from __future__ import annotations

import asyncio
import time
from typing import Final, NoReturn

from django.conf import settings

FRUITLESS: Final = 30
FRUITLESS_SECONDS: Final = 10.0
"""Frames that changed nothing (refused, `sync`, `say`): at most so many in so many seconds."""
MOVES: Final = 50
MOVES_SECONDS: Final = 1.0
WARNINGS: Final = 10
"""So many warnings in a row close the socket."""


class SlowDown(Exception):
    """Too much at once; `retry_after` says in how many seconds there is room again."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"again in {retry_after:.1f} s")
        self.retry_after = retry_after


class WarnedEnough(Exception):
    """Warned too often: the socket is to be closed."""


class Manners:
    """Counts what one socket says, in sliding windows. Each count raises SlowDown or WarnedEnough over its limit."""

    __slots__ = ("_fruitless", "_moves", "_warnings")

    def __init__(self) -> None:
        # Lists, as an empty deque is large and there is a pair of these for each socket.
        self._fruitless: list[float] = []
        self._moves: list[float] = []
        self._warnings = 0

    def fruitless(self) -> None:
        """A message changes nothing."""
        if (wait := _wait(self._fruitless, FRUITLESS, FRUITLESS_SECONDS)) > 0:
            self.warn(wait)
        self._fruitless.append(time.monotonic())
        self._warnings = 0

    async def before_move(self) -> None:
        """A move is asked for: returns as soon as there is room for it, so that a quick bot is slowed, not refused."""
        if settings.GOLF_RATE_LIMITS and (wait := _wait(self._moves, MOVES, MOVES_SECONDS)) > 0:
            await asyncio.sleep(wait)

    def moved(self) -> None:
        """A move was accepted."""
        self._moves = [*self._moves[-MOVES:], time.monotonic()]
        self._warnings = 0

    def warn(self, retry_after: float) -> NoReturn:
        """That was too much: SlowDown, or WarnedEnough after too many of them in a row."""
        self._warnings += 1
        if self._warnings >= WARNINGS:
            raise WarnedEnough
        raise SlowDown(retry_after)


def _wait(times: list[float], most: int, seconds: float) -> float:
    """How long until the window has room for one more; 0 where it has."""
    now = time.monotonic()
    while times and times[0] <= now - seconds:
        del times[0]
    return times[0] + seconds - now if len(times) >= most else 0.0
