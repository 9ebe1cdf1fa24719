"""The load test finds whatever is wrong in a frame, and nothing where all is well."""

from __future__ import annotations

import asyncio

import pytest

from games.loadtest.line import SILENT
from games.loadtest.player import ANSWER_SECONDS, SILENT_SECONDS, a_move
from games.loadtest.shapes import Option
from tests.loadtest.told import (
    ALICE,
    ALL_UP,
    BOB,
    HIDDEN,
    SEQ,
    Json,
    Two,
    discarded,
    drawn,
    events,
    hole_ended,
    revealed,
    snapshot,
    swapped,
    you,
)


@pytest.fixture
def two() -> Two:
    return Two()


# What is right


def test_a_hole_played_rightly_has_no_fault(two: Two) -> None:
    in_hand = {"seat": ALICE, "from": "stock", "card": "7D"}
    two.told(drawn("7D"), now={"stock": 29, "drawn": in_hand})
    grid = ["KH", "7D", HIDDEN, "5D", HIDDEN, HIDDEN]
    two.told(
        swapped("7D", 1, "3C"),
        now={"discard": ["4S", "9C", "3C"], "drawn": None, "seats": {"0": {"grid": grid}}},
    )
    two.told(drawn("3C", BOB, "discard"), now={"drawn": {"seat": BOB, "from": "discard", "card": "3C"}})
    two.told({"type": "draw_undone", "seat": BOB, "card": "3C"}, now={"drawn": None})
    two.told(drawn("AS", BOB), now={"stock": 28})
    two.told(discarded("AS", BOB), now={"discard": ["4S", "9C", "3C", "AS"]})
    two.told({"type": "stock_renewed", "stock": 3}, drawn("4S"), now={"stock": 2, "discard": ["AS"]})
    assert two.faults == {}


def test_the_end_of_a_hole_that_adds_up_has_no_fault(two: Two) -> None:
    seats = {"0": {"grid": ALL_UP[0], "total": 15}, "1": {"grid": ALL_UP[1], "total": 27}}
    two.told(revealed(ALICE), revealed(BOB), hole_ended(), now={"phase": "hole_over", "seats": seats})
    ended = {"type": "game_ended", "totals": [15, 27], "places": [1, 2], "winners": [ALICE]}
    two.told(ended, now={"phase": "game_over"})
    assert two.faults == {}


def test_the_players_may_hear_of_it_at_different_times_and_in_different_frames(two: Two) -> None:
    draw, place = drawn("7D", BOB), discarded("7D", BOB)
    two.hear(BOB, events(SEQ + 1, draw, to=BOB, now={"drawn": {"seat": BOB, "from": "stock", "card": "7D"}}))
    two.hear(BOB, events(SEQ + 2, place, to=BOB, now={"drawn": None}))
    two.hear(ALICE, events(SEQ + 1, draw, place, to=ALICE, now={"stock": 29, "discard": ["9C", "7D"]}))
    assert two.faults == {}


def test_another_game_begins_afresh(two: Two) -> None:
    for seat in (ALICE, BOB):
        two.hear(seat, snapshot(seat, seq=3, game="2", stock=12))
    assert two.faults == {}


# Order


def test_an_event_that_is_missing_is_a_gap_and_the_player_asks_for_the_rest(two: Two) -> None:
    two.hear(ALICE, events(SEQ + 2, discarded("7D")))
    assert two.faults == {"gap": 1}
    assert two.wires[ALICE].sent == [{"id": 1, "seq": SEQ, "do": "sync"}]
    two.hear(ALICE, events(SEQ + 3, drawn("9C", BOB, "discard")))  # It knows that there is a gap.
    assert two.faults == {"gap": 1}
    told = drawn("7D"), discarded("7D"), drawn("7D", BOB, "discard")
    two.hear(ALICE, events(SEQ + 1, *told, you=you(ALICE)))
    two.hear(ALICE, {"type": "ok", "id": 1, "seq": SEQ + 3})
    assert two.faults == {"gap": 1}


def test_an_event_told_twice_is_a_gap(two: Two) -> None:
    two.told(drawn("7D"))
    two.hear(BOB, events(SEQ + 1, drawn("7D"), to=BOB))
    assert two.faults == {"gap": 1}


