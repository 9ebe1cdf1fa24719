"""Nobody is ever shown a card that the rules do not let them see, in no view and in no event."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from games.rules import events as e
from games.rules.cards import Card
from games.rules.grid import POSITIONS
from games.rules.views import WIRE_NAMES, options_for, redact, view_for
from tests.kit.laws import law

if TYPE_CHECKING:
    from games.rules.state import GameState, HoleState
    from games.rules.views import Viewer
    from tests.kit.random_games import RandomGame

OTHER_SECRET = "5e" * 32

SHOWN: dict[str, set[str]] = {
    "game_created": {"rules"},
    "coaching_allowed": set(),
    "rules_changed": {"rules"},
    "player_joined": {"seat", "player", "persona", "level"},  # the server makes `name` and `kind` of `player`
    "player_left": {"seat"},
    "game_started": {"holes", "next_commitment"},
    "pack_cut": {"seat"},
    "hole_started": {"hole", "dealer", "turn", "discard", "stock", "commitment", "cuts"},
    "cards_opened": {"seat", "cards"},
    "card_drawn": {"seat", "from", "card"},
    "draw_undone": {"seat", "card"},
    "card_swapped": {"seat", "at", "card", "out"},
    "card_discarded": {"seat", "card"},
    "card_flipped": {"seat", "at", "card"},
    "card_flipped_as_action": {"seat", "at", "card"},
    "flip_skipped": {"seat"},
    "knocked": {"seat", "cards"},
    "moves_undone": {"seat", "to_seq"},
    "stock_renewed": {"stock"},
    "went_out": {"seat"},
    "grid_revealed": {"seat", "cards"},
    "hole_ended": {"scores", "totals", "grids", "winners", "reveal", "next_commitment"},
    "ready": {"seat"},
    "game_ended": {"totals", "places", "winners"},
    "seat_on_autopilot": {"seat"},
    "seat_taken_back": {"seat"},
    "seat_handed_over": {"seat", "player"},
    "seat_taken_over": {"seat", "player", "persona", "level"},
    "game_abandoned": {"reason", "reveal"},
}
"""The contract's fields of each event, but for `seq`, `time`, and `type` and `by`, which any may have."""


def viewers(state: GameState) -> list[Viewer]:
    return [None, *range(len(state.seats))]


@law("what is hidden changes no view")
def test_what_is_hidden_from_a_viewer_changes_nothing_for_them(game: RandomGame) -> None:
    dice = random.Random(game.seed)
    for step in game.steps():
        for viewer in viewers(step.after):
            if dice.random() < 0.2:
                other = otherwise(step.after, viewer, dice)
                assert view_for(other, viewer) == view_for(step.after, viewer)
                if viewer is None or step.after.seats[viewer] is not None:
                    assert options_for(other, viewer) == options_for(step.after, viewer)
            for event in step.events:
                assert redact(told_otherwise(event, viewer, dice), viewer) == redact(event, viewer)


def otherwise(state: GameState, viewer: Viewer, dice: random.Random) -> GameState:
    """The same game to this viewer, with other secrets and with what they may not see somewhere else."""
    state = replace(state, secret=state.secret and OTHER_SECRET)
    hole = state.hole
    if hole is None or hole.scores is not None:
        return state
    hidden = hidden_from(hole, viewer)
    dice.shuffle(hidden)
    grids = tuple(
        replace(grid, cards=tuple(grid.cards[at] if grid.up[at] else hidden.pop() for at in POSITIONS))
        for grid in hole.grids
    )
    drawn = hole.drawn
    if drawn is not None and hand_is_hidden(hole, viewer):
        drawn = replace(drawn, card=hidden.pop())
    hole = replace(hole, secret=OTHER_SECRET, grids=grids, drawn=drawn, stock=tuple(hidden))
    return replace(state, hole=hole)


