"""How a hole runs under some rules, as figures: how soon it ends, what lies open, what the others have to lose.

Found by playing many holes with the plain policy; the tables of grids rest on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from games.cpu_tables.kinds import kinds_for
from games.cpu_tables.lanes import dealt, settled
from games.cpu_tables.playout import LONGEST, Playout

if TYPE_CHECKING:
    from games.cpu_tables.kinds import Floats, Ints
    from games.cpu_tables.lanes import Lanes
    from games.rules.house_rules import HouseRules

HOLES: Final = 6000
SEATS: Final = 4
"""At a table of so many the figures are taken; others are told apart by how many turns are to come."""
SHARE: Final = 0.7
"""The same for those who play here: less hopeful, as the tables that rest on it have shown their worth."""
CLOCKS: Final = 7
"""0: one's last turn; 1 to 6: the fewest cards that lie face down with another."""


@dataclass(frozen=True)
class Figures:
    """The course of holes under some rules."""

    clock: Floats
    """(clocks, clocks): the chance that at the next own turn the clock stands there."""
    open: Floats
    """(clocks, kinds): how often a card of each kind lies on the discard pile."""
    loss: Floats
    """(clocks,): what another loses on average if the hole is ended now."""
    lowest: float
    """The mean of the lowest score of the others, and how far it spreads."""
    spread: float


def figures_for(rules: HouseRules, seats: int = SEATS, holes: int = HOLES, seed: int = 1) -> Figures:
    """The figures of so many holes; the same for the same seed."""
    dice = np.random.default_rng(seed)
    kinds = kinds_for(rules)
    run = Playout(rules, kinds, kinds.counts, seats, dice, share=SHARE)
    return _Watch(run, dealt(rules, seats, holes, dice)).figures()


class _Watch:
    """Counts what is seen at the start of every turn."""

    def __init__(self, run: Playout, lanes: Lanes) -> None:
        self.run, self.lanes, self.kinds = run, lanes, run.kinds
        self.steps = np.zeros((CLOCKS, CLOCKS))
        self.seen = np.zeros((CLOCKS, self.kinds.size))
        self.lost = np.zeros(CLOCKS)
        self.before = np.full((len(lanes), run.seats), -1)
        self.lowest: list[Floats] = []

    def figures(self) -> Figures:
        seat, lanes, seats = 0, self.lanes, self.run.seats
        for _turn in range(LONGEST * seats):
            over = lanes.out == seat
            if over.any():
                self._settle(lanes.only(over))
                lanes = lanes.only(~over)
            if not len(lanes):
                break
            self._count(lanes, seat)
            self.run.turn(lanes, seat)
            seat = (seat + 1) % seats
        return self._summed_up()

    def _settle(self, lanes: Lanes) -> None:
        scores = settled(lanes, self.kinds, self.run.rules)
        every = np.arange(len(lanes))
        scores[every, lanes.out] = np.inf
        self.lowest.append(scores.min(1))

    def _count(self, lanes: Lanes, seat: int) -> None:
        clock = clock_of(lanes, seat)
        before = self.before[lanes.number, seat]
        known = before > 0
        np.add.at(self.steps, (before[known], clock[known]), 1)
        self.before[lanes.number, seat] = clock
        np.add.at(self.seen, (clock, lanes.top), 1)
        lost = self.run.lost_by_others(lanes, seat, np.arange(len(lanes)), self.run.turns_ahead(clock))
        np.add.at(self.lost, clock, lost / (self.run.seats - 1))

    def _summed_up(self) -> Figures:
        often = self.seen.sum(1)
        lowest = np.concatenate(self.lowest)
        whole = self.kinds.counts / self.kinds.counts.sum()
        steps = self.steps + np.eye(CLOCKS, k=-1) * 1e-3
        steps[0, 0] += 1e-3
        return Figures(
            clock=(steps / steps.sum(1, keepdims=True)).astype(np.float32),
            open=((self.seen + 20 * whole) / (often + 20)[:, None]).astype(np.float32),
            loss=np.maximum(self.lost / np.maximum(often, 1), 0).astype(np.float32),
            lowest=float(lowest.mean()),
            spread=float(lowest.std()),
        )


def clock_of(lanes: Lanes, seat: int) -> Ints:
    """The clock of a seat in every lane."""
    hidden = lanes.hidden.copy()
    hidden[:, seat] = 6
    return np.where(lanes.out >= 0, 0, np.maximum(hidden.min(1), 1))
