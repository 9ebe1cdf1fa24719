"""Who is connected: told on change, told again and again, and never taken from a goodbye alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError

from games import runtime
from games.fold import BrokenStream
from games.presence import GOOD_FOR_SECONDS, Attendance, LocalPresence, Word, attendance
from tests.kit.club import Club

if TYPE_CHECKING:
    from tests.kit.sockets import Json, Socket

pytestmark = pytest.mark.django_db(transaction=True)


def last_presence(socket: Socket) -> Json:
    return next(frame for frame in reversed(socket.frames) if frame["type"] == "presence")


async def hears(socket: Socket, seats: list[bool], gallery: int) -> None:
    """Wait until somebody has heard that these seats are connected, and so many watch."""

    def heard() -> bool:
        told = [frame for frame in socket.frames if frame["type"] == "presence"]
        return bool(told) and (told[-1]["seats"], told[-1]["gallery"]) == (seats, gallery)

    await socket.until(heard)


async def test_everybody_hears_who_comes_and_goes(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=4, cpus=["maya"])
    host = await club.at(code, alice)
    await hears(host, [True, True, False, False], 0)
    guest = await club.at(code, bob)
    await hears(host, [True, True, False, False], 1)
    await guest.ok("sit")
    await hears(host, [True, True, True, False], 0)
    stranger = await club.at(code)
    await hears(host, [True, True, True, False], 1)
    assert host.table["seats"][2]["connected"]
    await guest.leave()
    await hears(host, [True, True, False, False], 1)
    assert not host.table["seats"][2]["connected"]
    await stranger.leave()
    await hears(host, [True, True, False, False], 0)
    assert last_presence(host)["seq"] == host.seq


async def test_who_has_two_devices_is_there_until_both_are_gone(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=2)
    host, phone, laptop = await club.at(code, alice), await club.at(code, bob), await club.at(code, bob)
    await phone.ok("sit")
    await hears(host, [True, True], 0)
    told = sum(frame["type"] == "presence" for frame in host.frames)
    await phone.leave()
    assert sum(frame["type"] == "presence" for frame in host.frames) == told
    assert host.table["seats"][1]["connected"]
    await laptop.leave()
    await hears(host, [True, False], 0)


async def test_a_newcomer_sees_who_is_there(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=2)
    guest = await club.at(code, bob)
    await guest.ok("sit")
    host = await club.at(code, alice)
    assert [seat["connected"] for seat in host.table["seats"]] == [True, True]
    watching = await club.at(code)
    assert [seat["connected"] for seat in watching.table["seats"]] == [True, True]


async def test_it_is_told_again_and_again(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice)
    monkeypatch.setattr(runtime, "BEAT_SECONDS", 0.01)
    other = await club.neighbour()
    socket = await other.at(code, alice)
    await socket.until(lambda: sum(frame["type"] == "presence" for frame in socket.frames) >= 5)
    assert last_presence(socket) == {
        "type": "presence",
        "seq": socket.seq,
        "seats": [True, False],
        "gallery": 0,
    }


@pytest.mark.redis
async def test_processes_hear_of_one_another_s_people(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code, other = await club.table(alice, seats=2), await club.neighbour()
    there = await other.at(code, bob)
    await there.ok("sit")
    here = await club.at(code, alice)
    await hears(here, [True, True], 0)
    await other.runtime._beat()
    await hears(there, [True, True], 0)
    await there.leave()
    await club.runtime._beat()
    await hears(here, [True, False], 0)


async def test_a_page_hears_the_same_in_a_thread_of_its_own(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, seats=2)
    host, _stranger = await club.at(code, alice), await club.at(code)
    await hears(host, [True, False], 1)
    [table] = club.runtime.hub.tables
    presence = club.runtime.people.presence
    heard = await asyncio.to_thread(presence.now_at, [table, table + 1])
    assert heard == await presence.at_each([table, table + 1])
    assert heard is not None
    assert [(len(who.users), who.gallery) for who in heard.values()] == [(1, 1), (0, 0)]


def test_a_word_is_good_for_a_while_only() -> None:
    words = [Word(1000.0, [1, 2], 3), Word(1010.0, [2], 1)]
    assert attendance(words, 1010.0) == Attendance(frozenset({1, 2}), 4, 1010.0)
    assert attendance(words, 1000.0 + GOOD_FOR_SECONDS) == Attendance(frozenset({2}), 1, 1010.0)
    assert attendance(words, 2000.0) == Attendance(frozenset(), 0, 1010.0)
    assert attendance([], 0.0) == Attendance(frozenset(), 0, None)


async def test_a_process_that_dies_is_not_believed_for_long(club: Club) -> None:
    presence = LocalPresence()
    await presence.say("dead", {1: ([7], 2)})
    heard = await presence.at(1)
    assert heard is not None
    assert heard.users == {7}
    club.hours.pass_by(GOOD_FOR_SECONDS + 1)
    await presence.say("alive", {1: ([8], 0)})
    heard = await presence.at(1)
    assert heard is not None
    assert heard.users == {8}
    assert heard.gallery == 0


@pytest.mark.redis
async def test_they_hear_of_a_change_at_once(club: Club) -> None:
    """Nobody's heart beats in this test: the bus tells of whoever comes and goes."""
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code, other = await club.table(alice, seats=2), await club.neighbour()
    for beating in club.runtime._tasks | other.runtime._tasks:
        beating.cancel()
    here = await club.at(code, alice)
    there = await other.at(code, bob)
    await hears(here, [True, False], 1)
    await there.ok("sit")
    await hears(here, [True, True], 0)
    watching = await other.at(code, bob)
    await there.leave()
    assert here.table["seats"][1]["connected"]
    await watching.leave()
    await hears(here, [True, False], 0)
    await here.leave()
    back = await other.at(code, bob)
    await hears(back, [False, True], 0)


async def test_what_is_told_every_ten_seconds_is_told_at_every_second_beat(club: Club) -> None:
    alice = await club.person("Alice")
    host = await club.at(await club.table(alice), alice)
    await hears(host, [True, False], 0)
    told = len(host.frames)
    for _beat in range(6):
        await club.runtime._beat()
    assert [frame["type"] for frame in host.frames[told:]] == ["presence"] * 3


@pytest.mark.redis
async def test_while_redis_is_away_nobody_is_called_absent(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    from games.presence import RedisPresence

    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=2, rules={"initial_flips": 0}, turn_seconds=0)
    host, guest = await club.at(code, alice), await club.at(code, bob)
    await guest.ok("sit")
    away = RedisPresence("redis://127.0.0.1:1/0")
    monkeypatch.setattr(club.runtime.people, "presence", away)
    await club.runtime._beat()
    assert [seat["connected"] for seat in host.table["seats"]] == [True, True]
    third = await club.at(code)
    assert [seat["connected"] for seat in third.table["seats"]] == [True, True]
    await host.ok("start")
    await guest.told("game_started")
    assert await away.at(1) is None
    assert await asyncio.to_thread(away.now_at, [1]) is None
    await away.close()


async def test_the_beat_outlives_a_fault(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice)
    monkeypatch.setattr(runtime, "BEAT_SECONDS", 0.005)
    other = await club.neighbour()
    socket = await other.at(code, alice)
    say = other.runtime.people.presence.say
    faults = [OperationalError("away"), RuntimeError("a bug"), BrokenStream(1, 1, "unreadable")]

    async def fail(*args: object) -> None:
        if faults:
            raise faults.pop()
        await say(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(other.runtime.people.presence, "say", fail)
    await socket.until(lambda: not faults)
    told = len(socket.frames)
    await socket.until(lambda: len(socket.frames) > told)
