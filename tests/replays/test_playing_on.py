"""Playing on from a moment of a finished game: the same cards to come, other players, marked, and sound."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from accounts.models import User
from games import actions, event_store, verify
from games.fold import fold
from games.live import load_game
from games.models import Game, GameClock, Seat
from games.rules import commands as c
from games.rules.events import HoleEnded, HoleStarted, SeatTakenOver
from games.rules.house_rules import HouseRules
from games.rules.state import TURN_PHASES, Phase
from leaderboards import results
from replays.export import exported
from replays.importing import import_file
from replays.models import Share
from replays.playing_on import NothingToCome, play_on
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game, played_out
from tests.kit.told import assert_holds
from tests.kit.visitor import Visitor

if TYPE_CHECKING:
    from pathlib import Path

    from games.rules.state import GameState

pytestmark = pytest.mark.django_db


@pytest.fixture
def game(db: None) -> int:
    return played_game(RandomGame(HouseRules(holes=2), 3, 7))


@pytest.fixture
def alice(game: int) -> User:
    """Somebody who has played it."""
    return User.objects.filter(seats__game=game).order_by("seats__number")[0]


def bare(state: GameState) -> GameState:
    """A state without who sits where."""
    nobody = tuple(
        seat and replace(seat, player=None, persona=None, level=None, autopilot=False, missed=0, ready=False)
        for seat in state.seats
    )
    return replace(state, seats=nobody, host=None)


@pytest.mark.parametrize("seed", range(4))
def test_from_any_moment_the_table_is_as_it_was_and_the_game_is_sound(seed: int) -> None:
    game = played_game(RandomGame(HouseRules(holes=2, initial_flips=seed % 3), 2 + seed, seed))
    user, stream = cast.person("Charlie").user, event_store.load(game)
    last = max((one.seq for one in stream if isinstance(one.event, HoleEnded)), default=0)
    for seq in random.Random(seed).sample(range(last - 1), 6):
        table = play_on(user, game, seq)
        state = load_game(cast.game_of(table)).fold.state
        here = [one.event for one in event_store.load(cast.game_of(table))]
        before = [event for event in here if not isinstance(event, SeatTakenOver)]
        assert before == [one.event for one in stream[: len(before)]]
        assert len(before) > seq
        assert bare(fold(stream[: len(before)], game).state) == bare(state)
        assert state.phase in (Phase.OPENING, *TURN_PHASES)
        assert [seat.player for _n, seat in state.taken if seat.persona is None] == [user.pk]
        assert len({seat.persona for _n, seat in state.taken}) == len(state.seats)
        sat = {seat.persona: seat.level for _n, seat in fold(stream[: len(before)], game).state.taken}
        for _n, seat in state.taken:
            assert seat.level == sat.get(seat.persona, "club" if seat.persona else None)
        assert verify.verify(cast.game_of(table)).fault is None


def test_a_player_has_their_own_seat_and_a_stranger_that_on_turn(game: int, alice: User) -> None:
    began = next(one.seq for one in event_store.load(game) if isinstance(one.event, HoleStarted))
    own = Seat.objects.get(game=game, user=alice).number
    table = play_on(alice, game, began)
    assert Seat.objects.get(game=cast.game_of(table), user=alice).number == own
    charlie = cast.person("Charlie").user
    state = load_game(cast.game_of(play_on(charlie, game, began))).fold.state
    assert state.hole is not None
    assert state.seat(state.hole.first).player == charlie.pk
    assert state.host == state.hole.first


def test_between_holes_it_goes_on_from_the_next_deal_and_after_the_last_not_at_all(
    game: int, alice: User
) -> None:
    stream = event_store.load(game)
    ends = [one.seq for one in stream if isinstance(one.event, HoleEnded)]
    state = load_game(cast.game_of(play_on(alice, game, ends[0]))).fold.state
    assert state.hole is not None
    assert state.hole.number == 2
    with pytest.raises(NothingToCome):
        play_on(alice, game, ends[-1])
    assert load_game(cast.game_of(play_on(alice, game, 0))).fold.state.hole is not None


def test_it_is_marked_live_private_and_leaves_no_result(game: int, alice: User) -> None:
    table = play_on(alice, game, 10)
    played = Game.objects.get(pk=cast.game_of(table))
    assert (played.played_on, table.visibility, table.watch) == (True, "private", False)
    assert GameClock.objects.filter(game=played).exists()
    Game.objects.filter(pk=played.pk).update(phase="game_over")
    results.ask_again([played.pk])
    assert results.fold_games([played.pk]) == 0


def test_it_goes_on_being_played_and_comes_and_goes_as_a_file(game: int, alice: User) -> None:
    number = cast.game_of(play_on(alice, game, 10))
    actions.act_now(number, c.Abandon("moderator"))
    assert verify.verify(number).fault is None
    file = exported(number)
    assert exported(import_file(file).pk) == file


@pytest.mark.js
@pytest.mark.parametrize("seed", range(3))
def test_played_to_its_end_it_is_watched_and_its_shuffles_are_sound_in_the_browser_too(
    seed: int, game: int, alice: User, node: str, tmp_path: Path
) -> None:
    stream = event_store.load(game)
    moves = next(one.seq for one in stream if isinstance(one.event, HoleEnded)) - 5
    number = cast.game_of(play_on(alice, game, random.Random(seed).randrange(moves)))
    played_out(number, seed)
    assert verify.verify(number).fault is None
    assert_holds(node, number, tmp_path)


def test_the_api_makes_a_table_for_those_who_may_watch(game: int, alice: User) -> None:
    visitor, stranger = Visitor(), Visitor()
    visitor.client.force_login(alice)
    stranger.client.force_login(cast.person("Charlie").user)
    address = f"/api/v1/games/{game}/play_on"
    made = visitor.client.post(address, {"seq": 10}, "application/json")
    assert made.status_code == 201
    assert made.json().keys() == {"code", "url", "ws"}
    assert stranger.client.post(address, {"seq": 10}, "application/json").status_code == 404
    end = len(event_store.load(game)) - 1
    answer = visitor.client.post(address, {"seq": end}, "application/json")
    assert (answer.status_code, answer.json()["field"]) == (422, "seq")
    for nonsense in ({}, {"seq": -1}, {"seq": True}, {"seq": 10**9}, {"seq": 1, "more": 1}):
        assert visitor.client.post(address, nonsense, "application/json").status_code == 422


def test_whoever_has_a_link_plays_on_from_its_page_as_a_guest(game: int, alice: User) -> None:
    Share.objects.create(token="a-link", game_id=game, shared_by=alice)
    visitor = Visitor()
    there = visitor.send("play_on_by_token", "a-link", seq="10")
    assert there.status_code == 302
    assert there.headers["Location"].startswith("/t/")
    assert visitor.send("play_on_by_token", "a-link", seq="99999").headers["Location"] == "/replays/a-link/"
    assert visitor.send("play_on_by_token", "unknown", seq="10").status_code == 404
    assert visitor.see("play_on_by_token", "a-link").status_code == 405
