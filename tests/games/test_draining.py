"""A process that is about to end: nobody new, an answer for everybody who waits for one, and a goodbye for all."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from games import clock, due, event_store
from games.models import GameClock
from games.presence import GOOD_FOR_SECONDS
from golf_project import asgi
from tests.kit.sockets import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.event_store import Append
    from tests.kit.club import Club

pytestmark = pytest.mark.django_db(transaction=True)

RESTARTING = ("restarting", 1012)


class Held:
    """Appends that wait until they are let go."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._append = event_store.append
        self._free, self.waits = threading.Event(), threading.Event()
        patch.setattr(event_store, "append", self._wait)

    def _wait(self, appends: Sequence[Append]) -> None:
        self.waits.set()
        assert self._free.wait(PATIENCE)
        self._append(appends)

    def let_go(self) -> None:
        self._free.set()


async def test_everybody_is_told_to_come_back_in_a_moment(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    ending = await club.neighbour()
    sockets = [
        await ending.at(await club.table(alice), alice),
        await ending.at(await club.table(bob, visibility="public"), bob),
        await ending.at(await club.table(bob, visibility="public")),
    ]
    await ending.application.drain(notice=0)
    for socket in sockets:
        assert await socket.bye() == RESTARTING


async def test_nobody_new_is_taken_in(club: Club) -> None:
    alice = await club.person("Alice")
    code, ending = await club.table(alice), await club.neighbour()
    await ending.application.drain(notice=0)
    late = ending.socket(code, alice)
    assert (await late.open())["type"] == "bye"
    assert await late.bye() == RESTARTING


async def test_until_the_goodbye_people_play_on(club: Club) -> None:
    alice = await club.person("Alice")
    code, ending = await club.table(alice), await club.neighbour()
    socket = await ending.at(code, alice)
    draining = asyncio.ensure_future(ending.application.drain(notice=3600))
    await asyncio.sleep(0)
    assert ending.application.draining
    await socket.ok("add_cpu", persona="maya")
    draining.cancel()
    await ending.application.drain(notice=0)
    assert await socket.bye() == RESTARTING
    assert (await club.state(code)).seats[1] is not None


async def test_whoever_waits_for_an_answer_gets_it_before_the_goodbye(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await club.person("Alice")
    code, ending = await club.table(alice), await club.neighbour()
    socket = await ending.at(code, alice)
    held = Held(monkeypatch)
    number = socket.send("add_cpu", persona="maya")
    await asyncio.to_thread(held.waits.wait, PATIENCE)
    draining = asyncio.ensure_future(ending.application.drain(notice=0))
    too_late = socket.send("add_cpu", persona="sage")
    await asyncio.sleep(0.05)
    assert not draining.done()
    held.let_go()
    await draining
    assert await socket.bye() == RESTARTING
    assert [frame["type"] for frame in socket.frames[-2:]] == ["ok", "bye"]
    assert socket.frames[-2]["id"] == number
    assert all(frame.get("id") != too_late for frame in socket.frames)
    assert len([seat for seat in (await club.state(code)).seats if seat]) == 2


async def test_an_answer_that_does_not_come_is_not_waited_for(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await club.person("Alice")
    code, ending = await club.table(alice), await club.neighbour()
    socket = await ending.at(code, alice)
    held = Held(monkeypatch)
    socket.send("add_cpu", persona="maya")
    await asyncio.to_thread(held.waits.wait, PATIENCE)
    monkeypatch.setattr(asgi, "ANSWER_SECONDS", 0.05)
    await ending.application.drain(notice=0)
    assert await socket.bye() == RESTARTING
    held.let_go()


async def test_whoever_does_not_read_holds_up_nobody(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code, ending = await club.table(alice, seats=2), await club.neighbour()
    slow, quick = await ending.at(code, alice), await ending.at(code, bob)
    slow.stop_reading()
    await quick.ok("sit")
    async with asyncio.timeout(PATIENCE):
        draining = asyncio.ensure_future(ending.application.drain(notice=0))
        assert await quick.bye() == RESTARTING
        assert not draining.done()
        await draining
    assert slow.frames[-1]["type"] != "bye"


@pytest.mark.redis
async def test_whoever_is_on_the_way_to_another_process_is_not_called_absent(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code, ending = await club.table(alice, seats=2, visibility="public"), await club.neighbour()
    here, there = await club.at(code, alice), await ending.at(code, bob)
    await there.ok("sit")
    watching = await ending.at(code)
    await here.until(lambda: here.table["seats"][1] is not None)
    await ending.application.drain(notice=0)
    assert await there.bye() == await watching.bye() == RESTARTING
    told = len(here.frames)
    await club.runtime._beat()
    await club.runtime._beat()
    await here.until(lambda: len(here.frames) > told)
    assert (here.frames[-1]["seats"], here.frames[-1]["gallery"]) == ([True, True], 0)
    await club.later(GOOD_FOR_SECONDS)
    await here.until(lambda: here.frames[-1]["seats"] == [True, False])


async def test_a_clock_that_ends_finishes_its_move_and_gives_its_claims_back(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=["maya", "sage"], start=True, rules={"holes": 9})
    socket = await club.at(code, alice)
    await socket.ok("stand")
    before = await club.stored(code)
    held = Held(monkeypatch)
    running = asyncio.ensure_future(clock.run(club.runtime))
    await asyncio.to_thread(held.waits.wait, PATIENCE)
    club.runtime.draining = True
    held.let_go()
    async with asyncio.timeout(PATIENCE):
        await running
    after = await club.stored(code)
    assert len(after) > len(before)
    assert after[-1][1] not in {"game_ended", "hole_ended"}
    row = await club.ask(GameClock.objects.get, pk=await club.game_id(code))
    assert row.claimed_until is None
    assert row.due_at <= timezone.now()
    club.runtime.draining = False
    claims = await club.ask(due.claim, timezone.now())
    assert [claim.game_id for claim in claims] == [row.pk]
