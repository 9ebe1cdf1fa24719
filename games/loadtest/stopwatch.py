"""How long a move takes until everybody at its table has it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from games.loadtest.tally import Tally

REMEMBERED: Final = 64


class Stopwatch:
    """Follows the moves of one game: `sent` by one, answered `ok`, and heard of by all."""

    def __init__(self, tally: Tally, players: int) -> None:
        self._tally = tally
        self._heard = [-1] * players
        self._low = -1
        self._reached: deque[tuple[int, float]] = deque(maxlen=REMEMBERED)
        """(event, when everybody had it), in order."""
        self._owed: list[tuple[int, float]] = []
        """(last event, when sent) of moves that were answered before everybody had them."""
        self.moves = 0

    @property
    def low(self) -> int:
        """The last event that everybody has heard of."""
        return self._low

    @property
    def owed(self) -> int:
        """How many moves were answered `ok` and have not reached everybody."""
        return len(self._owed)

    def heard(self, player: int, seq: int, now: float) -> None:
        """A player has heard of everything up to this event."""
        self._heard[player] = seq
        low = min(self._heard)
        if low <= self._low:
            return
        self._low = low
        self._reached.append((low, now))
        if self._owed:
            for seq, sent in self._owed:
                if seq <= low:
                    self._done(now - sent)
            self._owed = [(seq, sent) for seq, sent in self._owed if seq > low]

    def answered(self, seq: int, sent: float) -> None:
        """A move that was sent at this time is durable; `seq` is its last event."""
        if seq > self._low:
            self._owed.append((seq, sent))
            return
        reached = self._reached[-1][1]
        for low, at in reversed(self._reached):
            if low < seq:
                break
            reached = at
        self._done(reached - sent)

    def _done(self, seconds: float) -> None:
        self.moves += 1
        self._tally.move(seconds)
