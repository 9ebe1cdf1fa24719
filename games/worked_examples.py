"""Worked examples of rules: the same cards under several sets of house rules, counted and played by the engine itself.

Here is how an example is made; which there are stands in `rule_examples`. Nothing here knows a rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.utils.translation import gettext, gettext_lazy, ngettext

from games.cpu.personas import PERSONAS
from games.rule_words import WORDS
from games.rules import commands as c
from games.rules import events as e
from games.rules.cards import JOKERS, Card, pack_for
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.fairness import SECRET_BYTES, FairShuffle
from games.rules.grid import COLUMNS
from games.rules.house_rules import CLASSIC, HouseRules
from games.rules.legal import Option, legal
from games.rules.scoring import grid_parts, is_pair, settle, value, values_shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from games.rules.state import GameState

Json = dict[str, Any]
Ways = tuple[tuple[str, HouseRules], ...]
"""Sets of house rules to be compared, each with the title of its column."""

FACE_DOWN: Final = "[]"
NOTHING: Final = "–"
SEATED: Final = ("maya", "priya", "kenji")
PARTS: Final[dict[str, _StrPromise]] = {
    "column 0": gettext_lazy("Left column"),
    "column 1": gettext_lazy("Middle column"),
    "column 2": gettext_lazy("Right column"),
}


class Example(Protocol):
    """What every kind of example is asked for."""

    @property
    def ways(self) -> Ways: ...

    def shown(self) -> Json:
        """The example for `parts/rule_example.html`: `text`, `grids`, the titles of the ways as `heads`.

        What the engine says stands in `rows` of numbers, or in `moves`: a title and sentences for each way.
        """
        ...


def cards_of(drawing: str) -> tuple[Card, ...]:
    """The six cards of a drawing such as `KH 7C AS / KS 2D 4H`."""
    return tuple(Card(word) for word in drawing.split() if word != "/")


def seen_of(drawing: str) -> tuple[Card | None, ...]:
    """The same where some cards lie face down: `[]` is None."""
    return tuple(None if card == FACE_DOWN else card for card in cards_of(drawing))


@dataclass(frozen=True, slots=True)
class Counted:
    """One grid, counted part by part in each way."""

    text: str
    grid: str
    ways: Ways

    def shown(self) -> Json:
        cards = cards_of(self.grid)
        counts = [{part.why: part.points for part in grid_parts(cards, rules)} for _title, rules in self.ways]
        names = list(dict.fromkeys(why for count in counts for why in count))
        rows = [_row(_part_name(why), [_signed(count.get(why), why) for count in counts]) for why in names]
        rows.append(_row(gettext("Score"), [points(sum(count.values())) for count in counts], total=True))
        return _shown(self.text, [_grid(cards, self.ways[-1][1])], self.ways, rows)


@dataclass(frozen=True, slots=True)
class Settled:
    """A hole of several seats, settled without the rule and with it; the seat that went out is the first, if any."""

    text: str
    grids: tuple[str, ...]
    ways: Ways
    went_out: int | None = None

    def shown(self) -> Json:
        hands = [cards_of(grid) for grid in self.grids]
        (_, without), (_, rules) = self.ways
        before, after = settle(hands, self.went_out, without), settle(hands, self.went_out, rules)
        rows, named = [], ""
        for seat, (old, new) in enumerate(zip(before, after, strict=True)):
            added = [part for part in new.parts if part not in old.parts]
            named = next((part.why for part in added), named)
            more = _signed(sum(part.points for part in added) or None, named)
            rows.append(_row(_seat_name(seat), [points(old.score), more, points(new.score)]))
        shown = _shown(self.text, [], self.ways, rows)
        shown["heads"].insert(1, _part_name(named))
        shown["grids"] = [
            _grid(hand, rules, _seat_name(seat), out=seat == self.went_out) for seat, hand in enumerate(hands)
        ]
        return shown


@dataclass(frozen=True, slots=True)
class Played:
    """What the first of two seats may do, in each way, with this grid and after these commands."""

    text: str
    grid: str
    ways: Ways
    commands: tuple[c.Command, ...] = field(default=())

    def shown(self) -> Json:
        moves = [
            {"title": gettext(title), "sentences": _sentences(self.options(rules))}
            for title, rules in self.ways
        ]
        return _shown(self.text, [_grid(seen_of(self.grid), self.ways[0][1])], self.ways, moves=moves)

    def options(self, rules: HouseRules) -> tuple[Option, ...]:
        """What the engine allows under these rules."""
        state = _dealt(seen_of(self.grid), rules)
        for command in self.commands:
            for event in decide(state, command, _SHUFFLE):
                state = evolve(state, event)
        return legal(state, 0)


@dataclass(frozen=True, slots=True)
class Packed:
    """What the pack is made of in each way, and how much of it so many players leave as the stock."""

    text: str
    ways: Ways
    seats: int

    def shown(self) -> Json:
        packs = [pack_for(rules) for _title, rules in self.ways]
        stocks = [_stock_left(rules, self.seats) for _title, rules in self.ways]
        left = ngettext(
            "Left in the stock with %(n)d player", "Left in the stock with %(n)d players", self.seats
        )
        rows = [
            _row(gettext("Cards in all"), [str(len(pack)) for pack in packs]),
            _row(gettext("Jokers among them"), [str(_jokers_in(pack)) for pack in packs]),
            _row(left % {"n": self.seats}, [str(stock) for stock in stocks]),
        ]
        if packs[-1][-1] in JOKERS:
            worth = [_joker_worth(pack, rules) for pack, (_, rules) in zip(packs, self.ways, strict=True)]
            rows.append(_row(gettext("A joker counts"), worth))
        return _shown(self.text, [], self.ways, [row for row in rows if row["cells"] != ["0"] * len(packs)])


def points(number: int) -> str:
    """A number of points as people write it, with a real minus sign."""
    return f"−{-number}" if number < 0 else str(number)


def card_values() -> list[dict[str, str]]:
    """What single cards count in the plain game, for people."""
    face = gettext("face value")
    names = {
        "A": gettext("Ace"),
        "2": gettext("Two"),
        "3": gettext("Three to ten"),
        "J": gettext("Jack"),
        "Q": gettext("Queen"),
        "K": gettext("King"),
        "*": gettext("Joker"),
    }
    worth = values_shown(CLASSIC)
    return [
        {"name": name, "points": face if rank == "3" else points(worth[rank])} for rank, name in names.items()
    ]


def _signed(number: int | None, why: str) -> str:
    """What a part comes to: columns count points, everything else is added to them or taken off."""
    if number is None:
        return NOTHING
    return points(number) if why in PARTS or number < 0 else f"+{number}"


def _part_name(why: str) -> str:
    return str(PARTS[why]) if why in PARTS else gettext(WORDS[why][0])


def _seat_name(seat: int) -> str:
    return gettext(PERSONAS[SEATED[seat]].name)


def _row(name: str, cells: list[str], *, total: bool = False) -> Json:
    return {"name": name, "cells": cells, "total": total}


def _shown(
    text: str, grids: list[Json], ways: Ways, rows: Sequence[Json] = (), moves: Sequence[Json] = ()
) -> Json:
    heads = [gettext(title) for title, _rules in ways]
    return {"text": gettext(text), "grids": grids, "heads": heads, "rows": rows, "moves": moves}


def _grid(cards: Sequence[Card | None], rules: HouseRules, name: str = "", *, out: bool = False) -> Json:
    """A grid to be drawn: what each place shows, with the look that cards have on the table."""
    paired = {at for top, low in COLUMNS for at in (top, low) if is_pair(cards[top], cards[low])}
    places = [
        {"card": card, "paired": at in paired, "negative": card is not None and value(card, rules) < 0}
        for at, card in enumerate(cards)
    ]
    return {"name": name, "out": out, "places": places}


_SHUFFLE: Final = FairShuffle(bytes)
"""Always the same: examples show the same cards to everybody."""
_SECRET: Final = "00" * SECRET_BYTES


def _seated(rules: HouseRules, seats: int) -> list[e.Event]:
    joined = [e.PlayerJoined(seat, None, persona) for seat, persona in enumerate([*PERSONAS][:seats])]
    return [e.GameCreated(rules, seats), *joined, e.GameStarted(rules.holes, _SECRET, _SECRET)]


def _dealt(cards: Sequence[Card | None], rules: HouseRules) -> GameState:
    """A hole in which the first of two seats has these cards face up and others face down, and is on turn.

    Where no card is face up it is the opening, or the first turn if there is nothing to open.
    """
    spare = [card for card in pack_for(rules) if card not in cards]
    own = tuple(card or spare.pop() for card in cards)
    others = tuple(spare.pop() for _ in own)
    discard = spare.pop()
    started = e.HoleStarted(1, 1, 0, discard, tuple(spare), (own, others), _SECRET, ())
    events: list[e.Event] = [*_seated(rules, 2), started]
    if any(cards):
        up = tuple((at, card) for at, card in enumerate(cards) if card)
        events += [e.CardsOpened(0, up), e.CardsOpened(1, ((0, others[0]), (1, others[1])))]
    return replay(events)


def _stock_left(rules: HouseRules, seats: int) -> int:
    """How many cards are left in the stock when this many seats have been dealt theirs."""
    dealt = decide(replay(_seated(rules, seats)), c.Deal(), _SHUFFLE)
    return next(len(event.stock) for event in dealt if isinstance(event, e.HoleStarted))


def _jokers_in(pack: Sequence[Card]) -> int:
    return sum(card in JOKERS for card in pack)


def _joker_worth(pack: Sequence[Card], rules: HouseRules) -> str:
    return points(value(JOKERS[0], rules)) if _jokers_in(pack) else NOTHING


def _sentences(options: Sequence[Option]) -> list[str]:
    """What somebody may do, in words."""
    return [_sentence(option) for option in options] or [gettext("The turn is over.")]


def _sentence(option: Option) -> str:
    match option.do:
        case "open":
            count = option.count or 0
            text = ngettext(
                "Turn up %(n)d card of your choice.", "Turn up %(n)d cards of your choice.", count
            )
            return text % {"n": count}
        case "draw":
            return gettext("Draw from the stock, or take the top of the discard pile.")
        case "flip_action":
            return gettext("Turn up one of your face-down cards; that is your turn.")
        case "knock":
            return gettext("Knock: turn up all your face-down cards and go out.")
        case "flip":
            return gettext("Turn up one of your face-down cards.")
        case "skip_flip":
            return gettext("Leave it at that.")
        case other:
            raise ValueError(f"no example shows this move: {other}")
