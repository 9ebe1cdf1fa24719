"""How people behaved in games that are over: folds of their events."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from games import event_store
from games.fold import Stored
from games.rules import events as e
from games.rules.cards import Card
from leaderboards import conduct
from tests.kit.streams import NOON
from tests.leaderboards.people import account, play

FIVE, SIX, NINE, KING = (Card(one) for one in ("5C", "6C", "9C", "KH"))


def at(*steps: tuple[float, e.Event]) -> list[Stored]:
    """These events, each so many seconds after the one before."""
    stream, time = [], NOON
    for seq, (seconds, event) in enumerate(steps):
        time += timedelta(seconds=seconds)
        stream.append(Stored(seq, time, event))
    return stream


def hole(*totals: int) -> e.HoleEnded:
    return e.HoleEnded((), totals, (), (), "", None, None)


def test_a_decision_is_the_time_between_a_card_and_what_becomes_of_it() -> None:
    told = conduct.conduct(
        at(
            (0, e.CardDrawn(1, "stock", FIVE)),
            (0.25, e.CardSwapped(1, 2, FIVE, KING)),
            (9, e.CardDrawn(0, "stock", NINE)),
            (2, e.CardDiscarded(0, NINE)),
            (3, e.CardDrawn(1, "stock", SIX)),
            (4, e.CardDiscarded(1, SIX)),
        )
    )
    assert {seat: one.seconds for seat, one in told.items()} == {1: [0.25, 4.0], 0: [2.0]}


@pytest.mark.parametrize(
    "steps",
    [
        [(0, e.CardDrawn(1, "discard", FIVE)), (1, e.CardSwapped(1, 2, FIVE, KING))],
        [(0, e.CardDrawn(1, "stock", FIVE, "caddie")), (1, e.CardSwapped(1, 2, FIVE, KING, "caddie"))],
        [(0, e.CardDrawn(1, "stock", FIVE)), (45, e.CardSwapped(1, 2, FIVE, KING, "caddie"))],
        [(0, e.CardDrawn(1, "stock", FIVE)), (1, e.SeatOnAutopilot(0)), (1, e.CardDiscarded(1, FIVE))],
        [(0, e.CardSwapped(1, 2, FIVE, KING))],
    ],
)
def test_what_is_no_decision_of_a_person_about_a_new_card_is_left_out(
    steps: list[tuple[float, e.Event]],
) -> None:
    assert all(not one.seconds for one in conduct.conduct(at(*steps)).values())


def test_whoever_leaves_is_behind_or_not_by_the_holes_that_are_over() -> None:
    told = conduct.conduct(
        at(
            (0, e.SeatOnAutopilot(0)),
            (1, e.SeatTakenBack(0)),
            (1, e.SeatOnAutopilot(3)),
            (1, hole(12, 3, 9, 9)),
            (1, e.SeatOnAutopilot(0)),
            (1, e.SeatOnAutopilot(1)),
            (1, hole(12, 30, 19, 9)),
            (1, e.SeatOnAutopilot(2)),
            (1, e.SeatTakenBack(2)),
        )
    )
    assert {seat: one.left_behind for seat, one in told.items()} == {0: True, 1: False, 3: None}


@given(st.lists(st.integers(-20, 60), min_size=2, max_size=6))
def test_somebody_is_behind_unless_nobody_has_fewer(totals: list[int]) -> None:
    behind = [conduct.is_behind(seat, totals) for seat in range(len(totals))]
    assert behind == [any(other < own for other in totals) for own in totals]
    assert not all(behind)


@pytest.mark.django_db
def test_a_stored_game_is_measured_as_its_whole_stream_tells() -> None:
    game = play([account("Alice"), account("Bob")])
    stream = event_store.load(game)
    told = conduct.measured([game, 987_654])[game]
    assert told == conduct.conduct(stream)
    drawn = sum(
        isinstance(one.event, e.CardDrawn) and one.event.source == "stock" and one.event.by is None
        for one, _next in pairwise(stream)
    )
    assert 0 < sum(len(one.seconds) for one in told.values()) <= drawn
