"""The stock when it has run out: renewed from the discard pile, ten times a hole at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from games.rules import events as e
from tests.kit.dealing import FACE_DOWN, Table, deal, told
from tests.kit.drawing import cards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.rules.cards import Card

NEARLY = "KH 7C 3D / KS 5D [2S]"


class WatchedShuffle:
    """Turns what it is given upside down, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[Card, ...], int]] = []

    def secret(self) -> str:
        return "11" * 32

    def pack(self, cards: Sequence[Card], seed: bytes) -> tuple[Card, ...]:
        return tuple(cards)

    def renewed(self, cards: Sequence[Card], seed: bytes, renewal: int) -> tuple[Card, ...]:
        self.asked.append((tuple(cards), renewal))
        return tuple(reversed(cards))


def test_when_the_stock_is_empty_the_discard_pile_but_for_its_top_card_becomes_the_stock() -> None:
    shuffle = WatchedShuffle()
    table = deal(FACE_DOWN, FACE_DOWN, stock="", discard="3H 4H 5H 6H", shuffle=shuffle)
    events = table.play("A draws")
    assert told(events) == ["stock_renewed", "card_drawn"]
    assert shuffle.asked == [(cards("3H 4H 5H"), 1)]
    assert table.in_hand == "5H"
    assert table.hole.stock == cards("4H 3H")
    assert table.pile == "6H"


def test_drawing_the_last_card_of_the_stock_does_not_renew_it_yet() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, stock="3H", discard="4H 5H 6H")
    assert told(table.play("A draws, discards")) == ["card_drawn", "card_discarded"]
    assert (table.hole.stock, table.hole.renewals) == ((), 0)


def test_taking_from_the_discard_pile_never_renews_the_stock() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, stock="", discard="4H 5H 6H")
    assert told(table.play("A takes, swaps 0")) == ["card_drawn", "card_swapped"]


def play_on_without_turning_anything_up(table: Table) -> list[e.Event]:
    """Everybody draws from the stock and discards until the hole is over."""
    events: list[e.Event] = []
    while table.phase in ("playing", "last_turns"):
        who = table.turn
        events += table.play(f"{who} draws")
        if table.phase in ("playing", "last_turns"):
            events += table.play(f"{who} discards")
    return events


def test_the_stock_is_renewed_ten_times_and_the_draw_after_that_ends_the_hole() -> None:
    shuffle = WatchedShuffle()
    table = deal(FACE_DOWN, "KH [7C] 3D / KS 5D [2S]", stock="3H 4H", discard="6H", shuffle=shuffle)
    events = play_on_without_turning_anything_up(table)
    assert [renewal for _cards, renewal in shuffle.asked] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert told(events)[-3:] == ["grid_revealed", "grid_revealed", "hole_ended"]
    assert table.phase == "hole_over"
    assert table.grid("B") == "KH 7C 3D / KS 5D 2S"
    assert "[]" not in table.grid("A")
    assert table.scores[1] == 13


def test_the_draw_that_ends_the_hole_is_legal_and_draws_nothing() -> None:
    table = deal(NEARLY, FACE_DOWN, stock="", discard="6H")
    events = table.play("A draws")
    assert told(events) == ["grid_revealed", "grid_revealed", "hole_ended"]
    assert (table.phase, table.turn, table.in_hand) == ("hole_over", None, None)


def test_with_nothing_to_shuffle_a_player_may_still_take_the_card_that_lies_there() -> None:
    table = deal(NEARLY, FACE_DOWN, stock="", discard="6H")
    table.play("A takes, swaps 0")
    assert (table.phase, table.pile) == ("playing", "KH")


def test_where_nobody_has_gone_out_the_rules_about_going_out_do_nothing() -> None:
    table = deal(
        "AH 7C 3D / 9S 5D [2S]", NEARLY.replace("2S", "2C").replace("7C", "7H"), stock="", discard="6H",
        decks=2, knock_bonus=True, knock_penalty=True,
    )  # fmt: skip
    table.play("A draws")
    assert table.went_out is None
    assert (table.parts("A"), table.parts("B")) == ({}, {})


def test_a_hole_that_runs_out_of_cards_in_the_last_turns_counts_who_went_out() -> None:
    table = deal(NEARLY, FACE_DOWN, stock="", discard="6H", knock_early=True, knock_bonus=True)
    table.play("A knocks; B draws")
    assert table.phase == "hole_over"
    assert (table.went_out, table.parts("A")) == ("A", {"knock_bonus": -5})


def test_the_last_hole_that_runs_out_of_cards_ends_the_game() -> None:
    table = deal(NEARLY, FACE_DOWN, stock="", discard="6H", holes=1)
    assert told(table.play("A draws"))[-1] == "game_ended"
    assert table.phase == "game_over"


def test_renewals_are_counted_anew_in_each_hole() -> None:
    table = deal(NEARLY, FACE_DOWN, stock="", discard="5H 6H", initial_flips=0)
    table.play("A draws, swaps 5; B takes, swaps 0; A is ready; B is ready")
    assert table.hole.number == 2
    assert table.hole.renewals == 0
