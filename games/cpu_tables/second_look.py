"""A second look at a close decision: the best few moves played out on the same deals.

Means of few deals are unsure, so they are drawn towards what the tables say: without that a look would do no good.
"""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING, Final

import numpy as np

from games.cpu_tables.judge import alike, played_out
from games.cpu_tables.kinds import kinds_for
from games.cpu_tables.lanes import unseen_counts
from games.cpu_tables.playout import Playout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from games.cpu.choose import Dice
    from games.cpu_tables.kinds import Floats
    from games.rules.commands import SeatCommand, TurnCommand
    from games.rules.views import View

DEALS: Final = 150
CLOSE: Final = 1.5
"""Strokes: what is further from the best is not looked at again."""
MOST: Final = 6
"""Moves that are looked at, the best of them."""
TABLES_OFF: Final = 0.85
"""Strokes by which the tables are typically wrong about a difference: means that are surer than that count for more."""
PLAIN_OFF: Final = 0.7
"""Strokes by which it is typically another where CPU players play on in place of the plain policy."""


class SecondLook:
    """Looks at one decision at a time, for no more than a share of the time; else the tables alone decide."""

    def __init__(self, share: float = 1.0, deals: int = DEALS) -> None:
        self._rest = 1 / share - 1
        self._deals = deals
        self._free_at = 0.0
        self._busy = threading.Lock()

    def __call__(
        self, view: View, moves: Mapping[TurnCommand, float], dice: Dice
    ) -> Mapping[TurnCommand, float]:
        """The moves that are close to the best, each with what it is worth on second thoughts; or all as they were."""
        close = _close(view, moves)
        if len(close) < 2 or monotonic() < self._free_at or not self._busy.acquire(blocking=False):
            return moves
        try:
            started = monotonic()
            seen = self._look(view, close, int(dice.random() * 2**32))
            self._free_at = monotonic() + self._rest * (monotonic() - started)
        finally:
            self._busy.release()
        return {move: seen[move] for move in close}

    def _look(self, view: View, moves: Mapping[TurnCommand, float], seed: int) -> dict[TurnCommand, float]:
        rng, kinds, seats = np.random.default_rng(seed), kinds_for(view.rules), len(view.seats)
        run = Playout(view.rules, kinds, unseen_counts(view, kinds), seats, rng)
        scores = played_out(run, view, tuple(moves), self._deals, rng)
        own = scores[:, :, view.viewer or 0]
        margins = own - (scores.sum(2) - own) / (seats - 1)
        worths = _drawn_together(np.array(list(moves.values()), np.float32), margins)
        return dict(zip(moves, map(float, worths), strict=True))


def _close(view: View, moves: Mapping[TurnCommand, float]) -> dict[TurnCommand, float]:
    """The moves to look at again, the best first, and of those that cannot differ one."""
    least = min(moves.values())
    found: dict[SeatCommand, TurnCommand] = {}
    for move in sorted(moves, key=moves.__getitem__):
        if moves[move] < least + CLOSE:
            found.setdefault(alike(move, view), move)
    return {move: moves[move] for move in list(found.values())[:MOST]}


def _drawn_together(worths: Floats, margins: Floats) -> Floats:
    """What each move is worth by these (moves, deals) and by the tables, each as far as it can be trusted."""
    means = margins.mean(1)
    error = float((margins - margins[means.argmin()]).std(1).max()) / np.sqrt(margins.shape[1])
    trust = TABLES_OFF**2 / (TABLES_OFF**2 + PLAIN_OFF**2 + error**2)
    drawn: Floats = worths + trust * ((means - means.mean()) - (worths - worths.mean()))
    return drawn