def test_a_frame_says_which_event_is_its_last(two: Two) -> None:
    two.hear(ALICE, events(SEQ + 1, drawn("7D"), seq=SEQ + 2))
    assert two.faults == {"gap": 1}


def test_events_within_a_frame_are_in_order(two: Two) -> None:
    frame = events(SEQ + 1, drawn("7D"), discarded("7D"))
    frame["events"].reverse()
    two.hear(ALICE, frame)
    assert two.faults == {"gap": 1}


def test_presence_knows_of_no_event_that_was_not_told(two: Two) -> None:
    two.hear(ALICE, {"type": "presence", "seq": SEQ, "seats": [True, True], "gallery": 0})
    assert two.faults == {}
    two.hear(ALICE, {"type": "presence", "seq": SEQ + 1, "seats": [True, True], "gallery": 0})
    assert two.faults == {"gap": 1}


def test_a_snapshot_does_not_go_back(two: Two) -> None:
    two.told(drawn("7D"))
    two.hear(BOB, snapshot(BOB))
    assert two.faults == {"order": 1}


def test_an_ok_comes_after_its_events(two: Two) -> None:
    alice = two.table.players[ALICE]
    alice._send({"do": "draw", "from": "stock"})
    two.hear(ALICE, {"type": "ok", "id": 1, "seq": SEQ + 1})
    assert two.faults == {"order": 1}


def test_an_ok_answers_what_was_asked(two: Two) -> None:
    two.hear(ALICE, {"type": "ok", "id": 7, "seq": SEQ})
    assert two.faults == {"answer": 1}


# Silence


def test_whoever_waits_too_long_for_an_answer_doubts_the_line(two: Two) -> None:
    alice = two.table.players[ALICE]
    alice._send({"do": "draw", "from": "stock"})
    for late, doubts in ((ANSWER_SECONDS - 1, 0), (ANSWER_SECONDS + 1, 1)):
        alice.look(alice._sent + late)
        assert two.wires[ALICE].doubts == doubts


def test_whoever_hears_nothing_for_long_doubts_the_line(two: Two) -> None:
    bob = two.table.players[BOB]
    for late, doubts in ((SILENT_SECONDS - 1, 0), (SILENT_SECONDS + 1, 1)):
        bob.look(bob._heard + late)
        assert two.wires[BOB].doubts == doubts


def test_what_a_living_site_does_not_answer_stays_a_fault(two: Two) -> None:
    alice = two.table.players[ALICE]
    alice._send({"do": "draw", "from": "stock"})
    alice.look(alice._sent + ANSWER_SECONDS + 1)
    two.table.judge()
    assert two.faults == {"unanswered": 1, "stood still": 1}


