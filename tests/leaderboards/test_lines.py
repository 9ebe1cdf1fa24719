"""What a finished game comes to for each seat, folded from its events alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from games.rules import events as e
from games.rules.house_rules import HouseRules
from games.rules.scoring import is_pair
from games.rules.state import Phase
from leaderboards.lines import BEGINNING, TELLING, NotFinished, SeatLine, lines
from tests.kit.random_games import RandomGame, random_games

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = 5


def played(game: RandomGame) -> tuple[SeatLine, ...]:
    game.play()
    return lines(game.events)


def tells(event: e.Event) -> bool:
    return isinstance(event, TELLING) or (isinstance(event, BEGINNING) and event.by == "caddie")


def hole_ends(events: Sequence[e.Event]) -> list[e.HoleEnded]:
    return [event for event in events if isinstance(event, e.HoleEnded)]


@settings(max_examples=40)
@given(random_games())
def test_the_lines_agree_with_what_the_table_showed_and_are_there_when_the_game_is_over(
    game: RandomGame,
) -> None:
    state = game.play()
    with pytest.raises(NotFinished):
        lines(game.events[:-1])
    if state.phase is not Phase.GAME_OVER:
        with pytest.raises(NotFinished):
            lines(game.events)
        return
    if any(isinstance(event, e.MovesUndone) for event in game.events):
        return  # Such a game is a coached one, and leaves no results.
    found = lines(game.events)
    assert found == lines([event for event in game.events if tells(event)])
    ends = hole_ends(game.events)
    seats = [seat for _number, seat in state.taken]
    assert [line.seat for line in found] == list(range(len(seats)))
    assert [line.strokes for line in found] == [seat.total for seat in seats]
    assert [line.holes_won for line in found] == [seat.holes_won for seat in seats]
    assert tuple(line.place for line in found) == state.places
    assert [line.left for line in found] == [seat.autopilot for seat in seats]
    assert all(len(line.scores) == len(ends) for line in found)
    assert sum(line.went_out for line in found) == sum(isinstance(event, e.WentOut) for event in game.events)
    for line in found:
        assert line.went_out_won <= min(line.went_out, line.holes_won)
        assert line.four_jacks <= line.four_of_a_kind <= line.pairs
        assert line.pairs == sum(
            is_pair(end.grids[line.seat][at], end.grids[line.seat][at + 3]) for end in ends for at in range(3)
        )
        assert line.won == (line.place == 1 and not line.left)


def test_turns_of_the_caddie_count_where_they_begin() -> None:
    game = RandomGame(HouseRules(holes=3), 4, SEED)
    found = played(game)
    begun = (e.CardDrawn, e.Knocked, e.CardFlippedAsAction)
    for line in found:
        turns = [x for x in game.events if isinstance(x, begun) and (x.seat, x.by) == (line.seat, "caddie")]
        assert line.autopilot_turns == len(turns)
    assert any(line.autopilot_turns for line in found)


def test_who_is_away_at_the_end_has_left_and_has_not_won() -> None:
    line = played(RandomGame(HouseRules(holes=1), 2, SEED))[0]
    gone = SeatLine(**{name: getattr(line, name) for name in line.__slots__} | {"place": 1, "left": True})
    assert not gone.won
