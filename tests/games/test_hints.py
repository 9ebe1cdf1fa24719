"""Hints: at tables that allow coaching, on one's own turn, told to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.games.test_undo import coached, her_turn

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)


async def hint(socket: Socket) -> dict[str, Any]:
    """The hint that this socket is given."""
    await socket.ok("hint")
    assert [frame["type"] for frame in socket.frames[-2:]] == ["hint", "ok"]
    told: dict[str, Any] = socket.frames[-2]
    return told


async def test_a_hint_has_the_best_move_a_reason_and_the_cost_of_each(club: Club) -> None:
    _alice, socket, _code = await coached(club)
    told = await hint(socket)
    assert told["seq"] == socket.seq
    assert told["best"] in ({"do": "draw", "from": "stock"}, {"do": "draw", "from": "discard"})
    assert told["reason"]["why"] in {"stock", "take"}
    assert {(one["do"], one["from"]) for one in told["costs"]} == {("draw", "stock"), ("draw", "discard")}
    assert [one["cost"] for one in told["costs"]] == sorted(one["cost"] for one in told["costs"])
    await socket.ok("draw", **{"from": "stock"})
    told = await hint(socket)
    moves = [{name: value for name, value in one.items() if name != "cost"} for one in told["costs"]]
    assert told["best"] == moves[0]
    assert {"do": "discard"} in moves
    assert {one["at"] for one in moves if one["do"] == "swap"} == set(range(6))


async def test_it_says_which_cards_to_turn_up_first(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=("maya",), coaching=True, start=True)
    socket = await club.at(code, alice)
    told = await hint(socket)
    assert told["best"] == {"do": "open", "at": [0, 1]}
    assert told["reason"]["why"] == "apart"
    assert [one["at"] for one in told["costs"]] == [[0, 1], [0, 3]]
    assert told["costs"][0]["cost"] == 0 < told["costs"][1]["cost"] == told["reason"]["strokes"]
    await socket.ok("open", at=told["best"]["at"])
    assert not socket.may("hint")


async def test_the_move_of_a_hint_can_be_made_as_it_is_told(club: Club) -> None:
    _alice, socket, _code = await coached(club)
    for _turn in range(3):
        while socket.may("hint"):
            best = dict((await hint(socket))["best"])
            await socket.ok(best.pop("do"), **best)
        if socket.table["phase"] != "playing":
            return
        await her_turn(club, socket)


async def test_it_is_told_to_nobody_else_and_leaves_no_trace(club: Club) -> None:
    alice, socket, code = await coached(club, visibility="public")
    charlie, own_phone = await club.at(code, await club.person("Charlie")), await club.at(code, alice)
    before = await club.stored(code)
    await hint(socket)
    for other in (charlie, own_phone):
        await other.ok("sync", seq=other.seq)
        assert not [frame for frame in other.frames if frame["type"] == "hint"]
    assert await club.stored(code) == before


async def test_a_hint_is_listed_while_it_may_be_asked_for(club: Club) -> None:
    alice, socket, code = await coached(club)
    assert socket.may("hint")
    assert [option["do"] for option in (await club.fresh(code, alice))["legal"]][-1] == "hint"
    charlie = await club.at(await club.table(alice, coaching=True, visibility="public"), None)
    assert not charlie.may("hint")
    await socket.ok("draw", **{"from": "stock"})
    await socket.ok("swap", at=2)
    assert not socket.may("hint")
    assert await socket.refused("hint") == "not_now"


async def test_a_usual_table_gives_no_hints(club: Club) -> None:
    _alice, socket, _code = await coached(club, coaching=False)
    assert not socket.may("hint")
    assert await socket.refused("hint") == "not_allowed"
    assert await socket.refused("hint", at=3) == "bad_message"


async def test_the_gallery_gets_no_hints(club: Club) -> None:
    _alice, _socket, code = await coached(club, visibility="public")
    charlie = await club.at(code, await club.person("Charlie"))
    assert await charlie.refused("hint") == "not_seated"


async def test_whoever_asks_too_often_waits(club: Club, settings: Settings) -> None:
    settings.GOLF_RATE_LIMITS = True
    _alice, socket, _code = await coached(club)
    answers = [await socket.do("hint") for _time in range(31)]
    assert [answer["type"] for answer in answers[:30]] == ["ok"] * 30
    assert answers[30]["code"] == "slow_down"


async def test_whoever_moves_meanwhile_gets_the_hint_for_what_was_asked(club: Club) -> None:
    """It says after which event it holds, so that a client can tell."""
    _alice, socket, _code = await coached(club)
    seq = socket.seq
    first, second = socket.send("hint"), socket.send("draw", **{"from": "stock"})
    await socket.answer(first)
    await socket.answer(second)
    told = next(frame for frame in socket.frames if frame["type"] == "hint")
    assert told["seq"] == seq
