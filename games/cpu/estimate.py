"""What can be known and what must be guessed: the unseen cards, and the worth of a grid where there is no table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from games.cpu.tables import NOWHERE, Columns
from games.rules.cards import pack_for
from games.rules.scoring import column_points, values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.cpu.tables import Placings, Set
    from games.rules.cards import Card
    from games.rules.house_rules import HouseRules
    from games.rules.views import View

TURNS: Final = (1, 2, 3, 4, 5, 6, 7)
"""How many turns are yet to come, by the clock."""
SHARE: Final = 0.6
"""The chance that what a turn brings is of use to one given column."""


class Worths(Protocol):
    """What sets of columns in which a card lies face down are worth; tables, or the estimate in their place."""

    def after(self, columns: Set, clock: int) -> float:
        """After one's turn, in strokes."""
        ...

    def at_last(self, columns: Set) -> float:
        """The score to be expected at the start of one's last turn."""
        ...

    def open_at(self, clock: int) -> Sequence[float]:
        """How often each kind lies on the discard pile."""
        ...

    def placings(self, columns: Set, clock: int) -> Placings:
        """The best place of each kind, those aside where no card would lie face down any more."""
        ...


class ColumnPoints(dict[tuple["Card", "Card"], int]):
    """What two cards of a column count, worked out when first asked for."""

    def __init__(self, rules: HouseRules) -> None:
        super().__init__()
        self.rules = rules

    def __missing__(self, column: tuple[Card, Card]) -> int:
        points = self[column] = column_points(*column, self.rules)
        return points


@dataclass(frozen=True, slots=True)
class PackFacts:
    """What a table's rules fix about its cards.

    Cards of the same rank and worth are of one kind, named by one of them, and numbered.
    """

    worth: dict[Card, int]
    points: ColumnPoints
    kind: dict[Card, Card]
    number: dict[Card, int]
    """The number of each card's kind."""
    counts: dict[Card, int]
    """How many cards of each kind the whole pack has."""
    mean: float
    """What a card of the whole pack counts on average."""
    count: tuple[tuple[int, ...], ...]
    """What a column of two kinds counts."""
    pairing: float
    """How much less two cards face down count than twice the mean, as they may be a pair."""
    columns: Columns
    paired: tuple[str | None, ...]
    """The rank of each column that is a pair."""


@lru_cache(maxsize=128)
def facts_for(rules: HouseRules) -> PackFacts:
    """The facts about the cards under these rules."""
    worth, pack, points = values(rules), pack_for(rules), ColumnPoints(rules)
    kind: dict[Card, Card] = {}
    counts: dict[Card, int] = {}
    named: dict[tuple[str, int], Card] = {}
    for card in pack:
        kind[card] = name = named.setdefault((card[0], worth[card]), card)
        counts[name] = counts.get(name, 0) + 1
    names = list(counts)
    place = {name: number for number, name in enumerate(names)}
    columns = Columns(len(names))
    mean = sum(worth[card] * count for card, count in counts.items()) / len(pack)
    both = sum(counts[a] * counts[b] * points[a, b] for a in names for b in names) / len(pack) ** 2
    return PackFacts(
        worth=worth,
        points=points,
        kind=kind,
        number={card: place[name] for card, name in kind.items()},
        counts=counts,
        mean=mean,
        count=tuple(tuple(points[a, b] for b in names) for a in names),
        pairing=2 * mean - both,
        columns=columns,
        paired=tuple(_rank(names, *cards) for cards in columns.cards),
    )


def _rank(names: list[Card], one: int, other: int) -> str | None:
    if other == len(names) or names[one][0] != names[other][0]:
        return None
    return names[one][0]


@dataclass(frozen=True, slots=True)
class Unseen:
    """The cards that a seat cannot see, wherever they lie: how many of each kind, and their mean worth."""

    by_kind: tuple[int, ...]
    total: int
    mean: float


def unseen_by(view: View, facts: PackFacts) -> Unseen:
    """All cards of the table but those that this view shows, and those that its seat has seen go."""
    counts, number = list(facts.counts.values()), facts.number
    for seat in view.seats:
        if seat is not None:
            for card in seat.grid:
                if card is not None:
                    counts[number[card]] -= 1
    for card in view.pile:
        counts[number[card]] -= 1
    if view.drawn is not None and view.drawn.card is not None:
        counts[number[view.drawn.card]] -= 1
    total = sum(counts)
    worth = [facts.worth[name] for name in facts.counts]
    mean = sum(points * count for points, count in zip(worth, counts, strict=True)) / total
    return Unseen(tuple(counts), total, mean)


class Estimate:
    """The worth of a grid column by column, over so many turns, each column left to itself."""

    def __init__(self, rules: HouseRules) -> None:
        facts = facts_for(rules)
        self._sets = facts.columns
        self._columns = _column_worths(facts)
        total = sum(facts.counts.values())
        self._open = [count / total for count in facts.counts.values()]

    def after(self, columns: Set, clock: int) -> float:
        """After one's turn, in strokes."""
        worth = self._columns[TURNS[clock]]
        return worth[columns[0]] + worth[columns[1]] + worth[columns[2]]

    def at_last(self, columns: Set) -> float:
        """The score to be expected at the start of one's last turn."""
        worth = self._columns[1]
        return worth[columns[0]] + worth[columns[1]] + worth[columns[2]]

    def open_at(self, clock: int) -> Sequence[float]:
        """How often each kind lies on the discard pile: as often as in the pack."""
        return self._open

    def placings(self, columns: Set, clock: int) -> Placings:
        """The best place of each kind, those aside where no card would lie face down any more."""
        worth, size, full = self._columns[TURNS[clock]], self._sets.size, self._sets.full
        best, way = [NOWHERE] * size, [size] * size
        for old, mate, one, two in self._sets.places(columns):
            others, others_down = worth[one] + worth[two], two >= full or one >= full
            for kind, column in enumerate(self._sets.number[mate][:size]):
                if (others_down or column >= full) and others + worth[column] < best[kind]:
                    best[kind], way[kind] = others + worth[column], old
        return tuple(best), tuple(way)


@lru_cache(maxsize=64)
def estimate_for(rules: HouseRules) -> Estimate:
    """The estimate for these rules; some hundredths of a second of work."""
    return Estimate(rules)


def _column_worths(facts: PackFacts) -> list[list[float]]:
    """What each column comes to, by how many turns are to go."""
    total = sum(facts.counts.values())
    odds = [count / total for count in facts.counts.values()]
    worths = [[_as_it_lies(facts, odds, one, other) for one, other in facts.columns.cards]]
    for _turn in range(max(TURNS)):
        worths.append(_a_turn_before(facts.columns, odds, worths[-1]))
    return worths


def _as_it_lies(facts: PackFacts, odds: list[float], one: int, other: int) -> float:
    size = facts.columns.size
    if other < size:
        return facts.count[one][other]
    if one == size:
        return 2 * facts.mean - facts.pairing
    return sum(chance * facts.count[one][kind] for kind, chance in enumerate(odds))


def _a_turn_before(columns: Columns, odds: list[float], after: list[float]) -> list[float]:
    """What columns are worth with one more turn to go: some of what comes is of use to them."""
    number = columns.number
    worths = []
    for place, (one, other) in enumerate(columns.cards):
        still = after[place]
        best = sum(
            [
                chance * min(still, after[number[kind][other]], after[number[one][kind]])
                for kind, chance in enumerate(odds)
            ]
        )
        worths.append((1 - SHARE) * still + SHARE * best)
    return worths
