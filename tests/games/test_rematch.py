"""Once more: a new game at the same table, with nothing of the old one in it."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from games import tables
from games.actions import act_now
from games.models import Game
from games.rules import commands as c

if TYPE_CHECKING:
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {"holes": 1, "flip_mode": "always", "decks": 2}


async def over(club: Club, *, seats: int = 3) -> tuple[list[Socket], list[Person], str]:
    """Alice, Bob and Maya after a game; Charlie looks on."""
    alice, bob, charlie = [await club.person(name) for name in ("Alice", "Bob", "Charlie")]
    code = await club.table(
        alice, rules=RULES, seats=seats, cpus=["maya"], visibility="public", turn_seconds=0
    )
    for command in (c.Sit(bob.id), c.Start(0), c.Deal()):
        await club.ask(act_now, await club.game_id(code), command)
    sockets = [await club.at(code, who) for who in (alice, bob, charlie)]
    await club.play(sockets[:2], random.Random(1), until=lambda: sockets[0].table["phase"] == "game_over")
    for socket in sockets:
        await club.in_step(socket)
    return sockets, [alice, bob, charlie], code


async def new_game(sockets: list[Socket], old: str) -> None:
    for socket in sockets:
        await socket.until(lambda socket=socket: socket.game != old)  # type: ignore[misc]


async def test_only_those_who_played_may_ask_for_it(club: Club) -> None:
    (alice, bob, charlie), _people, _code = await over(club)
    assert alice.legal == bob.legal == [{"do": "rematch"}]
    assert charlie.legal == []
    assert await charlie.refused("rematch") == "not_seated"


async def test_everybody_gets_a_snapshot_of_the_new_game(club: Club) -> None:
    (alice, bob, charlie), _people, code = await over(club)
    old = str(alice.game)
    answer = await bob.ok("rematch")
    await new_game([alice, bob, charlie], old)
    for socket, seat in ((alice, 0), (bob, 2), (charlie, None)):
        snapshot = next(frame for frame in reversed(socket.frames) if frame["type"] == "snapshot")
        assert snapshot["seq"] == answer["seq"] == 3, "it counts from 0 again"
        assert snapshot["you"] == {"seat": seat, "host": seat == 0}
        assert snapshot["table"] == (await club.fresh(code))["table"]
    assert alice.may("start")
    assert bob.legal == [{"do": "stand"}]


async def test_nothing_of_the_old_game_is_left(club: Club) -> None:
    (alice, bob, charlie), _people, code = await over(club)
    old, result = str(alice.game), [seat["total"] for seat in alice.table["seats"]]
    assert any(result)
    await alice.ok("rematch")
    await new_game([alice, bob, charlie], old)
    for socket in (alice, bob, charlie):
        table = socket.table
        assert (table["phase"], table["hole"], table["turn"], table["dealer"]) == ("lobby", 0, None, None)
        assert (table["discard"], table["stock"], table["drawn"], table["went_out"]) == ([], 0, None, None)
        for seat in table["seats"]:
            assert seat["grid"] == []
            assert (seat["total"], seat["score"], seat["holes_won"], seat["showing"]) == (0, None, 0, 0)
            assert not seat["autopilot"]
        assert table["rules"]["decks"] == 2
        assert table["rules"]["flip_mode"] == "always"
    assert [seat["name"] for seat in alice.table["seats"]] == ["Alice", "Maya", "Bob"]


async def test_it_is_played_like_any_other(club: Club) -> None:
    sockets, _people, code = await over(club)
    alice, bob, charlie = sockets
    old = str(alice.game)
    await alice.ok("rematch")
    await new_game(sockets, old)
    await alice.ok("start")
    await club.later(3)
    await club.play([alice, bob], random.Random(4), until=lambda: alice.table["phase"] == "game_over")
    await club.in_step(charlie)
    assert charlie.table == (await club.fresh(code))["table"]
    assert await club.ask(Game.objects.filter(table__code=code).count) == 2


async def test_the_seats_of_those_who_are_away_become_free(club: Club) -> None:
    (alice, bob, charlie), (_, bobs, charlies), code = await over(club)
    await bob.leave()
    await alice.until(lambda: not alice.table["seats"][2]["connected"])
    old = str(alice.game)
    await alice.ok("rematch")
    await new_game([alice, charlie], old)
    assert [seat and seat["name"] for seat in alice.table["seats"]] == ["Alice", "Maya", None]
    await charlie.ok("sit")
    assert charlie.seat == 2
    late = await club.at(code, bobs)
    assert (late.table["phase"], late.seat, late.legal) == ("lobby", None, [])


async def test_where_the_host_is_away_the_one_who_asks_is_host(club: Club) -> None:
    (alice, bob, charlie), _people, _code = await over(club)
    await alice.leave()
    await bob.until(lambda: not bob.table["seats"][0]["connected"])
    old = str(bob.game)
    await bob.ok("rematch")
    await new_game([bob, charlie], old)
    assert bob.you["host"]
    assert bob.may("start")


async def test_the_host_stays_host_whoever_asks(club: Club) -> None:
    (alice, bob, charlie), _people, _code = await over(club)
    old = str(bob.game)
    await bob.ok("rematch")
    await new_game([alice, bob], old)
    assert alice.you == {"seat": 0, "host": True}
    assert bob.you["host"] is False


async def test_two_who_ask_at_once_get_one_game(club: Club) -> None:
    (alice, bob, charlie), _people, code = await over(club)
    old = str(alice.game)
    numbers = [(socket, socket.send("rematch")) for socket in (alice, bob)]
    answers = [await socket.answer(number) for socket, number in numbers]
    await new_game([alice, bob, charlie], old)
    assert alice.game == bob.game == charlie.game
    assert await club.ask(Game.objects.filter(table__code=code).count) == 2
    assert {answer["type"] for answer in answers} <= {"ok", "error"}
    assert "ok" in {answer["type"] for answer in answers}
    for answer in answers:
        assert answer["type"] == "ok" or answer["code"] == "not_now"
    assert sum(frame["type"] == "snapshot" and frame["game"] != old for frame in charlie.frames) == 1


async def test_two_who_ask_two_processes_at_once_get_one_game(club: Club) -> None:
    (alice, bob, charlie), (one, two, _), code = await over(club)
    game = await club.game_id(code)
    there = {one.id, two.id}
    asked = [club.ask(tables.rematch, game, who.id, there) for who in (one, two, one, two)]
    assert len(set(await asyncio.gather(*asked))) == 1
    assert await club.ask(Game.objects.filter(table__code=code).count) == 2


async def test_before_the_end_there_is_no_rematch(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=["maya"], start=True)
    socket = await club.at(code, alice)
    assert await socket.refused("rematch") == "not_now"


async def test_whoever_comes_back_with_the_old_game_gets_a_snapshot_of_the_new(club: Club) -> None:
    (alice, bob, charlie), (_, person, _), code = await over(club)
    await bob.leave()
    await alice.ok("rematch")
    back = await club.back(bob, code, person)
    assert back.frames[0]["type"] == "snapshot"
    assert back.game == str(await club.game_id(code))


@pytest.mark.redis
async def test_those_at_another_process_get_the_new_game_too(club: Club) -> None:
    (alice, bob, charlie), (_, _, charlies), code = await over(club)
    other = await club.neighbour()
    there = await other.at(code, charlies)
    old = str(there.game)
    await alice.ok("rematch")
    await new_game([there], old)
    assert there.table == (await other.fresh(code))["table"]
    await alice.ok("remove", seat=1)
    await there.told("player_left")
