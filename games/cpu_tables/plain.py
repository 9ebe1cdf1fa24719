"""A policy for playing holes out that knows no table of grids: each column by itself, over so many looks.

It judges the computer players (`games.simulation.regret`), so it shares nothing with what they play by: what a column
comes to is worked out from the unseen cards alone, with the other two columns left aside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from games.cpu_tables.kinds import Floats, Ints, Kinds

SHARE: Final = 1.0
"""The chance that what a turn brings is of use to one given column. Hopeful, but so holes are played out most
nearly as CPU players at Tour play them."""
TEMPO: Final = 0.3
HORIZONS: Final = 12
"""The most turns that are looked ahead."""


class ColumnWorth:
    """What a column comes to with so many turns to go, and what each card in it would gain."""

    def __init__(self, kinds: Kinds, unseen: Ints, share: float = SHARE) -> None:
        size = kinds.size
        odds = (unseen / unseen.sum()).astype(np.float32)
        self.odds = odds
        mean = float(odds @ kinds.worth)
        worth = np.empty((size + 1, size + 1), np.float32)
        worth[:size, :size] = kinds.points
        worth[:size, size] = worth[size, :size] = kinds.points @ odds
        worth[size, size] = 2 * mean
        gains, slots, worths = [], [], []
        for turns in range(HORIZONS):
            shape = (size + 1, size + 1, size)
            in_top = np.broadcast_to(worth[:size].T[None], shape)
            in_low = np.broadcast_to(worth[:, None, :size], shape)
            worths.append(worth)
            better = np.minimum(np.minimum(in_top, in_low), worth[:, :, None]) @ odds
            in_top, in_low = in_top.copy(), in_low.copy()
            in_top[size] -= TEMPO * bool(turns)
            in_low[:, size] -= TEMPO * bool(turns)
            gains.append(np.minimum(in_top, in_low) - worth[:, :, None])
            slots.append(in_low < in_top)
            worth = (1 - share) * worth + share * better
        self.worth: Floats = np.stack(worths)
        self.gain: Floats = np.stack(gains)
        turned = np.full((HORIZONS, size + 1, size + 1), np.inf, np.float32)
        turned[:, :size, size] = self.worth[:, :size, :size] @ odds - self.worth[:, :size, size]
        turned[:, size, :size] = turned[:, :size, size]
        turned[:, size, size] = self.worth[:, size, :size] @ odds - self.worth[:, size, size]
        self.turned = turned
        """What it changes to turn a face-down card of the column up; infinite where there is none."""
        self.places = (size + 1) ** 2
        self.width = size + 1
        self.gain_rows = self.gain.reshape(-1, size)
        self.low_rows = np.stack(slots).reshape(-1, size)
        self.worth_flat = self.worth.reshape(-1)
        self.turned_flat = turned.reshape(-1)
        self.beside_unknown = np.ascontiguousarray(self.worth[:, :size, size])
        """(turns, kinds): what a column comes to that has this card and a face-down one."""

    def place(self, turns: Ints | int, top: Ints, low: Ints) -> Ints:
        """Where columns stand in the flat tables, with so many turns to go."""
        place: Ints = (turns * self.width + top) * self.width + low
        return place
