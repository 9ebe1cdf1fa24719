"""Tables of what a grid is worth, as they are read; `games.cpu_tables` makes them.

A grid is a set of three columns, and a column two cards of which either may lie face down. Columns are numbered: first
those with both cards up, then those with one, then the blank one; a set is numbered by its three columns' numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

HUNDREDTHS: Final = 0.01
Set: TypeAlias = tuple[int, int, int]


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
        self.first_open = full * (full + 1) * (full + 2) // 6
        """The number of the first set in which a card lies face down; all after it have one too."""

    def placings(self, columns: Set, kind: int) -> set[Set]:
        """All sets that come of placing a card of this kind."""
        found, cards, row = set(), self.cards, self.number[kind]
        for at, column in enumerate(columns):
            others = columns[:at] + columns[at + 1 :]
            for mate in cards[column]:
                found.add(sorted_set(row[mate], *others))
        return found

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
