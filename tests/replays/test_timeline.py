"""What the page of a replay makes of a game: its module's own tests, on games told by the site (tests/js/replays)."""

from __future__ import annotations

from pathlib import Path

import pytest

from games import event_store
from games.fold import fold
from games.rules import events as e
from games.rules.cards import Card
from games.rules.course import course_of
from games.rules.house_rules import HouseRules
from games.rules.scoring import grid_score
from replays.turning import turning_move
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game
from tests.kit.told import assert_holds

pytestmark = pytest.mark.django_db


@pytest.mark.js
@pytest.mark.parametrize("seed", range(4))
def test_the_timeline_holds_for_a_game(node: str, tmp_path: Path, seed: int) -> None:
    game = played_game(RandomGame(HouseRules(holes=2, initial_flips=seed % 3), 2 + seed, seed))
    assert_holds(node, game, tmp_path)


@pytest.mark.js
def test_the_timeline_holds_for_a_game_in_which_moves_were_taken_back(node: str, tmp_path: Path) -> None:
    game = played_game(RandomGame(HouseRules(holes=2), 3, 8, coaching=True))
    undone = [one.event for one in event_store.load(game) if isinstance(one.event, e.MovesUndone)]
    assert len(undone) > 3
    assert_holds(node, game, tmp_path)


@pytest.mark.parametrize("seed", range(6))
def test_the_move_that_turned_the_game_is_the_winners_best_in_the_hole_that_decided_it(seed: int) -> None:
    rules = HouseRules(holes=3)
    game = played_game(RandomGame(rules, 3, seed))
    stream = event_store.load(game)
    state = fold(stream, game).state
    decided, at = course_of(state.scorecard).decided, turning_move(stream, state)
    if decided is None:
        assert at is None
        return
    gains: dict[int, int] = {}
    hole, grid = 0, list[Card]()
    for stored in stream:
        if isinstance(stored.event, e.HoleStarted):
            hole, grid = stored.event.hole, list(stored.event.grids[decided.seat])
        elif isinstance(stored.event, e.CardSwapped) and (stored.event.seat, hole) == (
            decided.seat,
            decided.hole,
        ):
            after = [*grid[: stored.event.at], stored.event.card, *grid[stored.event.at + 1 :]]
            gains[stored.seq] = grid_score(grid, rules) - grid_score(after, rules)
            grid = list(after)
    best = max(gains.values(), default=0)
    assert (at is None) == (best <= 0)
    if at is not None:
        assert gains[at] == best
