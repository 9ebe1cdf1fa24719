"""Laws of an analysis, on random games under random house rules: nothing is made up, and nothing hidden is used."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from games.analysis.judged import UNIT, Judged, grade
from games.analysis.judging import judged
from games.analysis.sums import summed_up
from games.analysis.walk import JUDGED, Decision, walk
from games.cpu_tables.judge import judge
from games.rules import commands as c
from games.rules import events as e
from games.rules.house_rules import CLASSIC
from games.rules.views import options_for, view_for
from tests.kit.hidden import with_hidden_cards_shuffled
from tests.kit.random_games import RandomGame, coached_games, house_rules

if TYPE_CHECKING:
    from games.rules.state import GameState

DEALS = 4
CHOICES = (
    e.CardsOpened, e.CardDrawn, e.DrawUndone, e.CardSwapped, e.CardDiscarded, e.CardFlipped, e.FlipSkipped,
    e.CardFlippedAsAction, e.Knocked,
)  # fmt: skip
games = st.builds(RandomGame, house_rules((1, 2)), st.integers(2, 4), st.integers(0, 2**64 - 1))


def as_if_judged(decision: Decision, seats: int, dice: random.Random) -> Judged:
    """Any figures: what is summed up has to be right whatever was judged."""
    figures = [[dice.randrange(-9000, 30_000) for _seat in range(seats)] for _two in range(2)]
    noise = [dice.randrange(900) for _seat in range(seats)]
    choices, cost, error = dice.randrange(1, 7), dice.randrange(-100, 6000), dice.randrange(900)
    return Judged(
        seq=decision.seq, hole=decision.hole, seat=decision.seat, by=decision.by, kind="place", card=None,
        choices=choices, did={"do": "discard"}, best={"do": "discard"}, cost=cost if choices > 1 else 0, error=error,
        before=figures[0], after=figures[1], noise=noise, reason=None,
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.one_of(games, coached_games()))
def test_luck_and_skill_lead_from_what_was_to_be_expected_to_the_final_score(game: RandomGame) -> None:
    game.play()
    found, dice = walk(game.events), random.Random(game.seed)
    par = [dice.randrange(4000, 9000) for _seat in range(found.seats)]
    told = [as_if_judged(decision, found.seats, dice) for decision in found.decisions]
    result = summed_up(found, told, par, [50] * found.seats, DEALS)
    for number, seat in enumerate(result["seats"]):
        assert seat["final"] == UNIT * game.state.seat(number).total
        assert seat["start"] + seat["cards"] + seat["own"] + seat["others"] == seat["final"]
        own = [one for one in told if one.seat == number and one.by is None and one.choices > 1]
        assert seat["decisions"] == len(own)
        assert seat["lost"] == sum(one.cost for one in own)
    assert result["curve"][0]["expected"] == [seat["start"] for seat in result["seats"]]
    assert result["curve"][-1]["expected"] == [seat["final"] for seat in result["seats"]]
    weights = [abs(one["change"]) for one in result["moments"]]
    assert weights == sorted(weights, reverse=True)


@settings(max_examples=40, deadline=None)
@given(st.one_of(games, coached_games()))
def test_every_choice_that_stands_is_a_decision_once_and_in_order(game: RandomGame) -> None:
    game.play()
    undone = {
        seq
        for at, event in enumerate(game.events)
        if isinstance(event, e.MovesUndone)
        for seq in range(event.to_seq + 1, at)
    }
    chosen = [
        seq for seq, event in enumerate(game.events) if isinstance(event, CHOICES) and seq not in undone
    ]
    assert [decision.seq for decision in walk(game.events).decisions] == chosen


@settings(max_examples=10, deadline=None)
@given(st.builds(RandomGame, house_rules((1,)), st.integers(2, 3), st.integers(0, 2**64 - 1)))
def test_cards_that_a_seat_may_not_see_change_nothing_in_how_it_is_judged(game: RandomGame) -> None:
    dice = random.Random(game.seed)
    moves = moves_of(game)
    for before, command in dice.sample(moves, min(3, len(moves))):
        told = [
            judged(as_decided(state, command), DEALS)
            for state in (before, with_hidden_cards_shuffled(before, dice))
        ]
        assert told[0] == told[1]
        assert Judged(**json.loads(json.dumps(told[0].to_json()))) == told[0]
        if told[0].choices == 1:
            assert (told[0].cost, told[0].error, told[0].grade) == (0, 0, "right")
        if told[0].did == told[0].best:
            assert told[0].cost == 0


def moves_of(game: RandomGame) -> list[tuple[GameState, c.SeatCommand]]:
    """Every choice of a game, with the state before it."""
    return [
        (step.before, step.command)
        for step in game.steps()
        if isinstance(
            step.command,
            c.Open | c.Draw | c.UndoDraw | c.Swap | c.Discard | c.Flip | c.SkipFlip | c.FlipAction | c.Knock,
        )
    ]


def as_decided(state: GameState, command: c.SeatCommand) -> Decision:
    seat = command.seat
    options = tuple(option for option in options_for(state, seat) if option.do in JUDGED)
    return Decision(1, 1, seat, None, view_for(state, seat), options, command)


@settings(max_examples=10, deadline=None)
@given(st.builds(RandomGame, house_rules((1,)), st.integers(2, 3), st.integers(0, 2**64 - 1)))
def test_whatever_a_seat_may_do_is_an_action_and_the_plain_policy_takes_one_of_them(game: RandomGame) -> None:
    before, command = random.Random(game.seed).choice(moves_of(game))
    decision = as_decided(before, command)
    found = judge(decision.view, decision.options, DEALS, 1)
    assert 0 <= found.number_of(decision.command, decision.view) < len(found.actions)
    assert 0 <= found.habit < len(found.actions)
    change, _error = found.unlike_habit(found.habit)
    assert not change.any()


@given(st.integers(-500, 9000), st.integers(0, 3000))
def test_what_cannot_be_told_from_the_best_is_right_and_grades_follow_the_cost(cost: int, error: int) -> None:
    worse = ("right", "inaccuracy", "mistake", "blunder")
    assert (grade(cost, error) == "right") == (cost <= 250 or cost <= error)
    assert worse.index(grade(cost + 1000, error)) >= worse.index(grade(cost, error))
    assert [grade(one, 0) for one in (250, 251, 1000, 1001, 2000, 2001)] == [
        "right", "inaccuracy", "inaccuracy", "mistake", "mistake", "blunder",
    ]  # fmt: skip


def test_a_hole_that_was_given_up_is_not_judged() -> None:
    game = RandomGame(replace(CLASSIC, holes=2), 2, 3)
    whole = next(step for step in game.steps() if any(isinstance(one, e.HoleEnded) for one in step.events))
    first = walk(game.events)
    assert [hole.number for hole in first.holes] == [1]
    for step in game.steps():
        if isinstance(step.command, c.Draw):
            break
    assert whole.after.scorecard
    assert walk(game.events).decisions == first.decisions
