"""What follows the discard of a card from the stock: nothing, a flip that must be, or one that may be."""

from __future__ import annotations

import pytest

from tests.kit.dealing import FACE_DOWN, deal, told

OPEN_TWO = "KH [7C] [3D] / [KS] 5D [2S]"
ONE_LEFT = "AH 8C 9D / AS 9C [4S]"
ALL_UP = "AH 8C 9D / AS 9C 4S"


def test_never_ends_the_turn_with_the_discard() -> None:
    table = deal(OPEN_TWO, ONE_LEFT)
    table.play("A draws, discards")
    assert table.turn == "B"
    assert table.grid("A") == "KH [] [] / [] 5D []"


def test_always_makes_the_player_flip_a_card() -> None:
    table = deal(OPEN_TWO, FACE_DOWN, flip_mode="always")
    table.play("A draws, discards")
    assert (table.turn, table.hole.flip) == ("A", "must")
    assert told(table.play("A flips 3")) == ["card_flipped"]
    assert table.grid("A") == "KH [] [] / KS 5D []"
    assert (table.turn, table.hole.flip) == ("B", None)


def test_always_knows_no_skipping() -> None:
    table = deal(OPEN_TWO, FACE_DOWN, flip_mode="always")
    assert table.refuses("A draws, discards, skips") == "illegal_move"
    assert table.turn == "A"


@pytest.mark.parametrize("mode", ["always", "endgame"])
def test_who_has_no_card_to_flip_is_not_asked(mode: str) -> None:
    table = deal(ALL_UP, FACE_DOWN, flip_mode=mode)
    table.play("A draws, discards")
    assert table.hole.flip is None
    assert table.turn == "B"


@pytest.mark.parametrize("mode", ["always", "endgame"])
def test_a_swap_is_never_followed_by_a_flip(mode: str) -> None:
    table = deal(OPEN_TWO, ONE_LEFT, flip_mode=mode)
    table.play("A draws, swaps 0")
    assert (table.turn, table.hole.flip) == ("B", None)


def test_endgame_ends_the_turn_while_everybody_has_two_cards_or_more_face_down() -> None:
    table = deal(OPEN_TWO, "AH 8C 9D / AS [9C] [4S]", flip_mode="endgame")
    table.play("A draws, discards")
    assert (table.turn, table.hole.flip) == ("B", None)


def test_endgame_begins_when_an_opponent_has_one_card_face_down() -> None:
    table = deal(OPEN_TWO, FACE_DOWN, ONE_LEFT, flip_mode="endgame")
    table.play("A draws, discards")
    assert (table.turn, table.hole.flip) == ("A", "may")


def test_endgame_begins_when_the_player_has_one_card_face_down() -> None:
    table = deal(ONE_LEFT, FACE_DOWN, flip_mode="endgame")
    table.play("A draws, discards, flips 5")
    assert table.grid("A") == ALL_UP
    assert table.went_out == "A"


def test_endgame_holds_on_when_an_opponent_has_no_card_face_down_at_all() -> None:
    table = deal(ONE_LEFT, OPEN_TWO, flip_mode="endgame")
    table.play("A draws, swaps 5; B draws, discards")
    assert (table.phase, table.turn, table.hole.flip) == ("last_turns", "B", "may")


def test_endgame_allows_skipping_which_ends_the_turn() -> None:
    table = deal(OPEN_TWO, ONE_LEFT, flip_mode="endgame")
    events = table.play("A draws, discards, skips")
    assert told(events) == ["card_drawn", "card_discarded", "flip_skipped"]
    assert table.grid("A") == "KH [] [] / [] 5D []"
    assert (table.turn, table.hole.flip) == ("B", None)
