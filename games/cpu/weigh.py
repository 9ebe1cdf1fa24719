"""What each move is worth to a persona: the score that its grid may end at, less what it leans towards.

All losses are in points of the final score, lower is better, and comparable with one another.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from games.cpu.estimate import Outlook, facts_for, rivals_of, unseen_by
from games.cpu.sense import DOUBT, GoodSense
from games.rules.grid import COLUMNS, POSITIONS, column_mate

if TYPE_CHECKING:
    from games.cpu.personas import Leanings, Persona
    from games.rules.cards import Card
    from games.rules.views import View

WELL_AHEAD: Final = 5
"""Points between totals from which the standings change how an adaptive persona plays."""
LURKS_WITH: Final = 2
"""Cards face down with which a sneaky persona waits."""
END_WEIGHT: Final = 0.5
"""How much of the distance to the rivals counts when going out is weighed."""
END_LIMIT: Final = 8.0
PENALTY, PENALTY_SPREAD, REWARD = 10, 3.5, 5
"""`knock_penalty`, how sharply one knows whether it will strike, and `knock_bonus`."""
SETTLED_DOWN, SETTLED_HIGH = 2, 4
"""A grid with so few cards face down, and nothing higher face up alone, has little left to wait for."""
RESTLESS_TEMPO: Final = 1.0
NEVER: Final = math.inf


class Mind:
    """One seat's picture of its position, and its judgement of every move in it."""

    def __init__(self, view: View, persona: Persona) -> None:
        self.view = view
        self.restless = False
        self.rules = view.rules
        self.grid = view.own.grid
        self.down = self.grid.count(None)
        self.facts = facts_for(view.rules)
        self.unseen = unseen_by(view, self.facts)
        self.rivals = rivals_of(view, self.unseen.mean)
        self.leanings = self._mood(persona)
        self.outlook = Outlook(view, self.facts, self.unseen, self.leanings)
        self.sense = GoodSense(self.outlook, self.unseen.mean)

    @property
    def last_turn(self) -> bool:
        return self.view.went_out is not None

    @property
    def settled(self) -> bool:
        """Whether waiting can hardly make the own grid better, so that a hole might go on for ever."""
        if self.last_turn or self.down > SETTLED_DOWN:
            return False
        worth, paired = self.facts.worth, self.outlook.paired
        return all(
            card is None or paired[at % 3] is not None or worth[card] <= SETTLED_HIGH
            for at, card in enumerate(self.grid)
        )

    def lose_patience(self) -> None:
        """From here on the end of the hole is welcome, whatever the rivals have."""
        self.restless = True
        self.leanings = replace(self.leanings, tempo=max(self.leanings.tempo, RESTLESS_TEMPO), clear_gain=0.0)

    @property
    def still(self) -> float:
        """The loss of leaving the grid as it is."""
        return self.outlook.total

    def swap_loss(self, card: Card, at: int) -> float:
        """The loss of placing a card, sensible or not."""
        mate = self.grid[column_mate(at)]
        if self._ends(at):
            return self._ending(self._showing_with(card, at, mate))
        number = at % 3
        loss = self.still - self.outlook.columns[number] + self.outlook.column(card, mate, number)
        return loss - self.leanings.tempo if self.grid[at] is None and not self.last_turn else loss

    def swaps(self, card: Card, *, doubt: float = 0.0) -> dict[int, float]:
        """The loss of each sensible placing of a card."""
        allows = self.sense.allows_swap
        return {
            at: self.swap_loss(card, at)
            for at in POSITIONS
            if allows(card, at, doubt=doubt, ends=self._ends(at))
        }

    def discard_loss(self) -> float:
        """The loss of throwing a card from the stock away, with the flip that follows."""
        if self.last_turn or self.rules.flip_mode != "always":
            return self.still
        return self.flip_loss()

    def flip_loss(self) -> float:
        """The loss of turning one of the own cards up."""
        if self.last_turn:
            return self.still
        return self._ending(self._showing_all()) if self.down == 1 else self.still - self.leanings.tempo

    def knock_loss(self) -> float:
        """The loss of turning the last cards up."""
        return self.still if self.last_turn else self._ending(self._showing_all())

    def draw_loss(self) -> float:
        """The loss to be expected of a card from the stock, placed as well as can be."""
        if self.view.stock == 0 and len(self.view.discard) < 2:
            return self.still
        discarded = self.discard_loss()
        slots = self._slots()
        expected = 0.0
        for card, count in self.unseen.counts.items():
            if count:
                expected += count * min(discarded, *[self.swap_loss(card, at) for at in slots])
        return expected / self.unseen.total

    def take_loss(self) -> float:
        """The loss of the best sensible use of the discard pile's top card; infinite if there is none."""
        swaps = self.swaps(self.view.discard[-1], doubt=DOUBT)
        return min(swaps.values(), default=NEVER)

    def _ends(self, at: int) -> bool:
        return self.down == 1 and self.grid[at] is None and not self.last_turn

    def _slots(self) -> list[int]:
        """The positions worth a thought for a card yet unknown: not both of a blank column, none of a good pair."""
        slots: list[int] = []
        for number, (top, low) in enumerate(COLUMNS):
            if self.outlook.paired[number] is None:
                slots += (top,) if self.grid[top] is None and self.grid[low] is None else (top, low)
        return slots or [0]

    def _showing_with(self, card: Card, at: int, mate: Card | None) -> float:
        """The score of the whole grid once this card lies at its last face-down position."""
        showing = self.view.own.showing
        if mate is None:
            return showing + self.facts.worth[card]
        points = self.facts.points[card, mate]
        if mate[0] == card[0]:
            points += self.outlook.bonus(card[0], at % 3)
        return showing - self.facts.worth[mate] + points

    def _showing_all(self) -> float:
        return self.view.own.showing + self.down * self.unseen.mean

    def _ending(self, score: float) -> float:
        """The loss of going out with this score: the score, and what it is against the rivals'."""
        if self.restless:
            return score - END_LIMIT
        bar = (self.rivals.lowest + self.rivals.mean) / 2 + self.leanings.nerve
        loss = score + max(-END_LIMIT, min(END_LIMIT, END_WEIGHT * (score - bar)))
        if self.rules.knock_penalty:
            loss += PENALTY / (1 + math.exp((self.rivals.lowest - score) / PENALTY_SPREAD))
        return loss - REWARD if self.rules.knock_bonus else loss

    def _mood(self, persona: Persona) -> Leanings:
        """The persona's leanings in this position."""
        if persona.lurking and self._lurks(persona.leanings.nerve):
            return persona.lurking
        if persona.ahead and persona.behind:
            others = [seat.total for n, seat in enumerate(self.view.seats) if seat and n != self.view.viewer]
            lead = min(others) - self.view.own.total
            if abs(lead) >= WELL_AHEAD:
                return persona.ahead if lead > 0 else persona.behind
        return persona.leanings

    def _lurks(self, nerve: float) -> bool:
        """Whether the end is not worth it yet: few cards down, and a score that would not win."""
        if self.last_turn or self.down > LURKS_WITH:
            return False
        return self._showing_all() > (self.rivals.lowest + self.rivals.mean) / 2 - nerve
