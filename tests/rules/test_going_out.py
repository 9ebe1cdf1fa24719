"""Going out, the last turns, and the end of hole and game."""

from __future__ import annotations

from games.rules import commands as c
from games.rules import events as e
from tests.kit.dealing import FACE_DOWN, deal, told

NEARLY = "KH 7C 3D / KS 5D [2S]"
WAITING = "AH AD 4C / [4D] [6H] [6D]"


def test_whoever_ends_a_turn_with_all_cards_up_has_gone_out() -> None:
    table = deal(NEARLY, WAITING, FACE_DOWN)
    events = table.play("A draws, swaps 5")
    assert told(events) == ["card_drawn", "card_swapped", "went_out"]
    assert (table.phase, table.went_out, table.turn) == ("last_turns", "A", "B")


def test_everybody_else_has_one_last_turn_in_order_and_then_the_hole_is_over() -> None:
    table = deal(FACE_DOWN, NEARLY, FACE_DOWN, FACE_DOWN)
    table.play("A draws, discards; B draws, swaps 5")
    turns = []
    while table.phase == "last_turns":
        turns.append(table.turn)
        table.play(f"{table.turn} draws, discards")
    assert turns == ["C", "D", "A"]
    assert (table.phase, table.turn) == ("hole_over", None)


def test_after_a_last_turn_the_cards_of_that_seat_are_turned_up() -> None:
    table = deal(NEARLY, WAITING, FACE_DOWN)
    events = table.play("A draws, swaps 5; B draws, discards")
    assert told(events)[-1] == "grid_revealed"
    revealed = events[-1]
    assert isinstance(revealed, e.GridRevealed)
    assert revealed.cards == ((3, "4D"), (4, "6H"), (5, "6D"))
    assert table.grid("B") == "AH AD 4C / 4D 6H 6D"
    assert table.grid("C") == FACE_DOWN


def test_who_turns_the_last_card_up_in_a_last_turn_has_not_gone_out() -> None:
    table = deal(NEARLY, "AH AD 4C / 4D 6H [6D]", FACE_DOWN)
    events = table.play("A draws, swaps 5; B draws, swaps 5")
    assert told(events).count("went_out") == 1
    assert table.went_out == "A"
    assert "grid_revealed" not in told(events)


def test_a_flip_that_turns_the_last_card_up_is_going_out() -> None:
    table = deal(NEARLY, WAITING, flip_mode="always")
    table.play("A draws, discards, flips 5")
    assert table.went_out == "A"
    quiet = deal(NEARLY, WAITING, flip_as_action=True)
    quiet.play("A turns up 5")
    assert quiet.went_out == "A"


def test_swapping_an_open_card_is_not_going_out() -> None:
    table = deal(NEARLY, WAITING)
    table.play("A draws, swaps 0")
    assert (table.phase, table.went_out) == ("playing", None)


def test_a_hole_is_settled_with_the_cards_as_they_lie_at_its_end() -> None:
    table = deal(NEARLY, "AH AD 4C / [4D] [6H] [6D]", stock="2H 9H …")
    table.play("A draws, swaps 5; B draws, swaps 0")
    assert table.grid("A") == "KH 7C 3D / KS 5D 2H"
    assert table.grid("B") == "9H AD 4C / 4D 6H 6D"
    assert table.scores == [13, 30]
    assert [seat.total for _n, seat in table.state.taken] == [13, 30]
    assert [seat.holes_won for _n, seat in table.state.taken] == [1, 0]


def test_the_secret_of_the_hole_is_revealed_at_its_end_and_the_next_one_committed_to() -> None:
    table = deal(NEARLY, WAITING)
    *_before, ended = table.play("A draws, swaps 5; B draws, discards")
    assert isinstance(ended, e.HoleEnded)
    assert ended.reveal == "00" * 32
    assert ended.next_commitment == table.state.commitment is not None


def test_the_next_hole_begins_when_all_people_are_ready_or_the_clock_says_so() -> None:
    table = deal(NEARLY, WAITING, FACE_DOWN, cpus="C")
    table.play("A draws, swaps 5; B draws, discards; C draws, discards")
    assert told(table.play("A is ready")) == ["ready"]
    assert told(table.play("B is ready")) == ["ready", "hole_started"]
    assert (table.phase, table.hole.number) == ("opening", 2)
    hurried = deal(NEARLY, WAITING)
    hurried.play("A draws, swaps 5; B draws, discards")
    (dealt,) = hurried.do(c.Deal(), "clock")
    assert isinstance(dealt, e.HoleStarted)
    assert dealt.by == "clock"


def test_the_last_hole_ends_the_game_without_anybody_pressing_anything() -> None:
    table = deal(NEARLY, WAITING, FACE_DOWN, holes=1)
    events = table.play("A draws, swaps 5; B draws, discards; C draws, discards")
    assert told(events)[-2:] == ["hole_ended", "game_ended"]
    assert table.phase == "game_over"
    ended = events[-2]
    assert isinstance(ended, e.HoleEnded)
    assert ended.next_commitment is None


def test_equal_totals_share_a_place_and_a_shared_first_place_is_a_win_for_each() -> None:
    table = deal(
        "KH 7C 3D / KS 5D [2S]",
        "KD 7H 3C / KC 5C 2C",
        "TH QH 9H / 8H 6S JD",
        stock="2D 9S 8D …",
        holes=1,
    )
    *_before, ended = table.play("A draws, swaps 5; B draws, discards; C draws, discards")
    assert isinstance(ended, e.GameEnded)
    assert ended == e.GameEnded(totals=(13, 13, 53), places=(1, 1, 3), winners=(0, 1))


def test_after_the_end_nothing_can_be_played() -> None:
    table = deal(NEARLY, WAITING, holes=1)
    table.play("A draws, swaps 5; B draws, discards")
    for words in ("A draws", "B takes", "A is ready", "A stands", "A opens 0 1", "A comes back"):
        assert table.refuses(words) == "not_now"
    assert table.refusal(c.Deal()).code == "not_now"
    assert table.refusal(c.Sit(7)).code == "not_now"
    assert table.refusal(c.Abandon("idle")).code == "not_now"
