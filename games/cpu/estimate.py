"""What can be known and what must be guessed: the unseen cards, the worth of a grid, the rivals' scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from games.rules.cards import pack_for
from games.rules.grid import COLUMNS
from games.rules.scoring import BONUS, column_points, values

if TYPE_CHECKING:
    from games.cpu.personas import Leanings
    from games.rules.cards import Card
    from games.rules.house_rules import HouseRules
    from games.rules.views import View

LOOKS_A_TURN: Final = 1.6
"""Cards that a seat can have in a turn: the stock's, and sometimes a useful one on the discard pile."""
TURNS_A_CARD: Final = 1.4
"""Turns that pass for each face-down card of the seat that is nearest to going out."""
LAST_TURN_GAIN: Final = 2.0
"""What a rival's last turn improves on average."""


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

    Cards of the same rank and worth are of one kind, named by one of them.
    """

    worth: dict[Card, int]
    points: ColumnPoints
    kind: dict[Card, Card]
    counts: dict[Card, int]
    """How many cards of each kind the whole pack has."""
    mean: float
    """What a card of the whole pack counts on average."""


@lru_cache(maxsize=128)
def facts_for(rules: HouseRules) -> PackFacts:
    """The facts about the cards under these rules."""
    worth, pack = values(rules), pack_for(rules)
    kind: dict[Card, Card] = {}
    counts: dict[Card, int] = {}
    named: dict[tuple[str, int], Card] = {}
    for card in pack:
        kind[card] = name = named.setdefault((card[0], worth[card]), card)
        counts[name] = counts.get(name, 0) + 1
    mean = sum(worth[card] * count for card, count in counts.items()) / len(pack)
    return PackFacts(worth, ColumnPoints(rules), kind, counts, mean)


@dataclass(frozen=True, slots=True)
class Unseen:
    """The cards that a seat cannot see, wherever they lie: how many of each kind, and their mean worth."""

    counts: dict[Card, int]
    total: int
    mean: float

    def chances(self, looks: float) -> dict[str, float]:
        """For each rank, the chance that a card of it is among so many looks at unseen cards."""
        ranks: dict[str, int] = {}
        for card, count in self.counts.items():
            ranks[card[0]] = ranks.get(card[0], 0) + count
        return {rank: 1 - (1 - count / self.total) ** looks for rank, count in ranks.items()}


def unseen_by(view: View, facts: PackFacts) -> Unseen:
    """All cards of the table but those that this view shows."""
    counts, kind, worth = dict(facts.counts), facts.kind, facts.worth
    for seat in view.seats:
        if seat is not None:
            for card in seat.grid:
                if card is not None:
                    counts[kind[card]] -= 1
    for card in view.discard:
        counts[kind[card]] -= 1
    if view.drawn is not None and view.drawn.card is not None:
        counts[kind[view.drawn.card]] -= 1
    total = sum(counts.values())
    return Unseen(counts, total, sum(worth[card] * count for card, count in counts.items()) / total)


def looks_ahead(view: View) -> float:
    """How many cards the viewer may still hope to choose from in this hole, after the move at hand."""
    if view.went_out is not None:
        return 0.0
    nearest = min(seat.grid.count(None) for seat in view.seats if seat is not None)
    return LOOKS_A_TURN * TURNS_A_CARD * max(nearest, 0.5)


@dataclass(frozen=True, slots=True)
class Rivals:
    """The scores with which the other seats may end the hole if it ends now."""

    lowest: float
    mean: float


def rivals_of(view: View, unseen_mean: float) -> Rivals:
    """A forecast of the other seats' scores: what they show, face-down cards at the mean, a last turn's gain."""
    ends = [
        seat.showing + seat.grid.count(None) * unseen_mean - LAST_TURN_GAIN
        for number, seat in enumerate(view.seats)
        if seat is not None and number != view.viewer
    ]
    return Rivals(min(ends), sum(ends) / len(ends))


class Outlook:
    """What the viewer's own grid may come to, column by column, as these leanings see it."""

    def __init__(self, view: View, facts: PackFacts, unseen: Unseen, leanings: Leanings) -> None:
        self.facts = facts
        self.rules = view.rules
        self.hidden = unseen.mean - leanings.optimism
        self.hope, self.joy = leanings.hope, leanings.pair_joy
        self.chance = unseen.chances(looks_ahead(view))
        grid = self.grid = view.own.grid
        self.paired = [
            top[0]
            if (top := grid[a]) is not None and (low := grid[b]) is not None and top[0] == low[0]
            else None
            for a, b in COLUMNS
        ]
        self.columns = [self.column(grid[a], grid[b], number) for number, (a, b) in enumerate(COLUMNS)]
        self.total = sum(self.columns) - self._counted_twice()

    def column(self, one: Card | None, other: Card | None, number: int) -> float:
        """What a column may end at: its points, less what is to be hoped from pairs."""
        if one is None or other is None:
            single = one or other
            if single is None:
                return 2 * self.hidden
            points = self.facts.worth[single] + self.hidden
            return points - self.hope * self._to_gain(single, points, number)
        points = self.facts.points[one, other]
        if one[0] == other[0]:
            return points + self.bonus(one[0], number) - self.joy
        gain = self._to_gain(one, points, number) + self._to_gain(other, points, number)
        return points - self.hope * gain

    def _to_gain(self, card: Card, points: float, number: int) -> float:
        """The expected gain from a second card of this rank: over the column as it is, and over that card unpaired."""
        if self.facts.worth[card] < 0:
            return 0.0
        pair = self.facts.points[card, card] + self.bonus(card[0], number) - self.joy
        gain = min(points, 2 * self.facts.worth[card]) - pair
        return gain * self.chance.get(card[0], 0.0) if gain > 0 else 0.0

    def _counted_twice(self) -> int:
        """The bonus that two pairs of one rank have together, and that each column's worth contains."""
        for number, rank in enumerate(self.paired):
            if rank is not None and rank in self.paired[:number]:
                return self.bonus(rank, number)
        return 0

    def bonus(self, rank: str, number: int) -> int:
        """What a pair of this rank in this column adds to the bonuses for several pairs."""
        if not (self.rules.four_of_a_kind or self.rules.wolfpack):
            return 0
        same = sum(paired == rank for at, paired in enumerate(self.paired) if at != number)
        if same != 1:
            return 0
        return BONUS * (self.rules.four_of_a_kind + (self.rules.wolfpack and rank == "J"))
