"""What must never be possible: each refused with a code and a sentence, and nothing changed."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from games.rules import commands as c
from games.rules.refusals import Code, IllegalMove
from tests.kit.dealing import FACE_DOWN, Table, deal

MIDGAME = "KH 7C [3D] / [KS] 5D [2S]"
NEARLY = "KH 7D 3H / KC 5C [2C]"
OTHER = "AH [8C] 9D / AS [9C] [4S]"


def midgame(**rules: Any) -> Table:
    return deal(MIDGAME, OTHER, **rules)


@pytest.mark.parametrize(
    "words",
    ["B draws", "B takes", "B swaps 0", "B discards", "B flips 1", "B knocks", "B turns up 1", "B skips"],
)
def test_a_move_out_of_turn(words: str) -> None:
    table = midgame(knock_early=True, flip_as_action=True, flip_mode="always")
    assert table.refuses(words) == "not_your_turn"


def test_a_move_out_of_turn_names_whose_turn_it_is() -> None:
    refusal = midgame().refusal(c.Draw(1, "stock"))
    assert (refusal.message, refusal.about) == ("It is %(name)s's turn.", 0)


@pytest.mark.parametrize("words", ["A draws", "A takes", "A swaps 0", "A discards", "A flips 0", "A knocks"])
def test_a_move_before_all_have_opened(words: str) -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True, knock_early=True)
    assert table.refuses(f"A opens 0 1; {words}") == "not_now"


@pytest.mark.parametrize(
    "words", ["A draws", "B takes", "A swaps 0", "A discards", "A flips 0", "A opens 0 1"]
)
def test_a_move_after_the_hole_is_over(words: str) -> None:
    table = deal(NEARLY, OTHER)
    table.play("A draws, swaps 5; B draws, discards")
    assert table.phase == "hole_over"
    assert table.refuses(words) == "not_now"


@pytest.mark.parametrize(
    "words", ["A draws", "B takes", "A swaps 0", "B is ready", "A opens 0 1", "A stands"]
)
def test_a_move_after_the_game_is_over(words: str) -> None:
    table = deal(NEARLY, OTHER, holes=1)
    table.play("A draws, swaps 5; B draws, discards")
    assert table.phase == "game_over"
    assert table.refuses(words) == "not_now"


@pytest.mark.parametrize("first", ["draws", "takes"])
@pytest.mark.parametrize("second", ["draws", "takes"])
def test_a_second_draw_while_a_drawn_card_is_not_placed(first: str, second: str) -> None:
    table = midgame()
    assert table.refuses(f"A {first}, {second}") == "not_now"


@pytest.mark.parametrize("words", ["A swaps 2", "A discards", "A puts back"])
def test_placing_a_card_that_nobody_has_drawn(words: str) -> None:
    assert midgame().refuses(words) == "not_now"


@pytest.mark.parametrize("mode", ["never", "always", "endgame"])
@pytest.mark.parametrize(
    "words", ["A flips 2", "A draws, flips 2", "A takes, flips 2", "A skips", "A draws, skips"]
)
def test_a_flip_or_skip_that_no_discard_preceded(mode: str, words: str) -> None:
    table = midgame(flip_mode=mode)
    assert table.refuses(words) == "not_now"
    assert table.turn == "A"


def test_a_card_is_never_turned_up_while_one_is_in_the_hand() -> None:
    table = midgame(flip_as_action=True)
    assert table.refuses("A draws, turns up 2") == "not_now"
    assert table.grid("A") == "KH 7C [] / [] 5D []"
    assert table.in_hand is not None


@pytest.mark.parametrize(
    "words", ["A draws", "A takes", "A swaps 2", "A discards", "A knocks", "A turns up 2"]
)
def test_anything_else_while_a_flip_is_due(words: str) -> None:
    table = midgame(flip_mode="always", knock_early=True, flip_as_action=True)
    table.play("A draws, discards")
    assert table.refuses(words) == "not_now"


@pytest.mark.parametrize("words", ["A draws, discards, flips 0", "A turns up 4"])
def test_flipping_a_card_that_is_up(words: str) -> None:
    table = midgame(flip_mode="always", flip_as_action=True)
    assert table.refuses(words) == "illegal_move"


def test_skipping_where_the_flip_must_be_made() -> None:
    assert midgame(flip_mode="always").refuses("A draws, discards, skips") == "illegal_move"


@pytest.mark.parametrize("at", ["-1", "6", "999"])
@pytest.mark.parametrize(
    "words", ["A draws, swaps", "A takes, swaps", "A draws, discards, flips", "A turns up"]
)
def test_a_position_outside_0_to_5(words: str, at: str) -> None:
    table = midgame(flip_mode="always", flip_as_action=True)
    assert table.refuses(f"{words} {at}") == "illegal_move"


@pytest.mark.parametrize("places", ["0 0", "3 3", "-1 5", "0 6"])
def test_an_opening_with_a_position_given_twice_or_outside_0_to_5(places: str) -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True)
    assert table.refuses(f"A opens {places}") == "illegal_move"
    assert table.grid("A") == FACE_DOWN
    assert table.play("A opens 0 1")


def test_putting_a_card_from_the_stock_back() -> None:
    assert midgame().refuses("A draws, puts back") == "illegal_move"


def test_discarding_a_card_from_the_discard_pile() -> None:
    assert midgame().refuses("A takes, discards") == "illegal_move"


@pytest.mark.parametrize("words", ["A turns up 2", "A knocks"])
def test_a_move_that_this_table_does_not_play(words: str) -> None:
    assert midgame().refuses(words) == "not_allowed"


def test_readiness_for_a_hole_while_one_is_played_or_twice() -> None:
    table = deal(NEARLY, OTHER)
    assert table.refuses("A is ready") == "not_now"
    table.play("A draws, swaps 5; B draws, discards")
    assert table.refuses("A is ready; A is ready") == "not_now"


def test_readiness_of_a_cpu_player() -> None:
    table = deal(NEARLY, OTHER, cpus="B")
    table.play("A draws, swaps 5; B draws, discards")
    assert table.refuses("B is ready") == "not_allowed"


def test_a_deal_while_a_hole_is_played() -> None:
    assert midgame().refusal(c.Deal()).code == "not_now"


@pytest.mark.parametrize("seat", [-1, 2, 6, 999])
def test_a_command_for_a_seat_that_is_not_there(seat: int) -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True)
    for command in (c.Open(seat, (0, 1)), c.Draw(seat, "stock"), c.Stand(seat), c.Cut(seat, "11" * 16)):
        assert table.refusal(command).code == "not_seated"


def test_the_codes_are_those_of_the_contract() -> None:
    contract = """
        bad_message stale not_your_turn not_now not_seated not_host not_allowed illegal_move table_full
        slow_down try_again
    """
    assert set(get_args(Code)) <= set(contract.split())


def test_a_refusal_says_its_sentence() -> None:
    assert str(IllegalMove("not_now", "Draw a card first.")) == "Draw a card first."
