"""The only way anything happens at a table: whole or not at all, one at a time, and seen by everybody who looks."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from games import event_store
from games.actions import Stale, Superseded, act, act_now
from games.journal import Unavailable
from games.live import NoSuchTable, load_game
from games.rules import commands as c
from games.rules.legal import legal
from games.rules.refusals import IllegalMove
from games.rules.state import TURN_PHASES, Phase
from tests.kit.random_games import commands_of
from tests.kit.stores import Store

if TYPE_CHECKING:
    from games.live import LiveGame
    from games.rules.state import GameState
    from tests.kit.cast import Person
    from tests.kit.club import Club

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    return Store(monkeypatch)


async def two_at_a_table(club: Club, **rules: object) -> tuple[Person, Person, str]:
    """Alice and Bob at a table at which the first hole has been dealt, and nobody counts the time."""
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, rules=rules, seats=2, turn_seconds=0, visibility="public")
    game = await club.game_id(code)
    for command in (c.Sit(bob.id), c.Start(0), c.Deal()):
        await club.ask(act_now, game, command)
    return alice, bob, code


def to_move(state: GameState, dice: random.Random) -> list[tuple[int, list[c.Command]]]:
    """(seat, all its legal commands) of everybody who may do something."""
    able = [(seat, legal(state, seat)) for seat, _player in state.taken]
    return [
        (seat, [command for option in options for command in commands_of(option, seat, state.rules)])
        for seat, options in able
        if options
    ]


async def race(games: list[tuple[Club, LiveGame]], commands: list[c.Command]) -> list[int | BaseException]:
    attempts = [
        act(club.runtime, live, command) for (club, live), command in zip(games, commands, strict=True)
    ]
    return await asyncio.gather(*attempts, return_exceptions=True)


async def test_of_two_processes_that_move_at_once_one_wins_and_the_other_decides_from_what_is_new(
    club: Club,
) -> None:
    *_, code = await two_at_a_table(club, holes=9, initial_flips=2)
    game, dice, other = await club.game_id(code), random.Random(4), await club.neighbour()
    games = [(club, await club.runtime.games.get(game)), (other, await other.runtime.games.get(game))]
    won, both = [0, 0], 0
    for _race in range(150):
        seqs = [live.seq for _club, live in games]
        newest = max(games, key=lambda one: one[1].seq)[1]
        seat, commands = dice.choice(to_move(newest.fold.state, dice))
        turns = newest.fold.state.phase in TURN_PHASES
        results = await race(games, [dice.choice(commands), dice.choice(commands)])
        done = [n for n, result in enumerate(results) if isinstance(result, int)]
        refused = [result for result in results if isinstance(result, IllegalMove)]
        assert len(done) + len(refused) == 2, results
        assert len(done) == 1 or not turns, f"both moved for seat {seat} at {seqs}"
        for n in done:
            won[n] += 1
        both += len(done) == 2
    assert min(won) > 10, "both win now and then"
    for _club, live in games:
        await _club.runtime.games.catch_up(live)
    assert games[0][1].fold.state == games[1][1].fold.state == await club.state(code)
    seqs = [seq for seq, _type, _data in await club.stored(code)]
    assert seqs == list(range(len(seqs)))


async def test_a_hundred_moves_at_once_on_one_process_are_one_move(club: Club) -> None:
    *_, code = await two_at_a_table(club, initial_flips=0)
    live = await club.live(code)
    turn = live.fold.state.turn
    assert turn is not None
    draws = [act(club.runtime, live, c.Draw(turn, "stock")) for _ in range(100)]
    results = await asyncio.gather(*draws, return_exceptions=True)
    assert sum(isinstance(result, int) for result in results) == 1
    assert sum(isinstance(result, IllegalMove) for result in results) == 99


async def test_what_another_process_did_is_shown_to_the_viewers_of_the_one_that_lost(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club)
    watching = await club.at(code)
    live, other = await club.live(code), await club.neighbour()
    theirs = await other.live(code)
    await act(other.runtime, theirs, c.Open(0, (0, 1)))
    await act(club.runtime, live, c.Open(1, (2, 3)))
    await watching.until(lambda: watching.seq == live.seq)
    assert [event["seat"] for event in watching.events("cards_opened")] == [0, 1]
    assert watching.table == (await club.fresh(code))["table"]


async def test_a_command_is_stale_once_its_seat_has_acted(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club)
    live = await club.live(code)
    seen = live.seq
    await act(club.runtime, live, c.Open(0, (0, 1)), seen=seen)
    with pytest.raises(Stale):
        await act(club.runtime, live, c.Open(0, (0, 1)), seen=seen)


async def test_a_command_is_not_stale_for_what_others_did_meanwhile(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club)
    carol = await club.person("Carol")
    lobby = await club.table(carol, seats=4)
    live = await club.live(lobby)
    seen = live.seq
    await act(club.runtime, live, c.Sit(bob.id))
    await act(club.runtime, live, c.AddCpu(0, "maya"), seen=seen)
    live = await club.live(code)
    seen = live.seq
    await act(club.runtime, live, c.Cut(0, "00" * 16)) if live.fold.state.awaits_deal else None
    await act(club.runtime, live, c.Open(0, (0, 1)))
    await act(club.runtime, live, c.Open(1, (0, 1)), seen=seen)
    assert live.fold.state.phase is Phase.PLAYING


async def test_a_command_is_stale_once_a_turn_a_hole_or_a_game_has_begun(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club)
    live = await club.live(code)
    opening = live.seq
    await act(club.runtime, live, c.Open(0, (0, 1)))
    halfway = live.seq
    await act(club.runtime, live, c.Open(1, (0, 1)))
    first = live.fold.state.turn
    assert first is not None
    for seen in (opening, halfway):
        with pytest.raises(Stale):
            await act(club.runtime, live, c.Draw(first, "stock"), seen=seen)
    await act(club.runtime, live, c.Draw(first, "stock"), seen=live.seq)
    drawn = live.seq
    await act(club.runtime, live, c.Discard(first), seen=drawn)
    with pytest.raises(Stale):
        await act(club.runtime, live, c.Draw(1 - first, "stock"), seen=drawn)
    await act(club.runtime, live, c.Draw(1 - first, "stock"), seen=live.seq)


async def test_the_caddie_s_move_makes_its_player_s_stale(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club, initial_flips=0)
    live = await club.live(code)
    turn, seen = live.fold.state.turn, live.seq
    assert turn is not None
    await act(club.runtime, live, c.Draw(turn, "stock"), by="caddie")
    with pytest.raises(Stale):
        await act(club.runtime, live, c.Swap(turn, 0), seen=seen)


async def test_the_clock_is_told_when_the_game_has_moved_on(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club)
    live = await club.live(code)
    seen = live.seq
    await act(club.runtime, live, c.Open(0, (0, 1)))
    with pytest.raises(Superseded):
        await act(club.runtime, live, c.Open(1, (0, 1)), by="caddie", expected=seen)
    other = await club.neighbour()
    theirs = await other.live(code)
    await act(club.runtime, live, c.Open(1, (0, 1)))
    with pytest.raises(Superseded):
        await act(other.runtime, theirs, c.Open(1, (0, 2)), by="caddie", expected=theirs.seq)
    assert theirs.seq == live.seq, "it has caught up"


async def test_whoever_is_interrupted_the_move_is_done_whole_and_seen(club: Club, store: Store) -> None:
    alice, bob, code = await two_at_a_table(club)
    watching, live = await club.at(code), await club.live(code)
    for seat in (0, 1):
        store.shut()
        move = asyncio.ensure_future(act(club.runtime, live, c.Open(seat, (0, 1))))
        await store.knock()
        move.cancel()
        with pytest.raises(asyncio.CancelledError):
            await move
        store.open()
        await watching.told("cards_opened", times=seat + 1)
    assert await club.state(code) == live.fold.state
    assert live.fold.state.phase is Phase.PLAYING
    assert watching.table == (await club.fresh(code))["table"]


async def test_a_move_that_is_interrupted_at_any_moment_leaves_everybody_of_one_mind(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club, holes=9, initial_flips=0)
    watching, live, dice = await club.at(code), await club.live(code), random.Random(7)
    for moment in range(60):
        seat, commands = dice.choice(to_move(live.fold.state, dice))
        before = len(await club.stored(code))
        move = asyncio.ensure_future(act(club.runtime, live, dice.choice(commands)))
        for _pause in range(moment % 20):
            await asyncio.sleep(0)
        move.cancel()
        await asyncio.gather(move, return_exceptions=True)
        async with live.lock:
            stored = await club.stored(code)
        assert live.seq == len(stored) - 1
        assert len(stored) - before in range(8)
        assert await club.state(code) == live.fold.state
    await watching.until(lambda: watching.seq == live.seq)
    assert watching.table == (await club.fresh(code))["table"]


async def test_a_player_who_vanishes_in_the_middle_of_a_move_has_made_it(club: Club, store: Store) -> None:
    alice, bob, code = await two_at_a_table(club)
    playing, watching = await club.at(code, alice), await club.at(code)
    store.shut()
    playing.send("open", at=[0, 5])
    await store.knock()
    await playing.cut_off()
    store.open()
    event = await watching.told("cards_opened")
    assert sorted(event["cards"]) == ["0", "5"]


async def test_nothing_is_shown_and_nothing_answered_before_the_commit(club: Club, store: Store) -> None:
    alice, bob, code = await two_at_a_table(club)
    playing, watching = await club.at(code, alice), await club.at(code)
    before = len(watching.frames)
    store.shut()
    number = playing.send("open", at=[0, 5])
    await store.knock()
    await asyncio.sleep(0)
    assert not playing.events("cards_opened")
    assert len(watching.frames) == before
    read = await club.ask(load_game, await club.game_id(code))
    assert read.seq >= 0, "others can read meanwhile"
    store.open()
    assert (await playing.answer(number))["type"] == "ok"


async def test_a_move_that_the_database_did_not_take_changes_nothing(
    club: Club, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    alice, bob, code = await two_at_a_table(club)
    playing, live = await club.at(code, alice), await club.live(code)
    before, seq = live.fold.state, live.seq
    store.faults = [("before", OperationalError("gone"))] * 5
    assert await playing.refused("open", at=[0, 5]) == "try_again"
    assert (live.fold.state, live.seq) == (before, seq)
    assert not playing.events("cards_opened")
    await playing.ok("open", at=[0, 5])


async def test_a_game_that_others_keep_moving_is_given_up_with_a_word(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    from games.event_store import Conflict

    alice, bob, code = await two_at_a_table(club)
    live = await club.live(code)

    async def lose(one: object) -> None:
        raise Conflict

    monkeypatch.setattr(club.runtime.journal, "append", lose)
    with pytest.raises(Unavailable):
        await act(club.runtime, live, c.Open(0, (0, 1)))


async def test_what_a_page_does_is_seen_by_those_who_look_at_the_table(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club)
    playing, watching = await club.at(code, alice), await club.at(code)
    seq = await club.ask(act_now, await club.game_id(code), c.Stand(1))
    for socket in (playing, watching):
        assert (await socket.told("seat_on_autopilot"))["seq"] == seq
        assert socket.table == (await club.fresh(code))["table"]


async def test_act_now_and_act_race_like_two_processes(club: Club) -> None:
    *_, code = await two_at_a_table(club, initial_flips=0)
    game, live = await club.game_id(code), await club.live(code)
    for _race in range(30):
        turn = live.fold.state.turn
        assert turn is not None
        in_hand = live.fold.state.hole is not None and live.fold.state.hole.drawn
        command: c.Command = c.Discard(turn) if in_hand else c.Draw(turn, "stock")
        results = await asyncio.gather(
            act(club.runtime, live, command),
            club.ask(act_now, game, command),
            return_exceptions=True,
        )
        assert sorted(isinstance(result, int) for result in results) == [False, True], results
        await club.runtime.games.catch_up(live)
        if live.fold.state.phase not in TURN_PHASES:
            break
    assert await club.state(code) == live.fold.state


async def test_act_now_refuses_in_the_same_words(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club)
    game = await club.game_id(code)
    with pytest.raises(IllegalMove) as refusal:
        await club.ask(act_now, game, c.Draw(0, "stock"))
    assert refusal.value.code == "not_now"
    with pytest.raises(NoSuchTable):
        await club.ask(act_now, game + 1000, c.Draw(0, "stock"))


async def test_somebody_who_comes_while_a_page_acts_misses_nothing(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page's event is stored after the game was read, and told before the game is at hand."""
    import threading

    alice, bob, code = await two_at_a_table(club)
    game, reading, go_on = await club.game_id(code), threading.Event(), threading.Event()
    load = event_store.load

    def slow_load(game_id: int, after: int = -1) -> object:
        found = load(game_id, after)
        if not reading.is_set():
            reading.set()
            assert go_on.wait(20)
        return found

    monkeypatch.setattr(event_store, "load", slow_load)
    watching = club.socket(code)
    coming = asyncio.ensure_future(watching.open())
    assert await asyncio.to_thread(reading.wait, 20)
    seq = await club.ask(act_now, game, c.Stand(1))
    await asyncio.sleep(0.01)
    go_on.set()
    await coming
    await watching.until(lambda: watching.seq == seq)
    assert watching.table["seats"][1]["autopilot"]


@pytest.mark.redis
async def test_what_one_process_does_is_seen_at_the_other(club: Club) -> None:
    alice, bob, code = await two_at_a_table(club)
    other = await club.neighbour()
    here, there = await club.at(code, alice), await other.at(code, bob)
    await here.ok("open", at=[0, 1])
    await there.told("cards_opened")
    await there.ok("open", at=[2, 3])
    await here.told("cards_opened", times=2)
    seq = await club.ask(act_now, await club.game_id(code), c.Stand(1))
    for socket, home in ((here, club), (there, other)):
        assert (await socket.told("seat_on_autopilot"))["seq"] == seq
        assert socket.table == (await home.fresh(code, alice if socket is here else bob))["table"]
