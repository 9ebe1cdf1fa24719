"""Tables of what a grid is worth, as they are read; `games.cpu_tables` makes them.

A grid is a set of three columns, and a column two cards of which either may lie face down. Columns are numbered: first
those with both cards up, then those with one, then the blank one; a set is numbered by its three columns' numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HUNDREDTHS: Final = 0.01
NOWHERE: Final = math.inf
"""What it is worth to place a card where there is no place for it."""
MANY: Final = 1 << 20
"""Hundredths; more than any set is worth."""
REMEMBERED: Final = 4096
"""Placings that tables remember: one set after another comes up again, turn after turn and hole after hole."""
Set: TypeAlias = tuple[int, int, int]
Placings: TypeAlias = tuple[tuple[float, ...], tuple[int, ...]]
"""For each kind of card: what its best place is worth, and the kind that makes way there."""


class Columns:
    """The columns that a number of kinds of card make; the kind `size` is a card that lies face down."""

    def __init__(self, size: int) -> None:
        self.size = size
        cards = [(one, other) for one in range(size) for other in range(one, size)]
        full = self.full = len(cards)
        cards += [(one, size) for one in range(size)]
        cards.append((size, size))
        self.cards: tuple[tuple[int, int], ...] = tuple(cards)
        """The kinds of each column, the lower first."""
        self.count = len(cards)
        number = [[0] * (size + 1) for _one in range(size + 1)]
        for place, (one, other) in enumerate(cards):
            number[one][other] = number[other][one] = place
        self.number: tuple[tuple[int, ...], ...] = tuple(map(tuple, number))
        """The number of the column of two kinds."""
        self.twos = [one * (one + 1) // 2 for one in range(self.count)]
        self.threes = [one * (one + 1) * (one + 2) // 6 for one in range(self.count)]
        self.first_open = full * (full + 1) * (full + 2) // 6
        """The number of the first set in which a card lies face down; all after it have one too."""

    def places(self, columns: Set) -> Iterator[tuple[int, int, int, int]]:
        """Every place that differs: the kind that makes way, the kind beside it, and the other two columns."""
        low, middle, high = columns
        for column, one, two in ((low, middle, high), (middle, low, high), (high, low, middle)):
            lower, higher = self.cards[column]
            yield lower, higher, one, two
            if lower != higher:
                yield higher, lower, one, two

    def placings(self, columns: Set, worth: Callable[[Set], float]) -> Placings:
        """The best place of each kind, by what sets are worth; where two are as good, any."""
        best, way = [NOWHERE] * self.size, [self.size] * self.size
        for old, mate, one, two in self.places(columns):
            for kind, column in enumerate(self.number[mate][: self.size]):
                found = worth(sorted_set(column, one, two))
                if found < best[kind]:
                    best[kind], way[kind] = found, old
        return tuple(best), tuple(way)

    def is_full(self, columns: Set) -> bool:
        """Whether all cards of these columns are up."""
        return max(columns) < self.full

    def down(self, columns: Set) -> int:
        """How many cards of these columns lie face down."""
        full, blank = self.full, self.count - 1
        return sum((column >= full) + (column == blank) for column in columns)


def sorted_set(a: int, b: int, c: int) -> Set:
    """These three columns, the lowest first."""
    if a > b:
        a, b = b, a
    if b > c:
        b, c = c, b
        if a > b:
            a, b = b, a
    return (a, b, c)


def set_number(columns: Set) -> int:
    """The number of the set of these three columns, the lowest first."""
    low, middle, high = columns
    return high * (high + 1) * (high + 2) // 6 + middle * (middle + 1) // 2 + low


@dataclass(frozen=True)
class Tables:
    """What grids are worth under the rules of one table, in hundredths of a stroke, by the clock.

    The clock is the fewest cards that lie face down with another, 1 to 6; 0 is one's last turn.
    """

    size: int
    last: Sequence[int]
    """At the start of one's last turn, for each set in which a card lies face down."""
    worth: Sequence[Sequence[int]]
    """After one's turn, for clocks 1 to 6, less what going out later takes from the others."""
    loss: Sequence[float]
    """What another loses on average if the hole is ended now, by the clock."""
    open: Sequence[Sequence[float]]
    """How often each kind lies on the discard pile, by the clock."""
    stays: Sequence[float]
    """The chance that the clock stands still until the next own turn, at a table of four."""
    lowest: float
    """The mean of the lowest score that another ends with, and how far it spreads."""
    spread: float
    columns: Columns = field(init=False, repr=False)
    _placings: dict[tuple[Set, int], Placings] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", Columns(self.size))

    def after(self, columns: Set, clock: int) -> float:
        """What a set in which a card lies face down is worth after one's turn, in strokes."""
        return self.worth[clock - 1][set_number(columns) - self.columns.first_open] * HUNDREDTHS

    def at_last(self, columns: Set) -> float:
        """The score to be expected of such a set at the start of one's last turn."""
        return self.last[set_number(columns) - self.columns.first_open] * HUNDREDTHS

    def open_at(self, clock: int) -> Sequence[float]:
        """How often each kind lies on the discard pile."""
        return self.open[clock]

    def placings(self, columns: Set, clock: int) -> Placings:
        """The best place of each kind in a set, those aside where no card would lie face down any more."""
        found = self._placings.get((columns, clock))
        if found is None:
            if len(self._placings) >= REMEMBERED:
                self._placings.clear()
            found = self._placings[columns, clock] = self._best(columns, self.worth[clock - 1])
        return found

    def _best(self, columns: Set, worth: Sequence[int]) -> Placings:
        """As `Columns.placings`, with sets numbered on the way: that is where a move's time goes."""
        size, first, three, two = self.size, self.columns.first_open, self.columns.threes, self.columns.twos
        best, way = [MANY] * size, [size] * size
        for old, mate, low, high in self.columns.places(columns):
            above, between, below = three[high] + two[low], three[high] + low, two[high] + low
            for kind, column in enumerate(self.columns.number[mate][:size]):
                if column <= low:
                    place = above + column
                elif column <= high:
                    place = between + two[column]
                else:
                    place = three[column] + below
                if place >= first and worth[place - first] < best[kind]:
                    best[kind], way[kind] = worth[place - first], old
        return tuple([NOWHERE if one == MANY else one * HUNDREDTHS for one in best]), tuple(way)
