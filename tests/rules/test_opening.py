"""How a hole is set up and opened."""

from __future__ import annotations

import pytest

from games.rules import commands as c
from games.rules.cards import PACK
from tests.kit.dealing import FACE_DOWN, Table, deal, lobby, told
from tests.kit.recorded import RecordedShuffle


def three_at_a_table(**rules: object) -> Table:
    table = lobby(3, **rules)
    table.shuffle = RecordedShuffle([PACK, PACK[::-1], PACK, PACK])
    for player in range(3):
        table.do(c.Sit(player))
    table.do(c.Start(0))
    return table


def test_each_seat_gets_six_cards_at_once_seat_0_first_and_the_next_card_starts_the_discard_pile() -> None:
    table = three_at_a_table()
    table.do(c.Deal())
    assert [grid.cards for grid in table.hole.grids] == [PACK[0:6], PACK[6:12], PACK[12:18]]
    assert table.hole.discard == (PACK[18],)
    assert table.hole.stock == PACK[19:]
    assert all(table.grid(letter) == FACE_DOWN for letter in "ABC")


def test_the_dealer_is_seat_0_then_one_seat_on_for_each_hole_and_the_seat_after_plays_first() -> None:
    table = three_at_a_table(holes=4, initial_flips=0)
    seen = []
    for _hole in range(4):
        table.do(c.Deal())
        seen.append((table.hole.dealer, table.turn))
        finish(table)
    assert seen == [(0, "B"), (1, "C"), (2, "A"), (0, "B")]
    assert table.phase == "game_over"


def finish(table: Table) -> None:
    """The quickest end of a hole: one seat swaps all six of its cards."""
    first, at = table.turn, 0
    while table.phase in ("playing", "last_turns"):
        if table.turn == first:
            table.play(f"{first} draws, swaps {at}")
            at += 1
        else:
            table.play(f"{table.turn} draws, discards")


def test_before_the_first_deal_there_is_nothing_on_the_table() -> None:
    table = three_at_a_table()
    assert (table.phase, table.state.hole) == ("opening", None)


def test_players_open_in_any_order_and_the_first_player_begins_when_all_have() -> None:
    table = three_at_a_table()
    table.do(c.Deal())
    table.play("C opens 1 5; A opens 2 0")
    assert (table.phase, table.turn) == ("opening", None)
    assert table.grid("A") == "AH [] 3H / [] [] []"
    table.play("B opens 3 4")
    assert (table.phase, table.turn) == ("playing", "B")


def test_an_opening_is_told_in_order_of_positions() -> None:
    table = deal("[KH] [7C] [3D] / [KS] [5D] [2S]", FACE_DOWN, opening=True)
    (event,) = table.play("A opens 4 1")
    assert event.cards == ((1, "7C"), (4, "5D"))  # type: ignore[union-attr]


def test_with_one_initial_flip_each_turns_one_card_up() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True, initial_flips=1)
    assert table.refuses("A opens 0 1") == "illegal_move"
    events = table.play("A opens 3; B opens 0")
    assert told(events) == ["cards_opened", "cards_opened"]
    assert (table.phase, table.turn) == ("playing", "A")


def test_with_no_initial_flips_turns_begin_at_once() -> None:
    table = three_at_a_table(initial_flips=0)
    table.do(c.Deal())
    assert (table.phase, table.turn) == ("playing", "B")
    assert table.refuses("A opens 0 1") == "not_now"


@pytest.mark.parametrize("places", ["0 0", "0", "0 1 2", "", "0 6", "-1 0"])
def test_an_opening_is_two_different_positions_from_0_to_5(places: str) -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True)
    assert table.refuses(f"A opens {places}") == "illegal_move"
    assert table.grid("A") == FACE_DOWN


def test_nobody_opens_twice() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True)
    assert table.refuses("A opens 0 1; A opens 2 3") == "not_now"


def test_nobody_draws_before_all_have_opened() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True)
    assert table.refuses("A opens 0 1; A draws") == "not_now"
