"""The clock: moves on what is due, once, whoever dies meanwhile; and lets a table rest that nobody is at."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError
from django.utils import timezone

from games import bus, clock, due, event_store
from games.actions import act_now
from games.models import GameClock, GameEvent
from games.presence import Attendance, LocalPresence
from games.rules import commands as c
from games.rules import events as e
from tests.kit.sockets import PATIENCE, a_move
from tests.kit.truth import Truth

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django.fixtures import Settings

    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

CPUS = ("maya", "sage", "river")


async def begun(club: Club, **wish: object) -> tuple[Person, str]:
    """Alice at a table with three CPU players at which the first hole has been dealt."""
    alice = await club.person("Alice")
    wished = {"cpus": CPUS, "start": True, "turn_seconds": 45, "rules": {"holes": 1}} | wish
    return alice, await club.table(alice, **wished)  # type: ignore[arg-type]


async def row(club: Club, code: str) -> GameClock:
    return await club.ask(GameClock.objects.get, pk=await club.game_id(code))


async def due_in(club: Club, code: str) -> float:
    """In how many seconds the clock is to look at a table again."""
    return ((await row(club, code)).due_at - timezone.now()).total_seconds()


async def stands_still(club: Club, code: str) -> bool:
    """Whether nothing happens however often the clock looks."""
    before = await club.stored(code)
    for _look in range(5):
        club.hours.pass_by(61)
        await club.tick()
    return await club.stored(code) == before


async def turns_are_sound(club: Club, code: str) -> None:
    """Every event of a turn is its player's, and nothing was drawn or placed twice."""
    truth = Truth(await club.ask(event_store.load, await club.game_id(code)))
    for seq, event in truth.events.items():
        hole = truth.states[seq - 1].hole if seq else None
        if isinstance(event, e.CardDrawn | e.CardSwapped | e.CardDiscarded | e.CardFlipped | e.Knocked):
            assert hole is not None
            assert hole.turn == event.seat, f"event {seq} is out of turn"
            assert (hole.drawn is None) == isinstance(event, e.CardDrawn | e.CardFlipped | e.Knocked), seq


# What is due


async def test_computer_players_move_until_it_is_a_person_s_turn(club: Club) -> None:
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    await club.tick()
    await socket.until(lambda: socket.table["turn"] == 0)
    assert {event["seat"] for event in socket.events("card_drawn")} == {1, 2, 3}
    assert await due_in(club, code) > 40
    assert await club.tick() == 0


async def test_they_think_first(club: Club) -> None:
    alice, code = await begun(club, pace="normal")
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    await club.tick()
    assert not socket.events("card_drawn")
    for _step in range(20):
        pause = await due_in(club, code)
        assert 0 < pause < 3 or socket.table["turn"] == 0
        if socket.table["turn"] == 0:
            break
        club.hours.pass_by(pause + 0.001)
        await club.tick()
        await club.in_step(socket)
    assert socket.table["turn"] == 0


async def test_a_game_plays_itself_to_its_end_with_the_clock_running(club: Club) -> None:
    alice, code = await begun(club, rules={"holes": 2})
    socket, dice = await club.at(code, alice), random.Random(1)
    club.start_clock()
    while socket.table["phase"] != "game_over":
        await socket.until(lambda: bool(socket.legal))
        move = a_move(socket.legal, dice, never=("stand", "rematch", "undo_draw"))
        if move is not None:
            answer = await socket.do(move.pop("do"), seq=socket.seq, **move)
            assert answer["type"] == "ok" or answer["code"] in {"stale", "not_now"}
    await turns_are_sound(club, code)
    assert not await club.ask(GameClock.objects.filter(pk=int(socket.game or 0)).exists)


async def test_many_tables_are_served_at_once(club: Club) -> None:
    tables = [await begun(club) for _ in range(8)]
    sockets = [await club.at(code, alice) for alice, code in tables]
    club.start_clock()
    for socket in sockets:
        await socket.ok("stand")
    for socket in sockets:
        await socket.told("game_ended")
    for _alice, code in tables:
        await turns_are_sound(club, code)


async def test_people_s_time_is_not_cut_short(club: Club) -> None:
    """However late the clock looks, it finds the time that was told."""
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    await club.tick()
    await socket.until(lambda: socket.table["turn"] == 0)
    await club.later(44.5)
    assert await club.tick() == 0
    await socket.ok("draw", **{"from": "stock"})
    await club.later(1)
    await club.tick()
    assert (await socket.told("card_drawn", times=4)).get("by") is None
    placed = [event for event in socket.events() if event.get("by") == "caddie"]
    assert len(placed) == 1, "the turn's time runs from its beginning"