async def test_whoever_comes_back_from_a_dead_line_waits_for_nothing(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = two.table.players[ALICE]
    back = asyncio.Event()

    async def connect() -> None:
        back.set()

    monkeypatch.setattr(alice, "connect", connect)
    monkeypatch.setattr("games.loadtest.player.RECONNECT_SECONDS", (0.0, 0.0))
    alice._send({"do": "draw", "from": "stock"})
    alice._ended(SILENT)
    assert not alice.waits
    assert two.run.tally.closes == {"silent": 1}
    await asyncio.wait_for(back.wait(), 10)


# The same for everybody


def test_whoever_is_not_connected_asks_for_nothing_until_they_are(two: Two) -> None:
    host, wire = two.table.players[ALICE], two.wires[ALICE]
    option = {"do": "start"}
    two.table.may_start = True
    wire.is_open = False
    two.hear(ALICE, snapshot(ALICE) | {"legal": [option]})
    assert (host.waits, wire.sent) == (False, [])
    wire.is_open = True
    two.hear(ALICE, snapshot(ALICE) | {"legal": [option]})
    assert [message["do"] for message in wire.sent] == ["start"]


def test_an_event_is_told_alike_to_everybody(two: Two) -> None:
    two.hear(ALICE, events(SEQ + 1, drawn("9C", source="discard")))
    two.hear(BOB, events(SEQ + 1, drawn("9C", source="discard") | {"time": "later"}, to=BOB))
    assert two.faults == {"differs": 1}


def test_a_card_from_the_stock_is_all_that_may_differ(two: Two) -> None:
    two.hear(ALICE, events(SEQ + 1, drawn("7D") | {"time": "now"}))
    two.hear(BOB, events(SEQ + 1, drawn("7D") | {"time": "later"}, to=BOB))
    assert two.faults == {"differs": 1}


# Hidden cards


def test_nobody_sees_what_an_opponent_drew_from_the_stock(two: Two) -> None:
    two.hear(BOB, events(SEQ + 1, drawn("7D"), to=ALICE))
    assert two.faults == {"hidden card": 2}, "the event shows it, and so does the text"


def test_whoever_drew_sees_the_card(two: Two) -> None:
    two.hear(ALICE, events(SEQ + 1, drawn("7D"), to=BOB))
    assert two.faults == {"withheld": 1}


def test_the_picture_does_not_show_the_drawn_card_to_others(two: Two) -> None:
    in_hand = {"seat": ALICE, "from": "stock", "card": "7D"}
    two.hear(BOB, events(SEQ + 1, drawn("7D"), to=BOB) | {"now": {"drawn": in_hand}})
    assert two.faults == {"hidden card": 2}


@pytest.mark.parametrize("seat", [ALICE, BOB])
def test_a_card_that_lies_face_down_is_shown_to_nobody_not_even_its_owner(two: Two, seat: int) -> None:
    grid = ["KH", "3C", HIDDEN, "5D", HIDDEN, HIDDEN]
    two.hear(
        seat, events(SEQ + 1, drawn("9C", source="discard"), to=seat, now={"seats": {"0": {"grid": grid}}})
    )
    assert two.faults == {"hidden card": 2}


def test_a_snapshot_does_not_show_it_either(two: Two) -> None:
    seats = [dict(seat) for seat in snapshot(BOB)["table"]["seats"]]
    seats[ALICE]["grid"] = ["KH", "3C", HIDDEN, "5D", HIDDEN, HIDDEN]
    two.hear(BOB, snapshot(BOB, seats=seats))
    assert two.faults == {"hidden card": 2}


@pytest.mark.parametrize(
    "leak", [{"next": "QS"}, {"now": {"stock_order": ["QS", "JH"]}}, {"legal": [], "hint": {"card": "QS"}}]
)
def test_a_card_in_a_field_that_nobody_knows_is_found(two: Two, leak: Json) -> None:
    two.hear(ALICE, events(SEQ + 1, drawn("9C", source="discard"), **leak))
    assert two.faults == {"hidden card": 1}


def test_an_event_gives_away_no_more_than_its_own_cards(two: Two) -> None:
    two.told(drawn("7D"))
    for seat in (ALICE, BOB):
        two.hear(seat, events(SEQ + 2, swapped("7D", 1, "3C") | {"beneath": "QS"}, to=seat))
    assert two.faults == {"hidden card": 1}, "the second time it is the same text"


def test_a_frame_that_is_good_for_others_is_not_taken_as_good_for_who_drew(two: Two) -> None:
    frame = events(SEQ + 1, drawn("7D"), to=BOB)
    two.hear(BOB, frame)
    two.hear(ALICE, frame)
    assert two.faults == {"withheld": 1}


# The game


def test_who_drew_a_card_puts_down_that_card(two: Two) -> None:
    two.told(drawn("7D"))
    two.told(discarded("8D"))
    assert two.faults == {"contradiction": 1}


def test_the_card_that_is_swapped_out_is_the_one_that_lay_there(two: Two) -> None:
    two.told(drawn("7D"))
    two.told(swapped("7D", 0, "QC"))
    assert two.faults == {"contradiction": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"totals": [15, 26]},
        {"winners": [BOB]},
        {"grids": [ALL_UP[1], ALL_UP[0]]},
        {"scores": [{"score": 12, "parts": [{"why": "column 0", "points": 11}]}, hole_ended()["scores"][1]]},
    ],
)
def test_the_end_of_a_hole_adds_up(two: Two, wrong: Json) -> None:
    two.told(revealed(ALICE), revealed(BOB), hole_ended(**wrong))
    assert two.faults == {"contradiction": 1}


