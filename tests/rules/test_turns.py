"""A turn: draw or take, then swap, discard or put back; then the next seat."""

from __future__ import annotations

from tests.kit.dealing import FACE_DOWN, deal, told

A_GRID = "KH 7C [3D] / [KS] 5D [2S]"


def test_a_card_from_the_stock_can_be_swapped_for_a_card_that_is_up() -> None:
    table = deal(A_GRID, FACE_DOWN, stock="4H …", discard="9C")
    table.play("A draws, swaps 1")
    assert table.grid("A") == "KH 4H [] / [] 5D []"
    assert table.pile == "9C 7C"
    assert table.turn == "B"


def test_a_swap_for_a_face_down_card_turns_the_place_up_and_throws_the_old_card_away_openly() -> None:
    table = deal(A_GRID, FACE_DOWN, stock="4H …", discard="9C")
    events = table.play("A draws, swaps 2")
    assert told(events) == ["card_drawn", "card_swapped"]
    assert table.grid("A") == "KH 7C 4H / [] 5D []"
    assert table.pile == "9C 3D"


def test_a_card_from_the_stock_can_be_discarded() -> None:
    table = deal(A_GRID, FACE_DOWN, stock="4H …", discard="9C")
    table.play("A draws, discards")
    assert table.grid("A") == "KH 7C [] / [] 5D []"
    assert table.pile == "9C 4H"
    assert table.in_hand is None
    assert table.turn == "B"


def test_a_draw_takes_the_top_of_the_stock() -> None:
    table = deal(A_GRID, FACE_DOWN, stock="4H 5H 6H")
    table.play("A draws")
    assert table.in_hand == "4H"
    assert table.hole.stock == ("5H", "6H")
    assert table.turn == "A"


def test_a_card_taken_from_the_discard_pile_is_its_top_card() -> None:
    table = deal(A_GRID, FACE_DOWN, discard="2H 9C")
    table.play("A takes")
    assert table.in_hand == "9C"
    assert table.pile == "2H"
    table.play("A swaps 0")
    assert table.grid("A") == "9C 7C [] / [] 5D []"
    assert table.pile == "2H KH"


def test_a_card_taken_from_the_discard_pile_can_be_put_back_and_the_turn_starts_again() -> None:
    table = deal(A_GRID, FACE_DOWN, stock="4H …", discard="2H 9C")
    events = table.play("A takes, puts back")
    assert told(events) == ["card_drawn", "draw_undone"]
    assert (table.pile, table.in_hand, table.turn) == ("2H 9C", None, "A")
    table.play("A draws, swaps 3")
    assert table.grid("A") == "KH 7C [] / 4H 5D []"


def test_turns_go_round_in_order_of_seats() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, FACE_DOWN)
    turns = []
    for _turn in range(5):
        turns.append(table.turn)
        table.play(f"{table.turn} draws, discards")
    assert turns == ["A", "B", "C", "A", "B"]


def test_the_next_player_may_take_what_the_last_one_threw_away() -> None:
    table = deal(A_GRID, FACE_DOWN, stock="4H …", discard="9C")
    table.play("A draws, swaps 0; B takes, swaps 5")
    assert table.grid("B") == "[] [] [] / [] [] KH"


def test_a_flip_in_place_of_a_turn_turns_one_card_up_and_ends_the_turn() -> None:
    table = deal(A_GRID, FACE_DOWN, discard="9C", flip_as_action=True)
    events = table.play("A turns up 3")
    assert told(events) == ["card_flipped_as_action"]
    assert table.grid("A") == "KH 7C [] / KS 5D []"
    assert (table.pile, table.turn) == ("9C", "B")