# Nobody is there


async def test_a_table_that_the_last_person_leaves_stands_still_computer_players_too(club: Club) -> None:
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    await socket.leave()
    assert await stands_still(club, code)
    state = await club.state(code)
    assert state.is_live
    assert state.turn != 0, "it is a computer player's turn"
    back = await club.at(code, alice)
    await club.tick()
    await back.until(lambda: back.table["turn"] == 0)


async def test_those_in_the_gallery_do_not_keep_a_game_going(club: Club) -> None:
    alice, code = await begun(club, visibility="public")
    socket, _watching = await club.at(code, alice), await club.at(code)
    await socket.ok("open", at=[0, 1])
    await socket.leave()
    await club.runtime._beat()
    assert await stands_still(club, code)


async def test_a_connection_that_drops_while_computer_players_move_leaves_no_table_stuck(club: Club) -> None:
    alice, code = await begun(club, rules={"holes": 9})
    club.start_clock()
    dice = random.Random(3)
    for _visit in range(15):
        socket = await club.at(code, alice)
        await socket.until(lambda socket=socket: bool(socket.legal))  # type: ignore[misc]
        move = a_move(socket.legal, dice, never=("stand",))
        assert move is not None
        socket.send(move.pop("do"), **move)
        await asyncio.sleep(0)
        await socket.leave()
    assert (await row(club, code)).due_at is not None
    await turns_are_sound(club, code)


async def test_one_that_drops_in_the_opening_neither(club: Club) -> None:
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await club.tick()
    await socket.leave()
    club.hours.pass_by(300)
    await club.tick()
    back = await club.at(code, alice)
    assert back.may("open")
    await club.later(46)
    await club.tick()
    await back.until(lambda: back.table["phase"] == "playing")


async def test_a_table_that_stays_empty_is_closed(club: Club, settings: Settings) -> None:
    settings.GOLF_IDLE_TABLE_MINUTES = 30
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.leave()
    await minutes_pass(club, 29)
    assert (await club.state(code)).is_live
    await minutes_pass(club, 2)
    stored = (await club.stored(code))[-1]
    assert stored[1] == "game_abandoned"
    assert '"idle"' in stored[2]
    assert (await club.row(code)).phase == "abandoned"
    assert not await club.ask(GameClock.objects.filter(pk=await club.game_id(code)).exists)


async def minutes_pass(club: Club, minutes: int) -> None:
    for _half_a_minute in range(2 * minutes):
        club.hours.pass_by(30)
        await club.tick()


async def test_a_lobby_to_which_nobody_ever_came_is_closed_too(club: Club, settings: Settings) -> None:
    settings.GOLF_IDLE_TABLE_MINUTES = 10
    alice = await club.person("Alice")
    code = await club.table(alice)
    await minutes_pass(club, 9)
    assert (await club.state(code)).is_live
    await minutes_pass(club, 4)
    assert not (await club.state(code)).is_live


async def test_a_table_at_which_somebody_is_stays_open(club: Club, settings: Settings) -> None:
    settings.GOLF_IDLE_TABLE_MINUTES = 5
    alice = await club.person("Alice")
    code = await club.table(alice)
    socket = await club.at(code, alice)
    for _minute in range(20):
        await club.later(60)
        await club.tick()
    assert socket.table["phase"] == "lobby"
    assert (await club.state(code)).is_live


async def test_whoever_looks_in_now_and_then_keeps_the_table(club: Club, settings: Settings) -> None:
    settings.GOLF_IDLE_TABLE_MINUTES = 5
    alice, code = await begun(club)
    for _visit in range(4):
        socket = await club.at(code, alice)
        await socket.leave()
        await minutes_pass(club, 4)
    assert (await club.state(code)).is_live


async def test_a_machine_that_was_asleep_finds_its_players_where_they_were(club: Club) -> None:
    """Its sockets are still open, but nobody has said so for hours."""
    alice, code = await begun(club, turn_seconds=0)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    club.hours.pass_by(5 * 3600)
    await club.tick()
    assert (await club.state(code)).is_live
    await socket.until(lambda: socket.table["turn"] == 0)


