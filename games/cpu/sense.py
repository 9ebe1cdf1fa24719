"""Good sense: moves that no computer player makes, whatever its leanings.

None throws away a card that is better than every card it could replace, breaks a pair for nothing, or pairs negative
cards where pairs cancel. Nor does any of them overlook a pair that clearly saves points, make the visible grid worse,
or keep a card that pairs nothing where a face-down one is clearly better on average; but who `builds` does the last
where it helps, for the sake of a pair to come or of a card fewer face down, and the others where that is worth more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from games.rules.grid import COLUMNS, POSITIONS, column_mate
from games.rules.scoring import BONUS, is_pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.cpu.estimate import PackFacts, Unseen
    from games.rules.cards import Card
    from games.rules.house_rules import HouseRules

TOO_HIGH: Final = 2.5
"""How far above the mean of the unseen cards one may be that replaces a face-down card and pairs nothing."""
TOO_HIGH_TO_END: Final = 3.0
"""The same for a card that ends the hole."""
DOUBT: Final = 0.5
"""How much better than the mean of the unseen cards one must be to be kept at any rate."""
CLEAR: Final = 4
"""Points that a pair saves which nobody overlooks."""


class GoodSense:
    """Judges the placing of a drawn card in one's own grid."""

    def __init__(
        self,
        grid: Sequence[Card | None],
        facts: PackFacts,
        unseen: Unseen,
        rules: HouseRules,
        *,
        builds: bool,
    ) -> None:
        self.builds = builds
        self.grid, self.rules = grid, rules
        self.mean, self.pack_mean = unseen.mean, facts.mean
        self.worth, self.points = facts.worth, facts.points

    def allows_swap(self, card: Card, at: int, *, ends: bool = False) -> bool:
        """Whether the swap is sensible."""
        mate, old = self.grid[column_mate(at)], self.grid[at]
        pairs = mate is not None and mate[0] == card[0]
        if mate is not None and pairs and self._wastes(card, mate, at):
            return False
        if old is not None:
            return self._improves(card, old, mate, at)
        if mate is not None and pairs:
            return self.worth[mate] + self.mean > self._pair_points(card, mate, at)
        return self.builds or self.worth[card] <= self.mean + (TOO_HIGH_TO_END if ends else TOO_HIGH)

    def dares_swap(self, card: Card, at: int) -> bool:
        """Whether somebody who builds may put the card there though the visible grid gets worse by it."""
        mate, old = self.grid[column_mate(at)], self.grid[at]
        if not self.builds or old is None or self.allows_swap(card, at):
            return False
        if mate is None:
            return True
        return mate[0] != card[0] and not (mate[0] == old[0] and self._pair_helps(old, mate))

    def clearest(self, card: Card, places: Sequence[int]) -> Sequence[int]:
        """The places that are left where one of these makes a pair that nobody overlooks: those that save as much."""
        if self.builds:
            return places
        least = max((self._saved(card, at) for at in places if self._pairs_in_sight(card, at)), default=0.0)
        if least < CLEAR:
            return places
        return [at for at in places if self._saved(card, at) >= least]

    def must_take(self, card: Card) -> bool:
        """Whether the open card makes a pair that nobody overlooks."""
        return not self.builds and any(
            self._pairs_in_sight(card, at) and self.allows_swap(card, at) and self._saved(card, at) >= CLEAR
            for at in POSITIONS
        )

    def allows_discard(self, card: Card) -> bool:
        """Whether the drawn card is not too good to be thrown away."""
        if any(self._pairs_well(card, at) for at in POSITIONS):
            return False
        worth = self.worth[card]
        if any(worth >= other for other in self._replaceable()):
            return True
        if worth < max(self.mean, self.pack_mean) + DOUBT:
            return False
        return not any(self.grid[at] is not None and self.allows_swap(card, at) for at in POSITIONS)

    def _replaceable(self) -> list[int]:
        """What the face-up cards count, but for those that count less in their pair than apart."""
        counts: list[int] = []
        for at, card in enumerate(self.grid):
            mate = self.grid[column_mate(at)]
            if card is None or (mate is not None and mate[0] == card[0] and self._pair_helps(card, mate)):
                continue
            counts.append(self.worth[card])
        return counts

    def _pair_helps(self, card: Card, mate: Card) -> bool:
        return self.points[card, mate] <= self.worth[card] + self.worth[mate]

    def _wastes(self, card: Card, mate: Card, at: int) -> bool:
        """Whether two negative cards would cancel, with no bonus that makes up for it."""
        both = self.worth[card] + self.worth[mate]
        return self.worth[card] < 0 and self._pair_points(card, mate, at) > both

    def _improves(self, card: Card, old: Card, mate: Card | None, at: int) -> bool:
        """Whether the grid as all see it gets better, and no pair that cancels points is broken."""
        if mate is None:
            return self.worth[card] < self.worth[old]
        if mate[0] == old[0] and self.worth[old] + self.worth[mate] >= 0:
            return False
        return self._column(card, mate, at) < self._column(old, mate, at)

    def _pairs_well(self, card: Card, at: int) -> bool:
        """Whether the card makes a pair here that brings the column down."""
        mate, old = self.grid[column_mate(at)], self.grid[at]
        if mate is None or mate[0] != card[0] or not self.allows_swap(card, at):
            return False
        before = self.points[old, mate] if old is not None else self.worth[mate] + self.mean - DOUBT
        return before > self._pair_points(card, mate, at)

    def _pairs_in_sight(self, card: Card, at: int) -> bool:
        """Whether the card makes a pair here, and ends no hole by that."""
        mate = self.grid[column_mate(at)]
        ends = self.grid[at] is None and self.grid.count(None) == 1
        return mate is not None and mate[0] == card[0] and not ends

    def _saved(self, card: Card, at: int) -> float:
        """What the column counts less with the card there, one that lies face down being the mean of the unseen."""
        mate, old = self.grid[column_mate(at)], self.grid[at]
        if mate is None:
            return (self.mean if old is None else self.worth[old]) - self.worth[card]
        before = self.worth[mate] + self.mean if old is None else self._column(old, mate, at)
        return before - self._column(card, mate, at)

    def _column(self, card: Card, mate: Card, at: int) -> int:
        return self._pair_points(card, mate, at) if card[0] == mate[0] else self.points[card, mate]

    def _pair_points(self, card: Card, mate: Card, at: int) -> int:
        return self.points[card, mate] + self._bonus(card[0], at % 3)

    def _bonus(self, rank: str, number: int) -> int:
        """What a pair of this rank in this column adds to the bonuses for several pairs."""
        if not (self.rules.four_of_a_kind or self.rules.wolfpack):
            return 0
        same = sum(
            at != number and is_pair(self.grid[top], self.grid[low]) and (self.grid[top] or "")[0] == rank
            for at, (top, low) in enumerate(COLUMNS)
        )
        if same != 1:
            return 0
        return BONUS * (self.rules.four_of_a_kind + (self.rules.wolfpack and rank == "J"))
