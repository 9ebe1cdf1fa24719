"""What is imposed on somebody holds at their tables at once, and the tables go on."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.db import transaction

from accounts.barring import Barred
from accounts.models import User
from games import actions, vacating
from games.actions import Superseded
from games.rules import commands as c
from games.rules.state import Phase
from moderation import sanctions
from moderation.audit import By
from moderation.sanctions import Kind

if TYPE_CHECKING:
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

NOBODY = By(by=None, address=None)


class Evening(NamedTuple):
    """Alice hosts, Bob plays; the cards are dealt."""

    code: str
    bob: Person
    hers: Socket
    his: Socket


async def begin(club: Club) -> Evening:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, rules={"holes": 1})
    hers, his = await club.at(code, alice), await club.at(code, bob)
    await his.ok("sit")
    await club.in_step(hers)
    await hers.ok("start")
    for socket in (hers, his):
        await club.in_step(socket)
        await socket.ok("cut", bytes="07" * 16)
    await club.in_step(his)
    return Evening(code, bob, hers, his)


@transaction.atomic
def impose(kind: Kind, whom: Person, **how: Any) -> None:
    sanctions.impose(kind, User.objects.get(pk=whom.id), "Because.", NOBODY, **how)


@transaction.atomic
def lift(kind: Kind, whom: Person) -> None:
    sanctions.lift_all(User.objects.get(pk=whom.id), kind, "Enough.", NOBODY)


def said(socket: Socket) -> int:
    return len([frame for frame in socket.frames if frame["type"] == "said"])


async def play_on(club: Club, evening: Evening) -> None:
    """Alice plays to the end, and whoever else has a seat is played for."""
    over = Phase.GAME_OVER
    await club.play([evening.hers], random.Random(7), until=lambda: evening.hers.table["phase"] == over)
    assert (await club.state(evening.code)).phase is over


async def test_a_banned_player_is_put_out_and_the_caddie_plays_on(club: Club) -> None:
    evening = await begin(club)
    await club.ask(impose, Kind.BAN, evening.bob)
    assert await evening.his.bye() == ("banned", 4403)
    await evening.hers.until(lambda: evening.hers.table["seats"][1]["autopilot"])
    await play_on(club, evening)


async def test_a_banned_player_leaves_a_lobby(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice)
    his = await club.at(code, bob)
    await his.ok("sit")
    await club.ask(impose, Kind.BAN, bob)
    assert await his.bye() == ("banned", 4403)
    assert (await club.state(code)).seat_of(bob.id) is None


async def test_all_seats_of_a_banned_player_are_left(club: Club) -> None:
    evening, other = await begin(club), await club.person("Carol")
    code = await club.table(other)
    there = await club.at(code, evening.bob)
    await there.ok("sit")
    await club.ask(impose, Kind.BAN, evening.bob)
    assert (await club.state(evening.code)).seat(1).autopilot
    assert (await club.state(code)).seat_of(evening.bob.id) is None


@pytest.mark.parametrize("pause", [0, 0.001, 0.005, 0.02])
async def test_a_ban_while_the_player_moves_loses_no_move_and_leaves_none_half_done(
    club: Club, pause: float
) -> None:
    evening = await begin(club)
    move = evening.his.send("open", at=[0, 1])
    await asyncio.sleep(pause)
    await club.ask(impose, Kind.BAN, evening.bob)
    await evening.his.bye()
    state, stored = await club.state(evening.code), await club.stored(evening.code)
    answered = [frame for frame in evening.his.frames if frame.get("id") == move and frame["type"] == "ok"]
    assert state.hole is not None
    shown = sum(state.hole.grids[1].up)
    assert shown == 2 if answered else shown in {0, 2}
    assert state.seat(1).autopilot
    assert [seq for seq, _kind, _data in stored] == list(range(len(stored)))
    await play_on(club, evening)


def let_in(whom: Person, *, again: bool) -> None:
    """Change whether somebody may play, and tell nobody."""
    User.objects.filter(pk=whom.id).update(is_active=again)


async def test_a_ban_while_the_person_moves_does_not_give_them_the_seat_back(club: Club) -> None:
    """The ban is committed and the caddie has the seat, and their socket does not know yet: no deed takes it back."""
    evening = await begin(club)
    game = await club.game_id(evening.code)
    await evening.his.ok("stand")
    await club.ask(let_in, evening.bob, again=False)
    evening.his.send("open", at=[0, 1])
    assert await evening.his.bye() == ("banned", 4403)
    before = await club.stored(evening.code)
    for command in (c.TakeBackSeat(1), c.Open(1, (0, 1))):
        with pytest.raises(Barred):
            await club.ask(actions.act_now, game, command)
    assert await club.stored(evening.code) == before
    assert (await club.state(evening.code)).seat(1).autopilot
    await play_on(club, evening)


async def test_nor_do_they_sit_down_at_another_table(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice)
    his = await club.at(code, bob)
    await club.ask(let_in, bob, again=False)
    his.send("sit")
    assert await his.bye() == ("banned", 4403)
    assert (await club.state(code)).seat_of(bob.id) is None


async def test_a_ban_waits_for_a_seat_that_is_just_taken_back_and_leaves_it(club: Club) -> None:
    """Whichever of the two comes first, the caddie has the seat afterwards."""
    evening = await begin(club)
    for _round in range(5):
        if (await club.state(evening.code)).seat(1).autopilot:
            await club.ask(lift, Kind.BAN, evening.bob)
        else:
            await club.ask(actions.act_now, await club.game_id(evening.code), c.Stand(1))
        back = club.ask(actions.act_now, await club.game_id(evening.code), c.TakeBackSeat(1))
        outcomes = await asyncio.gather(club.ask(impose, Kind.BAN, evening.bob), back, return_exceptions=True)
        assert outcomes[0] is None
        assert isinstance(outcomes[1], int | Barred)
        assert (await club.state(evening.code)).seat(1).autopilot


async def test_a_seat_that_was_taken_back_in_the_last_moment_is_left_all_the_same(club: Club) -> None:
    evening = await begin(club)
    await club.ask(impose, Kind.BAN, evening.bob)
    game = await club.game_id(evening.code)
    await club.ask(let_in, evening.bob, again=True)
    await club.ask(actions.act_now, game, c.TakeBackSeat(1))
    await club.ask(let_in, evening.bob, again=False)
    await club.ask(sanctions.sweep_seats)
    assert (await club.state(evening.code)).seat(1).autopilot
    assert await club.ask(vacating.leave_seats, evening.bob.id) == 0


async def test_nobody_elses_seat_is_left(club: Club) -> None:
    evening = await begin(club)
    game = await club.game_id(evening.code)
    with pytest.raises(Superseded):
        await club.ask(actions.act_now, game, c.Stand(0), player=evening.bob.id)
    assert not (await club.state(evening.code)).seat(0).autopilot


async def test_whoever_is_muted_is_told_so_and_nobody_hears_them(club: Club) -> None:
    evening = await begin(club)
    await evening.his.ok("say", phrase="nice")
    await evening.hers.until(lambda: said(evening.hers) == 1)
    await club.ask(impose, Kind.MUTE, evening.bob)
    live = await club.live(evening.code)
    async with asyncio.timeout(10):
        while not live.person(evening.bob.id).muted:
            await asyncio.sleep(0.01)
    answer = await evening.his.do("say", phrase="nice")
    assert (answer["type"], answer["code"]) == ("error", "not_allowed")
    assert "muted" in answer["message"]
    await evening.his.ok("open", at=[0, 1])
    await club.in_step(evening.hers)
    assert said(evening.hers) == 1
    await club.ask(lift, Kind.MUTE, evening.bob)
    async with asyncio.timeout(10):
        while live.person(evening.bob.id).muted:
            await asyncio.sleep(0.01)
    await evening.his.ok("say", phrase="nice")


async def test_whoever_is_muted_stays_so_at_the_next_table(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    await club.ask(impose, Kind.MUTE, bob)
    his = await club.at(await club.table(alice), bob)
    await his.ok("sit")
    assert await his.refused("say", phrase="hello") == "not_allowed"