async def test_a_site_whose_memory_of_people_was_lost_goes_on_within_a_heartbeat(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    other = await club.neighbour()
    empty = LocalPresence()
    for somebody in (club, other):
        monkeypatch.setattr(somebody.runtime.people, "presence", empty)
    club.hours.pass_by(31)
    await other.tick()
    assert not socket.events("card_drawn")
    assert await due_in(club, code) < 15
    club.hours.pass_by(13)
    await club.runtime._beat()
    await other.tick()
    assert (await club.state(code)).turn == 0


@pytest.mark.parametrize("at", [None, Attendance(frozenset(), 0, None)], ids=["away", "empty"])
async def test_while_nobody_knows_who_is_there_whoever_has_just_moved_is(
    club: Club, monkeypatch: pytest.MonkeyPatch, at: Attendance | None
) -> None:
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    other = await club.neighbour()

    class Lost(LocalPresence):
        async def at(self, table: int) -> Attendance | None:  # type: ignore[override]
            return at

    monkeypatch.setattr(other.runtime.people, "presence", Lost())
    await socket.ok("open", at=[0, 1])
    await other.tick()
    assert (await club.state(code)).turn == 0


async def test_while_nobody_can_know_who_is_there_a_table_waits_and_is_not_closed(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    other = await club.neighbour()
    known = other.runtime.people.presence

    class Away(LocalPresence):
        async def at(self, table: int) -> None:  # type: ignore[override]
            return None

    monkeypatch.setattr(other.runtime.people, "presence", Away())
    for _minute in range(40):
        club.hours.pass_by(60)
        await other.tick()
        assert await due_in(club, code) < 3
    assert (await club.state(code)).is_live
    monkeypatch.setattr(
        other.runtime.people, "presence", club.runtime.people.presence if club.runtime.bus.alone else known
    )
    await club.later(3)
    await other.tick()
    assert (await club.state(code)).turn == 0


# Many clocks, and clocks that die


async def test_a_claim_is_a_lease(club: Club) -> None:
    _alice, code = await begun(club)
    game, now = await club.game_id(code), timezone.now()
    assert [claim.game_id for claim in await club.ask(due.claim, now)] == [game]
    assert await club.ask(due.claim, now + timedelta(seconds=1.9)) == []
    assert [claim.game_id for claim in await club.ask(due.claim, now + timedelta(seconds=2.1))] == [game]


async def test_what_a_clock_that_died_had_claimed_is_taken_up_by_another(club: Club) -> None:
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    assert await club.ask(due.claim, timezone.now())
    assert await club.tick() == 0
    await club.later(2.1)
    assert await club.tick() == 1
    await socket.until(lambda: socket.table["turn"] == 0)


async def test_no_two_claims_at_once_are_of_one_game(club: Club) -> None:
    alice = await club.person("Alice")
    games = {await club.game_id(await club.table(alice, cpus=["maya"], start=True)) for _ in range(20)}
    rounds = await asyncio.gather(*(club.ask(due.claim, timezone.now()) for _ in range(6)))
    claimed = [claim.game_id for claims in rounds for claim in claims]
    assert sorted(claimed) == sorted(games)


async def test_the_earliest_is_claimed_first_and_not_all_at_once(club: Club) -> None:
    alice = await club.person("Alice")
    first = await club.game_id(await club.table(alice, cpus=["maya"], start=True))
    now = timezone.now()
    await club.ask(more_due, first, due.MOST_AT_ONCE + 5, now)
    claims = await club.ask(due.claim, now)
    assert len(claims) == due.MOST_AT_ONCE
    assert [claim.due_at for claim in claims] == sorted(claim.due_at for claim in claims)


def more_due(game: int, many: int, now: datetime) -> None:
    """More games that are due, one later than the other."""
    from tests.kit.streams import new_game

    for number in range(many):
        GameClock.objects.create(game_id=new_game(), due_at=now - timedelta(seconds=number))


async def test_two_clocks_with_the_same_claim_play_no_turn_twice(club: Club) -> None:
    alice, code = await begun(club, rules={"holes": 9})
    other = await club.neighbour()
    here, there = await club.at(code, alice), await other.at(code, alice)
    await here.ok("stand")
    for _round in range(60):
        if not (claims := await club.ask(due.claim, timezone.now())):
            await club.later(2.1)
            await other.runtime._beat()
            continue
        await asyncio.gather(
            *(clock._move_on_safely(club_.runtime, claims[0]) for club_ in (club, other, club))
        )
        if not (await club.state(code)).is_live:
            break
    await turns_are_sound(club, code)
    assert (await club.state(code)).phase == "game_over"
    assert there.seat == 0


async def test_a_clock_that_has_not_heard_of_a_move_does_not_put_the_game_off(club: Club) -> None:
    """A page's move makes something due, and the clock looks before the news of it has arrived."""
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    await club.tick()
    game = await club.game_id(code)
    await club.ask(act_unheard, game, c.Stand(0))
    await club.tick()
    assert (await club.state(code)).phase == "game_over"


def act_unheard(game: int, command: c.Command) -> None:
    """Do it as another process does whose news are lost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bus, "tell_now", lambda *_args: None)
        act_now(game, command)


@pytest.mark.redis
async def test_two_clocks_that_run_side_by_side_finish_every_game(club: Club) -> None:
    tables = [await begun(club) for _ in range(4)]
    other = await club.neighbour()
    sockets: list[Socket] = []
    for alice, code in tables:
        sockets.append(await club.at(code, alice))
        await other.at(code, alice)
    club.start_clock()
    other.start_clock()
    for socket in sockets:
        await socket.ok("stand")
    for socket in sockets:
        await socket.told("game_ended")
    for _alice, code in tables:
        await turns_are_sound(club, code)


async def test_a_deploy_loses_no_time(club: Club) -> None:
    """Another process takes the game up where the first one left it: what is due is stored."""
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    told = (await row(club, code)).due_at
    other = await club.neighbour()
    back = await other.at(code, alice)
    assert (await row(club, code)).due_at == told or not other.runtime.bus.alone or back.seat == 0
    await other.tick()
    await back.until(lambda: back.table["turn"] == 0)


# Faults


async def test_a_broken_game_is_set_aside_and_harms_no_other(
    club: Club, caplog: pytest.LogCaptureFixture
) -> None:
    alice, broken = await begun(club)
    bob, sound = await begun(club)
    await club.ask(spoil, await club.game_id(broken))
    socket = await club.at(sound, bob)
    await socket.ok("open", at=[0, 1])
    club.start_clock()
    await socket.until(lambda: socket.table["turn"] == 0)
    # Both are moved on at once: which of them is done first is anybody's guess.
    async with asyncio.timeout(PATIENCE):
        while await due_in(club, broken) < 30:
            await asyncio.sleep(0.01)
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == 1
    assert f"game {await club.game_id(broken)}" in errors[0].getMessage()


def spoil(game: int) -> None:
    last = GameEvent.objects.filter(game=game).latest("seq")
    GameEvent.objects.bulk_create(
        [GameEvent(game_id=game, seq=last.seq + 1, time=last.time, type="bogus", data="[]")]
    )


async def test_the_clock_outlives_a_database_that_is_away_for_a_moment(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, code = await begun(club)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    faults: list[Exception] = [OperationalError("away"), RuntimeError("a bug")]
    claim = due.claim

    def sometimes(now: datetime) -> list[due.Claim]:
        if faults:
            raise faults.pop()
        return claim(now)

    monkeypatch.setattr(due, "claim", sometimes)
    monkeypatch.setattr(clock, "AFTER_A_FAULT", 0.01)
    club.start_clock()
    await socket.until(lambda: socket.table["turn"] == 0)
    assert not faults


async def test_the_clock_stops_when_it_is_told_to_however_busy_it_is(club: Club) -> None:
    for moment in range(12):
        running = asyncio.ensure_future(clock.run(club.runtime))
        await asyncio.sleep(0.02)
        club.runtime.changed.set()
        for _pause in range(moment % 4):
            await asyncio.sleep(0)
        running.cancel()
        async with asyncio.timeout(10):
            await asyncio.gather(running, return_exceptions=True)
        assert running.cancelled()


async def test_a_claimed_game_does_not_keep_the_clock_spinning(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    _alice, _code = await begun(club)
    assert await club.ask(due.claim, timezone.now())
    assert await club.ask(due.first, timezone.now()) is None
    assert await club.ask(due.first, timezone.now() + timedelta(seconds=3)) is not None


async def test_a_game_that_was_moved_meanwhile_keeps_its_new_time(club: Club) -> None:
    alice, code = await begun(club)
    was = (await row(club, code)).due_at
    await club.ask(act_now, await club.game_id(code), c.Open(0, (0, 1)))
    now_due = (await row(club, code)).due_at
    await club.ask(
        due.put_off, await club.game_id(code), was + timedelta(hours=1), was=was - timedelta(seconds=1)
    )
    assert (await row(club, code)).due_at == now_due
