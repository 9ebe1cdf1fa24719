"""Knocking, where the table plays it."""

from __future__ import annotations

import pytest

from games.rules import events as e
from tests.kit.dealing import FACE_DOWN, deal, told

TWO_LEFT = "KH 7C [3D] / KS 5D [2S]"
ONE_LEFT = "AH 8C 9D / AS 9C [4S]"


def test_a_knock_turns_up_the_last_two_cards_in_place_of_a_turn_and_is_going_out() -> None:
    table = deal(TWO_LEFT, FACE_DOWN, knock_early=True)
    events = table.play("A knocks")
    assert events == [e.Knocked(0, ((2, "3D"), (5, "2S"))), e.WentOut(0)]  # type: ignore[arg-type]
    assert table.grid("A") == "KH 7C 3D / KS 5D 2S"
    assert (table.phase, table.turn) == ("last_turns", "B")


def test_one_card_can_be_knocked_too() -> None:
    table = deal(ONE_LEFT, FACE_DOWN, knock_early=True)
    table.play("A knocks")
    assert table.went_out == "A"


def test_a_knock_in_the_last_turns_ends_the_turn_and_is_not_going_out() -> None:
    table = deal(TWO_LEFT, ONE_LEFT, FACE_DOWN, knock_early=True)
    assert told(table.play("A knocks; B knocks")) == ["knocked", "went_out", "knocked"]
    assert (table.went_out, table.turn) == ("A", "C")


@pytest.mark.parametrize(
    "grid", ["KH [7C] [3D] / KS 5D [2S]", "KH 7C 3D / KS 5D 2S", "[KH] [7C] [3D] / [KS] [5D] [2S]"]
)
def test_with_more_than_two_cards_face_down_or_none_nobody_knocks(grid: str) -> None:
    assert deal(grid, FACE_DOWN, knock_early=True).refuses("A knocks") == "illegal_move"


def test_a_table_that_does_not_play_it_knows_no_knock() -> None:
    assert deal(TWO_LEFT, FACE_DOWN).refuses("A knocks") == "not_allowed"


@pytest.mark.parametrize("drawing", ["A draws, knocks", "A takes, knocks", "A draws, discards, knocks"])
def test_nobody_knocks_in_the_middle_of_a_turn(drawing: str) -> None:
    table = deal(TWO_LEFT, FACE_DOWN, knock_early=True, flip_mode="always")
    assert table.refuses(drawing) == "not_now"