@pytest.mark.parametrize("wrong", [{"totals": [3, 8]}, {"places": [2, 1]}, {"winners": [ALICE, BOB]}])
def test_the_end_of_the_game_is_what_its_holes_came_to(two: Two, wrong: Json) -> None:
    right = {"type": "game_ended", "totals": [3, 7], "places": [1, 2], "winners": [ALICE]}
    two.told(right | wrong)
    assert two.faults == {"contradiction": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"stock": 28},
        {"discard": ["9C", "4S"]},
        {"drawn": None},
        {"seats": {"1": {"total": 8}}},
        {"seats": {"1": {"grid": [HIDDEN] * 6}}},
    ],
)
def test_the_picture_follows_from_the_events(two: Two, wrong: Json) -> None:
    two.told(drawn("7D"), now=wrong)
    assert set(two.faults) == {"picture"}


# Answers, and what never comes


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"type": "surprise"}', b'{"type": "events"}', b"\xff"])
def test_a_frame_that_cannot_be_read_is_a_fault(two: Two, text: bytes) -> None:
    two.table.players[ALICE].hear(text)
    assert two.faults == {"unreadable": 1}


def test_what_is_told_around_the_game_is_no_fault(two: Two) -> None:
    two.hear(ALICE, {"type": "awarded", "achievements": ["first_win"]})
    two.hear(ALICE, {"type": "said", "seat": 1, "phrase": "nice"})
    assert two.faults == {}


async def test_a_move_that_was_legal_is_not_refused(two: Two) -> None:
    two.table.players[ALICE]._send({"do": "draw", "from": "stock"})
    two.hear(ALICE, {"type": "error", "id": 1, "code": "illegal_move", "message": "No."})
    assert two.faults == {"refused": 1}
    assert two.run.tally.errors == {"illegal_move": 1}
    two.table.close()


async def test_a_race_that_was_lost_is_no_fault(two: Two) -> None:
    two.table.players[ALICE]._send({"do": "draw", "from": "stock"})
    two.hear(ALICE, {"type": "error", "id": 1, "code": "stale", "message": "The table had moved on."})
    assert two.faults == {}
    assert two.run.tally.errors == {"stale": 1}
    two.table.close()


def test_what_is_never_answered_is_told_at_the_end(two: Two) -> None:
    two.table.players[ALICE]._send({"do": "draw", "from": "stock"})
    assert not two.table.quiet
    two.table.judge()
    assert two.faults == {"unanswered": 1, "stood still": 1}


def test_a_move_that_was_answered_has_to_reach_everybody(two: Two) -> None:
    two.table.players[ALICE]._send({"do": "draw", "from": "stock"})
    two.hear(ALICE, events(SEQ + 1, drawn("7D")))
    two.hear(ALICE, {"type": "ok", "id": 1, "seq": SEQ + 1})
    assert (two.table.quiet, two.run.tally.moves) == (False, 0)
    two.table.judge()
    assert two.faults == {"not shown": 1, "stood still": 1}


def test_a_move_that_was_answered_and_reached_everybody_counts(two: Two) -> None:
    two.table.players[ALICE]._send({"do": "draw", "from": "stock"})
    two.told(drawn("7D"))
    two.hear(ALICE, {"type": "ok", "id": 1, "seq": SEQ + 1})
    assert (two.table.quiet, two.run.tally.moves) == (True, 1)
    two.table.judge()
    assert two.faults == {}


def test_a_move_is_any_of_those_that_are_legal(two: Two) -> None:
    dice = two.run.dice
    assert a_move([Option("draw", source=["stock"])], dice) == {"do": "draw", "from": "stock"}
    assert a_move([Option("swap", at=[4])], dice) == {"do": "swap", "at": 4}
    assert sorted(a_move([Option("open", at=[2, 5], count=2)], dice)["at"]) == [2, 5]
    assert a_move([Option("skip_flip")], dice) == {"do": "skip_flip"}


def test_a_picture_of_seats_that_are_not_there_is_a_fault(two: Two) -> None:
    for number in ("7", "first"):
        now = {"seats": {number: {"grid": [HIDDEN] * 6}}}
        two.hear(ALICE, events(SEQ + 1, drawn("9C", source="discard"), now=now))
    assert two.faults == {"unreadable": 2}
