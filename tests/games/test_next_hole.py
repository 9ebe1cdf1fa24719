"""Between holes: everybody is waited for, but nobody for long."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from games.actions import act_now
from games.rules import commands as c

if TYPE_CHECKING:
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

PLAY_ON = ("stand", "next_hole")


async def first_hole_over(club: Club, **wish: object) -> tuple[Socket, Socket, str]:
    """Alice and Bob after the first of two holes."""
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(
        alice, rules={"holes": 2}, **{"pace": "normal", "seats": 2, "turn_seconds": 0} | wish
    )
    for command in (c.Sit(bob.id), c.Start(0), c.Deal()):
        await club.ask(act_now, await club.game_id(code), command)
    host, guest = await club.at(code, alice), await club.at(code, bob)
    over = "hole_over"
    await club.play([host, guest], random.Random(1), until=lambda: host.table["phase"] == over, never=PLAY_ON)
    return host, guest, code


async def test_the_next_hole_begins_when_all_people_are_ready(club: Club) -> None:
    host, guest, _code = await first_hole_over(club)
    assert host.legal == guest.legal == [{"do": "next_hole"}]
    await guest.ok("next_hole")
    await host.told("ready")
    assert host.table["seats"][1]["ready"]
    assert guest.legal == []
    assert await guest.refused("next_hole") == "not_now"
    await club.tick()
    assert host.table["phase"] == "hole_over"
    await host.ok("next_hole")
    begun = await guest.told("hole_started", times=1)
    assert begun["hole"] == 2
    assert "by" not in begun
    assert not any(seat["ready"] for seat in guest.table["seats"])


async def test_it_begins_twenty_seconds_after_the_last_one_at_the_latest(club: Club) -> None:
    host, guest, _code = await first_hole_over(club)
    await guest.ok("next_hole")
    await club.later(19)
    await club.tick()
    assert host.table["phase"] == "hole_over"
    await club.later(1.5)
    await club.tick()
    begun = await host.told("hole_started")
    assert (begun["hole"], begun["by"]) == (2, "clock")


async def test_whoever_has_handed_the_seat_to_the_caddie_is_not_waited_for(club: Club) -> None:
    host, guest, _code = await first_hole_over(club)
    await guest.ok("next_hole")
    await host.ok("stand")
    begun = await guest.told("hole_started")
    assert begun["hole"] == 2


async def test_the_host_who_is_gone_keeps_nobody_waiting(club: Club) -> None:
    host, guest, _code = await first_hole_over(club)
    await host.leave()
    await guest.ok("next_hole")
    await club.later(20.5)
    await club.tick()
    assert (await guest.told("hole_started"))["hole"] == 2


async def test_at_the_pace_instant_nobody_waits(club: Club) -> None:
    host, guest, _code = await first_hole_over(club, pace="instant")
    await club.tick()
    assert (await guest.told("hole_started"))["hole"] == 2
    assert host.table["phase"] == "opening"


async def test_after_the_last_hole_the_result_is_there_though_nobody_presses_anything(club: Club) -> None:
    host, guest, code = await first_hole_over(club)
    await guest.ok("next_hole")
    await host.ok("next_hole")
    await club.play([host, guest], random.Random(2), until=lambda: host.table["phase"] == "game_over")
    last = host.frames[-1] if host.frames[-1]["type"] == "events" else host.frames[-2]
    assert [event["type"] for event in last["events"]][-2:] == ["hole_ended", "game_ended"]
    ended = host.events("game_ended")[0]
    assert ended["totals"] == [seat["total"] for seat in host.table["seats"]]
    assert ended["winners"] == [n for n, place in enumerate(ended["places"]) if place == 1]
    assert host.table["due_at"] is None
    row = await club.row(code)
    assert row.phase == "game_over"
    assert row.ended_at is not None
