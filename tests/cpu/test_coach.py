"""Advice: every move is judged, the best costs nothing, and the reason is true; from the seat's view alone."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from games.cpu.coach import Advice, advise, reason_for
from games.cpu_tables.store import tables_for
from games.rules import commands as c
from games.rules.house_rules import PRESETS
from games.rules.legal import Option
from games.rules.views import options_for, view_for
from tests.kit.dealing import FACE_DOWN, deal
from tests.kit.random_games import RandomGame, commands_of, random_games
from tests.rules.test_secrecy import otherwise

if TYPE_CHECKING:
    from games.rules.state import GameState

JUDGED = {"draw", "swap", "discard", "undo_draw", "flip", "skip_flip", "flip_action", "knock"}


def advice(state: GameState, seat: int = 0) -> Advice:
    return advise(view_for(state, seat), options_for(state, seat))


@settings(max_examples=25, deadline=None)
@given(random_games())
def test_every_move_is_judged_and_nothing_that_is_hidden_counts(game: RandomGame) -> None:
    dice = random.Random(game.seed)
    judged = 0
    for step in game.steps():
        state, seat = step.after, step.after.turn
        if seat is None or not state.is_live or judged >= 25 or dice.random() > 0.2:
            continue
        judged += 1
        options = tuple(option for option in options_for(state, seat) if option.do in JUDGED)
        given_advice = advice(state, seat)
        listed = {command for option in options for command in commands_of(option, seat, state.rules)}
        assert {command for command, _cost in given_advice.costs} == listed
        costs = [cost for _command, cost in given_advice.costs]
        assert costs[0] == 0
        assert costs == sorted(costs)
        assert dict(given_advice.costs)[given_advice.best] == 0
        assert given_advice.reason.strokes >= -1e-9
        assert advice(otherwise(state, seat, dice), seat) == given_advice


def test_a_pair_is_named_with_what_its_column_counts() -> None:
    table = deal("KH 8C [] / [] 5D []", FACE_DOWN, stock="8H …")
    table.play("A draws")
    told = advice(table.state)
    assert told.best == c.Swap(0, 4)
    assert (told.reason.why, told.reason.card, told.reason.other, told.reason.points) == (
        "pair",
        "8H",
        "5D",
        0,
    )
    assert told.reason.strokes > 2


@pytest.mark.parametrize(("card", "why"), [("3H", "unseen"), ("9H", "fewer")])
def test_in_place_of_a_card_that_nobody_has_seen_a_high_one_is_not_called_low(card: str, why: str) -> None:
    table = deal("KH 8C [] / [] 5D []", FACE_DOWN, stock=f"{card} …")
    table.play("A draws")
    best = c.Swap(0, 3)
    reason = reason_for(view_for(table.state, 0), best, {best: 5, c.Discard(0): 6})
    assert (reason.why, reason.card, reason.strokes) == (why, card, 1)


def test_of_a_card_that_the_next_could_pair_it_is_said_that_it_is_kept_from_them() -> None:
    table = deal("KH 8C [] / [] 5D []", "9C [] [] / [] [] []", stock="9H …")
    table.play("A draws")
    best = c.Swap(0, 3)
    reason = reason_for(view_for(table.state, 0), best, {best: 5, c.Discard(0): 8})
    assert (reason.why, reason.card, reason.strokes) == ("kept", "9H", 3)


def test_of_a_low_card_it_is_said_that_it_is_low_whoever_could_pair_it() -> None:
    table = deal("KH 8C [] / [] 5D []", "3C [] [] / [] [] []", stock="3H …")
    table.play("A draws")
    best = c.Swap(0, 3)
    assert reason_for(view_for(table.state, 0), best, {best: 5, c.Discard(0): 8}).why == "unseen"


def test_a_card_that_is_taken_for_a_pair_is_called_one() -> None:
    """A three on the pile, and three and nine in a column."""
    view = view_for(deal("9H [] [] / 3C [] []", FACE_DOWN, discard="3S").state, 0)
    best = c.Draw(0, "discard")
    reason = reason_for(view, best, {best: 5, c.Draw(0, "stock"): 8})
    assert (reason.why, reason.card, reason.other, reason.points) == ("pair", "3S", "9H", 0)


def test_a_low_card_goes_into_an_open_column() -> None:
    table = deal("[] 8C [] / [] 5D []", FACE_DOWN, stock="2H …")
    table.play("A draws")
    told = advice(table.state)
    assert isinstance(told.best, c.Swap)
    assert told.reason.why in {"open", "lower"}
    assert told.reason.card == "2H"


def test_a_high_card_goes_away() -> None:
    table = deal("KH 3C 4D / KC 4S 3S", FACE_DOWN, stock="QH …")
    table.play("A draws")
    told = advice(table.state)
    assert told.best == c.Discard(0)
    assert (told.reason.why, told.reason.card) == ("away", "QH")
    assert told.reason.strokes > 3


def test_a_useful_card_on_the_pile_is_taken_and_a_useless_one_is_not() -> None:
    grid = "9H 3C [] / [] 4S []"
    assert advice(deal(grid, FACE_DOWN, discard="9C").state).best == c.Draw(0, "discard")
    assert advice(deal(grid, FACE_DOWN, discard="QC").state).best == c.Draw(0, "stock")


@pytest.mark.parametrize("preset", [key for key, one in PRESETS.items() if one.rules.initial_flips == 2])
def test_the_first_two_cards_are_best_turned_up_in_different_columns(preset: str) -> None:
    rules: dict[str, Any] = PRESETS[preset].rules.to_json()
    state = deal(FACE_DOWN, FACE_DOWN, FACE_DOWN, opening=True, **rules).state
    tables = tables_for(state.rules)
    told = advise(view_for(state, 0), options_for(state, 0), tables)
    assert told.best == c.Open(0, (0, 1))
    (_best, _nothing), (other, cost) = told.costs
    assert other == c.Open(0, (0, 3)), "every other way is like one of these two"
    assert (told.reason.why, told.reason.strokes) == ("apart", cost)
    assert 0.3 < cost < 1
    unlike = otherwise(state, 0, random.Random(1))
    assert advise(view_for(unlike, 0), options_for(unlike, 0), tables) == told


def test_one_first_card_is_as_good_as_another() -> None:
    told = advice(deal(FACE_DOWN, FACE_DOWN, opening=True, initial_flips=1).state)
    assert list(told.costs) == [(c.Open(0, (0,)), 0)]
    assert told.reason.strokes == 0


def test_who_has_no_move_gets_no_advice() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    with pytest.raises(ValueError, match="no move"):
        advice(table.state, 1)
    with pytest.raises(ValueError, match="no move"):
        advise(view_for(table.state, None), (Option("draw"),))
