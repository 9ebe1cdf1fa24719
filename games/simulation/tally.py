"""How personas played, counted: scores, wins, turns and style, each with its 95 % interval."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Final, Literal

from games.rules.grid import COLUMNS
from games.rules.scoring import is_pair
from games.simulation.play import is_hole_end

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from games.rules.state import HoleState
    from games.simulation.play import Decision, SimulatedGame

Z: Final = 1.959964
"""Standard errors to either side of a 95 % interval."""
FEWEST: Final = 10
"""Fewer values than these say nothing of how far off their mean or spread may be."""
Style = Literal["going_out", "spread", "pairs"]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and its 95 % interval; nothing is known of what was never seen."""

    value: float
    low: float
    high: float

    def misses(self, other: Interval) -> bool:
        """Whether the two have no value in common."""
        return self.high < other.low or other.high < self.low


UNKNOWN: Final = Interval(math.nan, -math.inf, math.inf)


def mean_interval(values: Sequence[float]) -> Interval:
    """The mean of independent values; of a few, without bounds."""
    if len(values) < FEWEST:
        return Interval(fmean(values), -math.inf, math.inf) if values else UNKNOWN
    mean, error = fmean(values), stdev(values) / math.sqrt(len(values))
    return Interval(mean, mean - Z * error, mean + Z * error)


def spread_interval(values: Sequence[float]) -> Interval:
    """The standard deviation; its error by the fourth moment, as scores of a hole are not normal."""
    if len(values) < FEWEST:
        return UNKNOWN
    size, mean, spread = len(values), fmean(values), stdev(values)
    if not spread:
        return Interval(0.0, 0.0, 0.0)
    fourth = fmean((value - mean) ** 4 for value in values)
    error = math.sqrt(max(fourth - spread**4, 0.0) / size) / (2 * spread)
    return Interval(spread, spread - Z * error, spread + Z * error)


def share_interval(hits: int, size: int) -> Interval:
    """The share of hits (Wilson's interval, which holds for small shares too)."""
    if not size:
        return UNKNOWN
    share, weight = hits / size, Z * Z / size
    middle = (share + weight / 2) / (1 + weight)
    reach = Z * math.sqrt(share * (1 - share) / size + weight / (4 * size)) / (1 + weight)
    return Interval(share, middle - reach, middle + reach)


@dataclass
class Record:
    """What one persona did in a series of games."""

    games: int = 0
    wins: int = 0
    """First places, shared ones included."""
    scores: list[int] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    """Own turns in each hole."""
    out_turns: list[int] = field(default_factory=list)
    """The own turn with which they went out, in the holes in which they did."""
    pair_shares: list[float] = field(default_factory=list)
    """The share of columns that are pairs at the end of each hole."""
    decisions: int = 0
    seconds: float = 0.0

    @property
    def strokes(self) -> Interval:
        return mean_interval(self.scores)

    @property
    def win_share(self) -> Interval:
        return share_interval(self.wins, self.games)

    @property
    def decisions_a_second(self) -> float:
        return self.decisions / self.seconds if self.seconds else 0.0

    def style(self, measure: Style) -> Interval:
        """One of the three measures by which personas differ."""
        return STYLES[measure](self)


STYLES: Final[dict[Style, Callable[[Record], Interval]]] = {
    "going_out": lambda record: mean_interval(record.out_turns),
    "spread": lambda record: spread_interval(record.scores),
    "pairs": lambda record: mean_interval(record.pair_shares),
}


@dataclass
class Tally:
    """The records of all personas over a series of games."""

    records: dict[str, Record] = field(default_factory=dict)
    games: int = 0
    holes: int = 0

    def count_decision(self, game: SimulatedGame, decision: Decision) -> None:
        """Take in one choice, and the hole if it ended one."""
        seat = decision.command.seat
        record = self._record(game, seat)
        record.decisions += 1
        record.seconds += decision.seconds
        if is_hole_end(decision) and decision.after.hole is not None:
            self._count_hole(game, decision.after.hole)

    def count_game(self, game: SimulatedGame) -> None:
        """Take in the result of a finished game."""
        self.games += 1
        for seat, place in enumerate(game.state.places or ()):
            record = self._record(game, seat)
            record.games += 1
            record.wins += place == 1

    def distinct_pairs(self, measure: Style) -> int:
        """How many pairs of personas have intervals that do not meet."""
        intervals = [record.style(measure) for record in self.records.values()]
        return sum(one.misses(other) for one, other in combinations(intervals, 2))

    def _count_hole(self, game: SimulatedGame, hole: HoleState) -> None:
        self.holes += 1
        turns = Counter((hole.first + turn) % len(hole.grids) for turn in range(hole.turns))
        for seat, line in enumerate(hole.scores or ()):
            record = self._record(game, seat)
            record.scores.append(line.score)
            record.turns.append(turns[seat])
            cards = hole.grids[seat].cards
            record.pair_shares.append(sum(is_pair(cards[a], cards[b]) for a, b in COLUMNS) / len(COLUMNS))
            if hole.went_out == seat:
                record.out_turns.append(turns[seat])

    def _record(self, game: SimulatedGame, seat: int) -> Record:
        return self.records.setdefault(game.players[seat].key, Record())
