"""People who are away: the caddie's turns, the autopilot, and coming back."""

from __future__ import annotations

import pytest

from games.rules import commands as c
from games.rules import events as e
from tests.kit.dealing import FACE_DOWN, deal, told

NEARLY = "KH 7C 3D / KS 5D [2S]"
A_TURN = "A's caddie draws, discards"


def test_what_the_caddie_does_says_so() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    drawn, discarded = table.play(A_TURN)
    assert isinstance(drawn, e.CardDrawn)
    assert isinstance(discarded, e.CardDiscarded)
    assert (drawn.by, discarded.by) == ("caddie", "caddie")


def test_one_missed_turn_is_forgiven() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play(A_TURN)
    assert table.autopilots == ""


def test_the_second_missed_turn_in_a_row_puts_a_seat_on_autopilot() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play(f"{A_TURN}; B draws, discards")
    *_turn, resting = table.play(A_TURN)
    assert resting == e.SeatOnAutopilot(0, "clock")
    assert table.autopilots == "A"


def test_a_missed_opening_counts() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True)
    table.play("A's caddie opens 0 1; B opens 0 1")
    assert table.autopilots == ""
    table.play(A_TURN)
    assert table.autopilots == "A"


def test_a_turn_of_ones_own_in_between_starts_the_count_again() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play(f"{A_TURN}; B draws, discards; A draws, discards; B draws, discards; {A_TURN}")
    assert table.autopilots == ""


def test_a_turn_that_the_caddie_had_to_finish_is_a_missed_one() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play("A draws; A's caddie discards; B draws, discards; A draws; A's caddie discards")
    assert table.autopilots == "A"


def test_each_seat_is_counted_for_itself() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play(f"{A_TURN}; B's caddie draws, discards")
    assert table.autopilots == ""


def test_the_count_goes_on_into_the_next_hole() -> None:
    table = deal(NEARLY, FACE_DOWN)
    table.play("A's caddie draws, swaps 5; B draws, discards; A is ready; B is ready")
    assert table.autopilots == ""
    table.play("A's caddie opens 0 1")
    assert table.autopilots == "A"


def test_standing_up_during_a_game_puts_the_seat_on_autopilot_at_once() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    assert table.play("A stands") == [e.SeatOnAutopilot(0)]
    assert table.refuses("A stands") == "not_now"


def test_ones_own_move_takes_the_seat_back() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    assert told(table.play("A stands; A draws")) == ["seat_on_autopilot", "seat_taken_back", "card_drawn"]
    assert table.autopilots == ""


def test_ones_own_opening_takes_the_seat_back() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True)
    table.play("B stands; B opens 0 1")
    assert table.autopilots == ""


def test_the_caddies_move_does_not_take_the_seat_back() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play(f"A stands; {A_TURN}; B draws, discards; {A_TURN}; B draws, discards; {A_TURN}")
    assert table.autopilots == "A"


def test_a_move_that_is_refused_does_not_take_the_seat_back() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play("B stands")
    assert table.refuses("B draws") == "not_your_turn"
    assert table.autopilots == "B"


def test_a_seat_can_be_taken_back_without_a_move() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    assert table.play("B stands; B comes back")[-1] == e.SeatTakenBack(1)
    assert table.refuses("B comes back") == "not_now"


def test_who_has_come_back_may_miss_another_turn() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play(f"{A_TURN}; B draws, discards; {A_TURN}; A comes back; B draws, discards; {A_TURN}")
    assert table.autopilots == ""


def test_a_host_who_is_put_on_autopilot_hands_the_table_to_the_next_person_who_is_there() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, FACE_DOWN, FACE_DOWN, cpus="B")
    table.play("C stands; A stands")
    assert table.host == "D"
    table.play("A comes back")
    assert table.host == "D"


def test_a_host_stays_where_nobody_else_is_there() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, FACE_DOWN, cpus="B")
    table.play("C stands; A stands")
    assert table.host == "A"


def test_whoever_comes_back_first_is_host_where_the_host_is_away() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, FACE_DOWN)
    table.play("B stands; C stands; A stands")
    assert table.host == "A"
    table.play("C comes back")
    assert table.host == "C"


def test_the_next_hole_waits_for_nobody_who_is_away() -> None:
    table = deal(NEARLY, FACE_DOWN, FACE_DOWN)
    table.play("C stands; A draws, swaps 5; B draws, discards; C's caddie draws, discards; A is ready")
    assert told(table.play("B is ready")) == ["ready", "hole_started"]


def test_who_stands_up_between_holes_is_not_waited_for_any_longer() -> None:
    table = deal(NEARLY, FACE_DOWN, FACE_DOWN)
    table.play("A draws, swaps 5; B draws, discards; C draws, discards; A is ready; B is ready")
    assert told(table.play("C stands")) == ["seat_on_autopilot", "hole_started"]


def test_where_everybody_is_away_the_next_hole_waits_for_the_clock() -> None:
    table = deal(NEARLY, FACE_DOWN)
    table.play("A draws, swaps 5; B draws, discards; A stands")
    assert told(table.play("B stands")) == ["seat_on_autopilot"]
    assert told(table.do(c.Deal(), "clock")) == ["hole_started"]


def test_cpu_players_are_never_on_autopilot() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, cpus="B")
    assert table.refuses("B stands") == "not_allowed"
    assert table.refuses("B comes back") == "not_allowed"


@pytest.mark.parametrize(("reason", "words"), [("idle", ""), ("moderator", "A draws")])
def test_an_abandoned_game_reveals_its_secret_and_is_over(reason: c.Reason, words: str) -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play(words)
    assert table.do(c.Abandon(reason), "clock") == [e.GameAbandoned(reason, "00" * 32, "clock")]
    assert table.phase == "abandoned"
    assert table.refuses("A draws") == "not_now"


def test_a_game_abandoned_between_holes_reveals_the_secret_of_the_hole_to_come() -> None:
    table = deal(NEARLY, FACE_DOWN)
    table.play("A draws, swaps 5; B draws, discards")
    to_come = table.state.secret
    (abandoned,) = table.do(c.Abandon("idle"), "clock")
    assert isinstance(abandoned, e.GameAbandoned)
    assert abandoned.reveal == to_come is not None