def hidden_from(hole: HoleState, viewer: Viewer) -> list[Card]:
    cards = [grid.cards[at] for grid in hole.grids for at in grid.face_down] + list(hole.stock)
    return [*cards, hole.drawn.card] if hole.drawn and hand_is_hidden(hole, viewer) else cards


def hand_is_hidden(hole: HoleState, viewer: Viewer) -> bool:
    return hole.drawn is not None and hole.drawn.source == "stock" and viewer != hole.turn


def told_otherwise(event: e.Event, viewer: Viewer, dice: random.Random) -> e.Event:
    """The same event to this viewer, with everything else in it changed."""
    match event:
        case e.GameStarted():
            return replace(event, next_secret=OTHER_SECRET)
        case e.HoleEnded():
            return replace(event, next_secret=OTHER_SECRET)
        case e.PackCut():
            return replace(event, cut="77" * 16)
        case e.StockRenewed():
            return replace(event, stock=mixed(event.stock, dice))
        case e.HoleStarted():
            cards = mixed(event.stock + tuple(card for grid in event.grids for card in grid), dice)
            dealt = 6 * len(event.grids)
            grids = tuple(cards[start : start + 6] for start in range(0, dealt, 6))
            return replace(event, stock=cards[dealt:], grids=grids)
        case e.CardDrawn(source="stock") if viewer != event.seat:
            return replace(event, card=Card("*S"))
        case _:
            return event


def mixed(cards: tuple[Card, ...], dice: random.Random) -> tuple[Card, ...]:
    return tuple(dice.sample(cards, len(cards)))


@law("an event shows what the contract lists")
def test_an_event_shows_the_contracts_fields_and_open_cards_only(game: RandomGame) -> None:
    secrets: set[str] = set()
    for step in game.steps():
        secrets |= secrets_in(step.events)
        before, after = lying_open(step.before), lying_open(step.after)
        for viewer in viewers(step.after):
            seen = (before + in_hand(step.before, viewer)) | (after + in_hand(step.after, viewer))
            for event in step.events:
                shown = redact(event, viewer)
                assert set(shown) == SHOWN[shown["type"]] | by_of(event) | {"type"}
                text = json.dumps(shown)
                assert not [secret for secret in secrets - revealed(event) if secret in text]
                cards = cards_in(shown)
                assert len(cards) == len(re.findall(r'"[*A2-9TJQK][HDCS]"', text))
                assert Counter(cards) <= seen, event


def by_of(event: e.Event) -> set[str]:
    return {"by"} if getattr(event, "by", None) else set()


def secrets_in(events: list[e.Event]) -> set[str]:
    """The secrets that events keep for the server."""
    found = {event.next_secret for event in events if isinstance(event, e.GameStarted | e.HoleEnded)}
    return {secret for secret in found if secret}


def revealed(event: e.Event) -> set[str]:
    shown = event.reveal if isinstance(event, e.HoleEnded | e.GameAbandoned) else None
    return {shown} if shown else set()


def lying_open(state: GameState) -> Counter[Card]:
    """The cards that everybody sees: on the discard pile and open in the grids, which is all of them after the hole."""
    hole = state.hole
    if hole is None:
        return Counter()
    return Counter(
        [card for grid in hole.grids for card in grid.seen if card is not None] + list(hole.discard)
    )


def in_hand(state: GameState, viewer: Viewer) -> Counter[Card]:
    """The drawn card, if this viewer sees it."""
    hole = state.hole
    if hole is None or hole.drawn is None or hand_is_hidden(hole, viewer):
        return Counter()
    return Counter([hole.drawn.card])


def cards_in(shown: dict[str, Any]) -> list[Card]:
    match shown:
        case {"cards": dict(cards)}:
            return list(cards.values())
        case {"grids": grids}:
            return [card for grid in grids for card in grid]
        case {"card": card, "out": out}:
            return [card, out]
        case {"card": card} | {"type": "hole_started", "discard": card}:
            return [card] if card else []
        case _:
            return []


def test_the_table_of_fields_names_every_event() -> None:
    assert set(SHOWN) == set(WIRE_NAMES.values())
