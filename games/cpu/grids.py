"""Grids as sets of columns, their scores as far as they can be known, and what the others may come to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from games.cpu.tables import sorted_set
from games.rules.grid import column_mate
from games.rules.scoring import BLACKJACK, BONUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.cpu.estimate import PackFacts, Unseen
    from games.cpu.tables import Set
    from games.cpu.weigh import Mind
    from games.rules.cards import Card
    from games.rules.house_rules import HouseRules

SPREAD_DOWN, SPREAD_TURN = 4.0, 2.5
"""How far from what is expected a card face down, and a turn, may bring a score."""


class OwnGrid:
    """A seat's six cards as kinds, and as a set of columns."""

    def __init__(self, grid: Sequence[Card | None], facts: PackFacts) -> None:
        size, number = facts.columns.size, facts.number
        self._numbers = facts.columns.number
        self.kinds = [size if card is None else number[card] for card in grid]
        self.down = self.kinds.count(size)
        self._ranks = [None if card is None else card[0] for card in grid]
        of = self._numbers
        self.columns: Set = (
            of[self.kinds[0]][self.kinds[3]],
            of[self.kinds[1]][self.kinds[4]],
            of[self.kinds[2]][self.kinds[5]],
        )

    def is_paired(self, column: int) -> bool:
        """Whether the column shows a pair."""
        return self._ranks[column] is not None and self._ranks[column] == self._ranks[column + 3]

    def with_card(self, kind: int, at: int) -> Set:
        """The columns with a card of this kind at a position."""
        column = self._numbers[kind][self.kinds[column_mate(at)]]
        match at % 3:
            case 0:
                return sorted_set(column, self.columns[1], self.columns[2])
            case 1:
                return sorted_set(column, self.columns[0], self.columns[2])
            case _:
                return sorted_set(column, self.columns[0], self.columns[1])


class Scores:
    """What sets of columns count, cards face down by what is yet unseen."""

    def __init__(self, facts: PackFacts, unseen: Unseen, rules: HouseRules) -> None:
        self._facts, self._unseen, self._rules = facts, unseen, rules
        self._columns: dict[int, float] = {}
        self._chances: dict[tuple[int, int], float] = {}
        self._bonuses = rules.four_of_a_kind or rules.wolfpack

    def of(self, columns: Set) -> float:
        """The score of these columns, expected where it is not known."""
        score = self.column(columns[0]) + self.column(columns[1]) + self.column(columns[2])
        if self._bonuses:
            score += self._bonus(columns)
        return score - BLACKJACK * self._chance_of_21(columns, score) if self._rules.blackjack else score

    def pairs(self, columns: Set) -> int:
        """How many of these columns are pairs."""
        ranks = self._facts.paired
        return sum(ranks[column] is not None for column in columns)

    def column(self, column: int) -> float:
        """What one column counts."""
        found = self._columns.get(column)
        if found is None:
            found = self._columns[column] = self._column(*self._facts.columns.cards[column])
        return found

    def _chance_of_21(self, columns: Set, score: float) -> float:
        """How likely these columns count 21, where no more than one card of them lies face down."""
        sets, down = self._facts.columns, [column for column in columns if column >= self._facts.columns.full]
        if not down:
            return float(score == BLACKJACK)
        if len(down) > 1 or down[0] == sets.count - 1:
            return 0.0
        place = down[0], round(score - self.column(down[0]))
        found = self._chances.get(place)
        if found is None:
            row, missing = self._facts.count[sets.cards[place[0]][0]], BLACKJACK - place[1]
            fitting = [count for kind, count in enumerate(self._unseen.by_kind) if row[kind] == missing]
            found = self._chances[place] = sum(fitting) / self._unseen.total
        return found

    def _column(self, one: int, other: int) -> float:
        facts, unseen = self._facts, self._unseen
        if other < facts.columns.size:
            return facts.count[one][other]
        if one == other:
            return 2 * unseen.mean - facts.pairing
        row = facts.count[one]
        return sum([count * row[kind] for kind, count in enumerate(unseen.by_kind)]) / unseen.total

    def _bonus(self, columns: Set) -> int:
        ranks = [rank for column in columns if (rank := self._facts.paired[column]) is not None]
        if len(ranks) == len(set(ranks)):
            return 0
        jacks = ranks.count("J") > 1
        return BONUS * (self._rules.four_of_a_kind + (self._rules.wolfpack and jacks))


@dataclass(frozen=True, slots=True)
class Rival:
    """What another seat may come to."""

    score: float
    """With which it is expected to end if the hole is ended now."""
    spread: float
    loss: float
    """What it loses by that."""
    known: bool

    def chance_above(self, score: float) -> float:
        """The chance that it does not end below this score."""
        if self.known:
            return float(self.score >= score - 0.01)
        return 1 / (1 + math.exp(max(-30.0, min(30.0, (score - 0.5 - self.score) * 1.7 / self.spread))))

    def chance_below(self, score: float) -> float:
        """How likely it takes what it is expected to end with for less than this score."""
        return 1 / (1 + math.exp(max(-30.0, min(30.0, (self.score - score) / DOUBT))))

    def is_at(self, score: float) -> float:
        """The chance that it ends with exactly this score."""
        if self.known:
            return float(abs(self.score - score) < NEAR)
        return math.exp(-(((score - self.score) / self.spread) ** 2) / 2) / (self.spread * 2.5)


NEAR: Final = 0.01
DOUBT: Final = 1.5
"""How far from that score it may be in doubt."""


def outlook(mind: Mind, other: OwnGrid) -> Rival:
    """What another seat may come to, as the mind's seat sees it."""
    score = mind.scores.of(other.columns)
    if not other.down:
        return Rival(score, 0.1, 0.0, known=True)
    spread = math.sqrt(SPREAD_DOWN**2 * other.down + SPREAD_TURN**2)
    columns = sorted_set(*other.columns)
    last = mind.worths.at_last(columns)
    mine = mind.own.down
    clock = max(1, min([mine, *(one.down for one in mind.others if one is not other)]))
    return Rival(last, spread, last - mind.worths.after(columns, clock), known=False)
