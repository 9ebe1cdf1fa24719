"""What each viewer sees: an owner, an opponent, the gallery."""

from __future__ import annotations

import json

import pytest

from games.rules import commands as c
from games.rules.decide import decide
from games.rules.views import DrawnView, SeatView, View, redact, view_for
from tests.kit.dealing import FACE_DOWN, Table, deal, lobby
from tests.kit.drawing import cards

A_GRID = "KH [7C] 3D / [KS] 5D [2S]"
B_GRID = "AH [8C] 9D / AS [9C] [4S]"
OWNER, OPPONENT, GALLERY = 0, 1, None
EVERYBODY = (OWNER, OPPONENT, GALLERY)


def grid_of(view: View, seat: int) -> tuple[str | None, ...]:
    return seat_of(view, seat).grid


def seat_of(view: View, seat: int) -> SeatView:
    found = view.seats[seat]
    assert found is not None
    return found


@pytest.mark.parametrize("viewer", EVERYBODY)
def test_face_down_cards_are_hidden_from_everybody_their_owner_included(viewer: int | None) -> None:
    view = view_for(deal(A_GRID, B_GRID).state, viewer)
    assert grid_of(view, 0) == ("KH", None, "3D", None, "5D", None)
    assert grid_of(view, 1) == ("AH", None, "9D", "AS", None, None)


def test_a_card_drawn_from_the_stock_is_seen_by_its_drawer_alone() -> None:
    table = deal(A_GRID, B_GRID, stock="4H …")
    (drawn,) = table.play("A draws")
    assert view_for(table.state, OWNER).drawn == DrawnView(0, "stock", cards("4H")[0])
    assert view_for(table.state, OPPONENT).drawn == DrawnView(0, "stock", None)
    assert view_for(table.state, GALLERY).drawn == DrawnView(0, "stock", None)
    assert [redact(drawn, viewer)["card"] for viewer in EVERYBODY] == ["4H", None, None]


def test_a_card_taken_from_the_discard_pile_is_seen_by_everybody() -> None:
    table = deal(A_GRID, B_GRID, discard="9H")
    (taken,) = table.play("A takes")
    for viewer in EVERYBODY:
        assert view_for(table.state, viewer).drawn == DrawnView(0, "discard", cards("9H")[0])
        assert redact(taken, viewer)["card"] == "9H"


def test_a_card_that_is_placed_is_seen_by_everybody() -> None:
    table = deal(A_GRID, B_GRID, stock="4H …")
    *_drawn, swapped = table.play("A draws, swaps 1")
    for viewer in EVERYBODY:
        shown = redact(swapped, viewer)
        assert (shown["at"], shown["card"], shown["out"]) == (1, "4H", "7C")
        assert grid_of(view_for(table.state, viewer), 0)[1] == "4H"


def test_at_most_eight_cards_of_the_discard_pile_are_shown_top_last() -> None:
    table = deal(A_GRID, B_GRID, discard="2H 3H 4H 5H 6H 7H 8H 9H TH JH")
    assert view_for(table.state, GALLERY).discard == cards("4H 5H 6H 7H 8H 9H TH JH")


def test_of_the_stock_only_the_number_of_cards_is_shown() -> None:
    table = deal(A_GRID, B_GRID, stock="2H 3H 4H")
    assert view_for(table.state, OWNER).stock == 3


def test_showing_is_the_score_of_the_face_up_cards() -> None:
    view = view_for(deal(A_GRID, B_GRID).state, GALLERY)
    assert [seat_of(view, seat).showing for seat in (0, 1)] == [8, 9]
    assert [seat_of(view, seat).score for seat in (0, 1)] == [None, None]


def test_after_the_hole_every_card_and_the_settled_scores_are_shown() -> None:
    table = deal("KH 7C 3D / KS 5D [2S]", B_GRID, stock="2H TH …", knock_bonus=True)
    table.play("A draws, swaps 5; B draws, discards")
    view = view_for(table.state, GALLERY)
    assert grid_of(view, 1) == cards("AH 8C 9D AS 9C 4S")
    assert [seat_of(view, seat).score for seat in (0, 1)] == [8, 30]
    assert [seat_of(view, seat).total for seat in (0, 1)] == [8, 30]
    assert (seat_of(view, 0).showing, view.went_out) == (13, 0)


def test_a_view_says_whose_turn_it_is_and_who_deals() -> None:
    view = view_for(deal(A_GRID, B_GRID).state, OPPONENT)
    assert (view.viewer, view.turn, view.dealer, view.hole, view.host) == (1, 0, 1, 1, 0)
    assert view.own == view.seats[1]


def test_the_gallery_has_no_seat_of_its_own() -> None:
    with pytest.raises(ValueError, match="gallery"):
        view_for(deal(A_GRID, B_GRID).state, GALLERY).own  # noqa: B018


def test_a_table_before_the_start_shows_its_seats_and_no_cards() -> None:
    table = lobby(3)
    table.do(c.Sit(5, 1))
    view = view_for(table.state, GALLERY)
    assert [seat is not None for seat in view.seats] == [False, True, False]
    assert (grid_of(view, 1), view.discard, view.stock, view.hole) == ((), (), 0, 0)


def started() -> Table:
    table = lobby(2)
    table.do(c.Sit(5))
    table.do(c.Sit(6))
    table.do(c.Start(0))
    return table


@pytest.mark.parametrize("viewer", EVERYBODY)
def test_the_start_of_a_hole_shows_one_card_and_no_secret(viewer: int | None) -> None:
    table = started()
    secret = table.state.secret
    (dealt,) = table.do(c.Deal(), "clock")
    shown = redact(dealt, viewer)
    assert secret is not None
    assert secret not in json.dumps(shown)
    assert (shown["discard"], shown["stock"]) == (table.pile, 52 - 13)
    assert "grids" not in shown


@pytest.mark.parametrize("viewer", EVERYBODY)
def test_a_renewed_stock_is_told_by_its_size(viewer: int | None) -> None:
    table = deal(FACE_DOWN, FACE_DOWN, stock="", discard="3H 4H 5H 6H")
    renewed, _drawn = table.play("A draws")
    assert redact(renewed, viewer) == {"type": "stock_renewed", "stock": 3}


def test_an_abandoned_hole_keeps_its_cards_face_down() -> None:
    table = deal(A_GRID, B_GRID)
    table.do(c.Abandon("idle"))
    assert grid_of(view_for(table.state, OWNER), 0) == ("KH", None, "3D", None, "5D", None)


def test_an_event_says_who_acted_for_a_person() -> None:
    table = deal(A_GRID, B_GRID)
    own = decide(table.state, c.Draw(0, "stock"), table.shuffle)
    caddies = decide(table.state, c.Draw(0, "stock"), table.shuffle, "caddie")
    assert "by" not in redact(own[0], OPPONENT)
    assert redact(caddies[0], OPPONENT)["by"] == "caddie"


def test_events_are_told_in_the_contracts_words() -> None:
    table = deal("[KH] [7C] [3D] / [KS] [5D] [2S]", FACE_DOWN, opening=True)
    (opened,) = table.play("A opens 5 0")
    assert redact(opened, GALLERY) == {"type": "cards_opened", "seat": 0, "cards": {"0": "KH", "5": "2S"}}
