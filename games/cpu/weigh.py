"""What each move is worth to a persona: the score that the hole may end with, less what its end takes from others.

All worths are in strokes, lower is better, and comparable with one another.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from games.cpu.estimate import estimate_for, facts_for, unseen_by
from games.cpu.grids import OwnGrid, Scores, outlook
from games.cpu.neighbours import likely_discards, places, stock_worth
from games.cpu.sense import GoodSense
from games.cpu.tables import sorted_set
from games.rules.grid import POSITIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from games.cpu.estimate import Worths
    from games.cpu.personas import Leanings, Persona
    from games.cpu.tables import Placings, Set
    from games.rules.cards import Card
    from games.rules.views import View

    Changes = list[tuple[int, float]]
    """By kind."""

LATER: Final = 1.0
"""What going out later would take from the others: sets in which a card lies face down are worth that much less."""
HASTE: Final = 0.3
"""How much nearer the end is than the tables think if all the others are near it: they count the nearest alone."""
READY: Final = 1.0
"""The same for the share of the others who have one card face down, and a score with which one ends a hole."""
MOST_HASTE: Final = 1.0
"""The end is no nearer than that it comes before one's next turn."""
ENDS_WITH: Final = 3.0
TEMPO: Final = 0.5
"""What each card that still lies face down costs: the fewer they are, the sooner the others must be done."""
NEWS: Final = 1.25
"""How much of what is to be had more or less often than the tables think counts: it is the nearest to come."""
WELL_AHEAD: Final = 5
"""Points between totals from which the standings change how an adaptive persona plays."""
LURKS_WITH: Final = 2
"""Cards face down with which a sneaky persona waits."""
PENALTY, REWARD, UNDERDOG, SHAME = 10, 5, 3, 5
"""`knock_penalty`, `knock_bonus`, `underdog_bonus` and `tied_shame`."""
SETTLED_DOWN, SETTLED_HIGH = 2, 4
"""A grid with so few cards face down, and nothing higher face up alone, has little left to wait for."""
STOCK_LOOKS: Final = 0.65
"""How often in a turn the stock is drawn from."""
LOOKS: Final = (0.0, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5)
"""How many turns are to come, by the clock."""
FEED: Final = 1.4
"""The same for what the seat before is likely to throw away."""
COUNTS: Final = 0.5
"""How likely the seat before just counts points when it throws a card away, as most people do."""
CHANGES_LITTLE: Final = 0.03
"""Chances that differ by less are taken as the same."""
RESTLESS: Final = 6.0
"""What the end of a hole is worth to somebody who has lost patience."""


