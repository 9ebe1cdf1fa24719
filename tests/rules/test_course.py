"""The course of a game: where everybody stood after each hole, and which hole decided it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from games.rules.course import TurningPoint, course_of
from games.rules.scoring import places
from games.rules.state import Phase
from games.rules.views import course_shown, view_for
from tests.kit.laws import law

if TYPE_CHECKING:
    from tests.kit.random_games import RandomGame

SCORECARDS = st.integers(2, 6).flatmap(
    lambda seats: st.lists(st.tuples(*[st.integers(-8, 8)] * seats), min_size=1, max_size=18)
)


@given(SCORECARDS)
def test_from_the_deciding_hole_on_the_winner_leads_alone_and_before_it_not(
    scorecard: list[tuple[int, ...]],
) -> None:
    course = course_of(scorecard)
    final = course.totals[-1]
    if final.count(min(final)) > 1:
        assert course.decided is None
        return
    decided = course.decided
    assert decided is not None
    assert places(final)[decided.seat] == 1
    for number, row in enumerate(course.totals, 1):
        alone = row[decided.seat] < min(total for seat, total in enumerate(row) if seat != decided.seat)
        if number >= decided.hole:
            assert alone
        elif number == decided.hole - 1:
            assert not alone


@given(SCORECARDS)
def test_the_winner_gained_in_that_hole_on_somebody_who_was_not_behind(
    scorecard: list[tuple[int, ...]],
) -> None:
    course = course_of(scorecard)
    if course.decided is None:
        return
    hole, seat, rival = course.decided.hole, course.decided.seat, course.decided.rival
    before = course.totals[hole - 2] if hole > 1 else (0,) * len(scorecard[0])
    assert rival != seat
    assert before[rival] <= before[seat]
    assert course.decided.gained == scorecard[hole - 1][rival] - scorecard[hole - 1][seat]
    assert course.decided.gained > 0


@given(SCORECARDS)
def test_totals_are_sums_and_the_leader_is_behind_nobody(scorecard: list[tuple[int, ...]]) -> None:
    course = course_of(scorecard)
    for number, (totals, behind) in enumerate(zip(course.totals, course.behind, strict=True), 1):
        assert list(totals) == [sum(scores) for scores in zip(*scorecard[:number], strict=True)]
        assert min(behind) == 0
        assert [a - b for a, b in zip(totals, behind, strict=True)] == [min(totals)] * len(totals)


def test_a_lead_that_was_lost_in_between_does_not_count() -> None:
    course = course_of([(3, 9, 20), (12, 1, 20), (4, 10, 1)])
    assert course.totals == ((3, 9, 20), (15, 10, 40), (19, 20, 41))
    assert course.behind == ((0, 6, 17), (5, 0, 30), (0, 1, 22))
    assert course.decided == TurningPoint(hole=3, seat=0, rival=1, gained=6)


def test_whoever_is_drawn_level_with_has_not_yet_won() -> None:
    assert course_of([(2, 5), (8, 5), (0, 1)]).decided == TurningPoint(hole=3, seat=0, rival=1, gained=1)


def test_whoever_leads_from_the_first_hole_gained_on_the_runner_up_there() -> None:
    assert course_of([(1, 9, 4), (2, 3, 9)]).decided == TurningPoint(hole=1, seat=0, rival=1, gained=8)


def test_a_shared_first_place_was_decided_by_no_hole() -> None:
    assert course_of([(2, 5, 9), (8, 5, 9)]).decided is None


@law("the course is told at the end")
def test_the_course_is_shown_once_the_game_is_over_and_not_before(game: RandomGame) -> None:
    for step in game.steps():
        view = view_for(step.after, None)
        assert (view.course is not None) == (step.after.phase is Phase.GAME_OVER)
        ended = step.after.hole is not None and step.after.hole.scores is not None
        assert (view.hole_winners is not None) == ended
    course = view_for(game.state, None).course
    assert course is not None
    assert course.totals[-1] == tuple(seat.total for _number, seat in game.state.taken)
    assert course_shown(course).keys() == {"totals", "behind", "decided"}