class Mind:
    """One seat's picture of its position, and its judgement of every move in it."""

    def __init__(self, view: View, persona: Persona, worths: Worths | None = None) -> None:
        self.view, self.rules = view, view.rules
        self.grid = view.own.grid
        self.facts = facts_for(view.rules)
        self.unseen = unseen_by(view, self.facts)
        self.worths = worths or estimate_for(view.rules)
        self.scores = Scores(self.facts, self.unseen, view.rules)
        self.own = OwnGrid(self.grid, self.facts)
        self.down = self.own.down
        self.restless = False
        self.others = self._others()
        self.clock = 0 if self.last_turn else max(1, min(other.down for other in self.others))
        self.watchful = persona.level.watchful
        self.rivals = [outlook(self, other) for other in self.others]
        self.haste = min(MOST_HASTE, HASTE * self._share_near_the_end() + READY * self._share_ready())
        self.leanings = self._mood(persona).times(persona.level.manner)
        self.blur = 0.0 if self.last_turn else max(0.0, self.leanings.blur + persona.level.blur)
        self.sense = GoodSense(self.grid, self.facts, self.unseen, view.rules, builds=persona.level.builds)
        self.odds = [count / self.unseen.total for count in self.unseen.by_kind]
        self._known: dict[Set, float] = {}
        self._gains: dict[Set, float] = {}
        self._fed: dict[int, float] = {}
        self._drift, self._coming = self._news()
        self.next = self._next()

    def _others(self) -> list[OwnGrid]:
        """The other seats' grids, from the next one on."""
        seats, own = self.view.seats, self.view.viewer or 0
        order = [(own + step) % len(seats) for step in range(1, len(seats))]
        return [OwnGrid(seat.grid, self.facts) for n in order if (seat := seats[n])]

    def _share_near_the_end(self) -> float:
        """How many of the others have no more cards face down than the clock says, of all of them."""
        return sum(other.down <= self.clock for other in self.others) / len(self.others)

    def _share_ready(self) -> float:
        """How many of the others are likely to end the hole on their next turn, of all of them."""
        near = [
            rival.chance_below(ENDS_WITH)
            for other, rival in zip(self.others, self.rivals, strict=True)
            if other.down == 1
        ]
        return sum(near) / len(self.others)

    def _next(self) -> tuple[Sequence[float], float] | None:
        """What each kind of card is worth to the next seat, and one from the stock; None if it has no turn."""
        seats = self.view.seats
        if self.view.went_out == ((self.view.viewer or 0) + 1) % len(seats):
            return None
        still, placings = self._looked_at(self.others[0])
        return placings[0], stock_worth(still, placings, self.odds)

    @property
    def last_turn(self) -> bool:
        return self.view.went_out is not None

    @property
    def settled(self) -> bool:
        """Whether waiting can hardly make the own grid better, so that a hole might go on for ever."""
        if self.last_turn or self.down > SETTLED_DOWN:
            return False
        worth = self.facts.worth
        return all(
            card is None or self.own.is_paired(at % 3) or worth[card] <= SETTLED_HIGH
            for at, card in enumerate(self.grid)
        )

    def lose_patience(self) -> None:
        """From here on the end of the hole is welcome, whatever the rivals have."""
        self.restless = True

    def opened(self, *, together: bool) -> float:
        """What it is worth to turn two cards up, of one column or of two, while all lie face down."""
        number, down = self.facts.columns.number, self.facts.columns.size
        blank, kinds, total, expected = number[down][down], self.unseen.by_kind, self.unseen.total, 0.0
        for one, many in enumerate(kinds):
            for other, more in enumerate(kinds):
                apart = (number[one][down], number[other][down], blank)
                columns = (number[one][other], blank, blank) if together else apart
                if chance := many * (more - (one == other)) / (total * (total - 1)):
                    expected += chance * self.after(columns)
        return expected

    def swap(self, card: Card, at: int) -> float:
        """What it is worth to place a card there, sensible or not."""
        return self._placed(self.facts.number[card], at)

    def swaps(self, card: Card) -> dict[int, float]:
        """What each sensible placing of a card is worth."""
        allows, ends = self.sense.allows_swap, self.down == 1 and not self.last_turn
        places = [at for at in POSITIONS if allows(card, at, ends=ends and self.grid[at] is None)]
        return {at: self.swap(card, at) for at in self.sense.clearest(card, places)}

    def dared(self, card: Card) -> dict[int, float]:
        """What each placing of a card is worth that makes the visible grid worse, if this level dares any."""
        return {at: self.swap(card, at) for at in POSITIONS if self.sense.dares_swap(card, at)}

    def _placed(self, kind: int, at: int) -> float:
        """What it is worth to place a card there, and to leave the old one to the next seat."""
        return self._simply_placed(kind, at) + self._news_for(self.own.with_card(kind, at))

    def _simply_placed(self, kind: int, at: int) -> float:
        """The same without a thought for what is to come from others."""
        return self.after(self.own.with_card(kind, at)) + self._feeds(self.own.kinds[at])

    def still(self) -> float:
        """What it is worth to leave the grid as it is."""
        return self.after(self.own.columns) + self._news_for(sorted_set(*self.own.columns))

    def discard(self, card: Card) -> float:
        """What it is worth to throw a card from the stock away, with the flip that follows."""
        return self._away() + self._feeds(self.facts.number[card])

    def _away(self) -> float:
        mode = self.rules.flip_mode
        if mode == "never" or not self.down:
            return self.still()
        if mode == "always":
            return min(self.flips().values())
        soon = self.down <= 1 or any(other.down <= 1 for other in self.others)
        return min(self.still(), *self.flips().values()) if soon else self.still()

    def flips(self) -> dict[int, float]:
        """What it is worth to turn each of the own cards up."""
        return {at: self._turned(at) for at, card in enumerate(self.grid) if card is None}

    def knock(self) -> float:
        """What it is worth to turn the last cards up."""
        score = self.scores.of(self.own.columns)
        return self.left_lying() + (self._last(score) if self.last_turn else self._ending(score))

    def left_lying(self) -> float:
        """What it costs to leave the open card of the discard pile to the next seat."""
        return self._feeds(self.facts.number[self.view.discard[-1]]) if self.view.discard else 0.0

    def stock(self) -> float:
        """What a card from the stock is worth, placed as well as can be."""
        if self.view.stock == 0 and len(self.view.discard) < 2:
            return self.still()
        away, positions, expected = self._away(), places(self.own), 0.0
        for kind, chance in enumerate(self.odds):
            if chance:
                worth, at = min([(self._simply_placed(kind, at), at) for at in positions])
                worth += self._news_for(self.own.with_card(kind, at))
                expected += chance * min(away + self._feeds(kind), worth)
        return expected

    def after(self, columns: Set) -> float:
        """What it is worth to end the turn with these columns."""
        columns = sorted_set(*columns)
        found = self._known.get(columns)
        if found is None:
            found = self._known[columns] = self._after(columns) + self._lean(columns)
        return found

    def _after(self, columns: Set) -> float:
        if self.last_turn:
            return self._last(self.scores.of(columns))
        if self.facts.columns.is_full(columns):
            return self._ending(self.scores.of(columns))
        return self._going_on(columns)

    def _going_on(self, columns: Set) -> float:
        """What it is worth to go on with these columns: the more of the others are near the end, the nearer it is."""
        worths, clock = self.worths, self.clock
        worth = worths.after(columns, clock)
        if not self.watchful:
            return worth
        sooner = worths.after(columns, clock - 1) if clock > 1 else worths.at_last(columns)
        return worth + self.haste * (sooner - worth) + TEMPO * self.facts.columns.down(columns)

    def _lean(self, columns: Set) -> float:
        """What this persona likes and dislikes about these columns."""
        lean = self.leanings
        if self.last_turn:
            return 0.0
        down, pairs = self.facts.columns.down(columns), self.scores.pairs(columns) if lean.pair_joy else 0
        ends = 0.0 if down else lean.nerve + RESTLESS * self.restless
        return lean.tempo * down - lean.pair_joy * pairs - ends

    def _news(self) -> tuple[Changes, Changes]:
        """By how much more or less often than the tables think cards of each kind are to be had: from the stock, and as
        the next one that the seat before throws away."""
        if self.last_turn or self.down == 0:
            return [], []
        usual = list(self.facts.counts.values())
        total, looks = sum(usual), STOCK_LOOKS * LOOKS[self.clock]
        drift = [looks * (chance - count / total) for chance, count in zip(self.odds, usual, strict=True)]
        open_ = self.worths.open_at(self.clock)
        coming = [
            chance - usual for chance, usual in zip(self._thrown_by(self.others[-1]), open_, strict=True)
        ]
        return _that_matter(drift), _that_matter(coming)

    def _thrown_by(self, other: OwnGrid) -> list[float]:
        """The chance of each kind that this seat throws it away next: it may look ahead, or just count points."""
        score = self.scores.of
        counts = score(other.columns), self.facts.columns.placings(sorted_set(*other.columns), score)
        ahead, counted = (likely_discards(*seen, self.odds) for seen in (self._looked_at(other), counts))
        return [COUNTS * two + (1 - COUNTS) * one for one, two in zip(ahead, counted, strict=True)]

    def _news_for(self, columns: Set) -> float:
        """What the news change for somebody with these columns."""
        if not (self._drift or self._coming) or self.facts.columns.is_full(columns):
            return 0.0
        found = self._gains.get(columns)
        if found is None:
            found = self._gains[columns] = self._gained(columns)
        return found

    def _gained(self, columns: Set) -> float:
        still = self.worths.after(columns, self.clock)
        best, way = self._placings(columns, self.clock, self.after)
        stock = stock_worth(still, (best, way), self.odds)
        drift = sum([change * min(0.0, best[kind] - still) for kind, change in self._drift])
        coming = sum([change * min(0.0, best[kind] - stock) for kind, change in self._coming])
        return NEWS * drift + FEED * coming if self.watchful else drift + coming

    def _placings(self, columns: Set, clock: int, ended: Callable[[Set], float]) -> Placings:
        """The best place of each kind in a set that is not full, where full ones are worth what `ended` says."""
        best, way = self.worths.placings(columns, clock)
        tables = self.facts.columns
        if tables.down(columns) > 1:
            return best, way
        mate, one, two = next(place[1:] for place in tables.places(columns) if place[0] == tables.size)
        ends = [ended(sorted_set(column, one, two)) for column in tables.number[mate][: tables.size]]
        return (
            tuple([min(pair) for pair in zip(best, ends, strict=True)]),
            tuple(
                [
                    old if going <= end else tables.size
                    for going, old, end in zip(best, way, ends, strict=True)
                ]
            ),
        )

    def _looked_at(self, other: OwnGrid) -> tuple[float, Placings]:
        """What another seat's grid is worth to it after its turn, and each kind of card in its best place."""
        columns, score = sorted_set(*other.columns), self.scores.of
        if self.last_turn or not other.down:
            return score(columns), self.facts.columns.placings(columns, score)
        clock = max(1, min([self.down, *(one.down for one in self.others if one is not other)]))
        return self.worths.after(columns, clock), self._placings(columns, clock, score)

    def _feeds(self, kind: int) -> float:
        """What it costs to leave a card of this kind to the next seat; an unknown one, if its number is above all."""
        if self.next is None:
            return 0.0
        found = self._fed.get(kind)
        if found is None:
            found = self._fed[kind] = self._fed_with(kind, *self.next)
        return found

    def _fed_with(self, kind: int, best: Sequence[float], stock: float) -> float:
        if kind == len(self.odds):
            return sum([chance * self._feeds(one) for one, chance in enumerate(self.odds) if chance])
        return max(0.0, stock - best[kind]) / len(self.others)

    def _turned(self, at: int) -> float:
        expected = sum(
            count * self.after(self.own.with_card(kind, at))
            for kind, count in enumerate(self.unseen.by_kind)
            if count
        )
        return expected / self.unseen.total

    def _ending(self, score: float) -> float:
        """What it is worth to go out with this score."""
        lost = sum(max(rival.loss, 0.0) for rival in self.rivals) / len(self.rivals)
        worth = score - lost + LATER
        behind = 1 - math.prod(rival.chance_above(score) for rival in self.rivals)
        if self.rules.knock_penalty:
            worth += PENALTY * behind
        if self.rules.knock_bonus:
            worth -= REWARD
        if self.rules.underdog_bonus:
            worth -= UNDERDOG * (1 - behind)
        return worth

    def _last(self, score: float) -> float:
        """What it is worth to have this score when the hole is over."""
        if self.rules.underdog_bonus:
            score -= UNDERDOG * math.prod(rival.chance_above(score) for rival in self.rivals)
        if self.rules.knock_penalty:
            out = self.view.seats[self.view.went_out or 0]
            gap = score - (out.showing if out else 0)
            score -= PENALTY / len(self.rivals) / (1 + math.exp(max(-30.0, min(30.0, 2 * (gap + 0.5)))))
        if self.rules.tied_shame:
            score += SHAME * sum(rival.is_at(score) for rival in self.rivals)
        return score

    def _mood(self, persona: Persona) -> Leanings:
        """The persona's leanings in this position."""
        if persona.lurking and self._lurks():
            return persona.lurking
        if persona.ahead and persona.behind:
            others = [seat.total for n, seat in enumerate(self.view.seats) if seat and n != self.view.viewer]
            lead = min(others) - self.view.own.total
            if abs(lead) >= WELL_AHEAD:
                return persona.ahead if lead > 0 else persona.behind
        return persona.leanings

    def _lurks(self) -> bool:
        """Whether the end is not worth it yet: few cards down, and a score that would not win."""
        if self.last_turn or self.down > LURKS_WITH:
            return False
        return self.scores.of(self.own.columns) > min(rival.score for rival in self.rivals)


def _that_matter(changes: list[float]) -> Changes:
    return [(kind, change) for kind, change in enumerate(changes) if abs(change) > CHANGES_LITTLE]
