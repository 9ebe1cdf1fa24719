"""Before the game: who sits where, who is host, and how it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from games.actions import act_now
from games.models import Seat
from games.rules import commands as c
from games.rules.house_rules import PRESETS, from_json

if TYPE_CHECKING:
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)


async def people(club: Club, *names: str) -> list[Person]:
    return [await club.person(name) for name in names]


def names(socket: Socket) -> list[str | None]:
    return [seat and seat["name"] for seat in socket.table["seats"]]


async def test_somebody_sits_down_and_everybody_sees_it(club: Club) -> None:
    alice, bob = await people(club, "Alice", "Bob")
    code = await club.table(alice, seats=3)
    host, guest, gallery = await club.at(code, alice), await club.at(code, bob), await club.at(code)
    assert guest.legal == [{"do": "sit", "seat": [1, 2]}]
    await guest.ok("sit", seat=2)
    for socket in (host, guest, gallery):
        joined = await socket.told("player_joined")
        assert joined["seat"] == 2
        assert (joined["name"], joined["kind"], joined["persona"]) == ("Bob", "guest", None)
        assert "player" not in joined
        assert names(socket) == ["Alice", None, "Bob"]
    assert guest.you == {"seat": 2, "host": False}
    assert [option["do"] for option in guest.legal] == ["stand"]
    assert [option["do"] for option in host.legal] == ["stand", "add_cpu", "remove", "rules", "start"]


async def test_without_a_wish_one_gets_the_first_free_seat(club: Club) -> None:
    alice, bob = await people(club, "Alice", "Bob")
    code = await club.table(alice, seats=3, cpus=["maya"])
    guest = await club.at(code, bob)
    await guest.ok("sit")
    assert guest.seat == 2


async def test_a_seat_that_is_taken_cannot_be_had(club: Club) -> None:
    alice, bob, charlie = await people(club, "Alice", "Bob", "Charlie")
    code = await club.table(alice, seats=2)
    guest, late = await club.at(code, bob), await club.at(code, charlie)
    answer = await guest.do("sit", seat=0)
    assert (answer["code"], answer["message"]) == ("not_allowed", "Alice has that seat.")
    assert await guest.refused("sit", seat=5) == "illegal_move"
    await guest.ok("sit")
    assert await guest.refused("sit") == "not_now"
    assert await late.refused("sit") == "table_full"
    assert late.legal == []


async def test_of_two_who_want_one_seat_one_gets_it(club: Club) -> None:
    alice, bob, charlie = await people(club, "Alice", "Bob", "Charlie")
    code = await club.table(alice, seats=2)
    sockets = [await club.at(code, bob), await club.at(code, charlie)]
    numbers = [socket.send("sit", seat=1) for socket in sockets]
    answers = [await socket.answer(number) for socket, number in zip(sockets, numbers, strict=True)]
    assert sorted(answer["type"] for answer in answers) == ["error", "ok"]
    assert {socket.seat for socket in sockets} == {1, None}


async def test_who_leaves_the_lobby_frees_the_seat(club: Club) -> None:
    alice, bob = await people(club, "Alice", "Bob")
    code = await club.table(alice, seats=3)
    host, guest = await club.at(code, alice), await club.at(code, bob)
    await guest.ok("sit")
    await guest.ok("stand")
    assert guest.you == {"seat": None, "host": False}
    assert guest.legal == [{"do": "sit", "seat": [1, 2]}]
    await host.told("player_left")
    assert names(host) == ["Alice", None, None]
    await guest.ok("sit", seat=2)


async def test_the_host_asks_computer_players_and_sends_them_away(club: Club) -> None:
    (alice,) = await people(club, "Alice")
    code = await club.table(alice, seats=3)
    host = await club.at(code, alice)
    await host.ok("add_cpu", persona="maya")
    assert host.table["seats"][1] | {"connected": True} == host.table["seats"][1]
    assert names(host) == ["Alice", "Maya", None]
    adding = host.may("add_cpu")
    assert adding is not None
    assert "maya" not in adding["persona"]
    assert len(adding["persona"]) == 7
    assert adding["level"] == ["easy", "club", "tour"]
    assert await host.refused("add_cpu", persona="maya") == "not_allowed"
    assert await host.refused("add_cpu", persona="nobody") == "illegal_move"
    assert host.may("remove") == {"do": "remove", "seat": [1]}
    await host.ok("remove", seat=1)
    assert names(host) == ["Alice", None, None]
    assert await host.refused("remove", seat=1) == "illegal_move"
    assert await host.refused("remove", seat=0) == "not_allowed"


async def test_the_host_sends_people_away_too(club: Club) -> None:
    alice, bob = await people(club, "Alice", "Bob")
    code = await club.table(alice, seats=2)
    host, guest = await club.at(code, alice), await club.at(code, bob)
    await guest.ok("sit")
    await host.ok("remove", seat=1)
    await guest.told("player_left")
    assert guest.seat is None
    assert guest.may("sit")


async def test_the_host_changes_the_rules_before_the_start(club: Club) -> None:
    alice, bob = await people(club, "Alice", "Bob")
    code = await club.table(alice, seats=2)
    host, guest = await club.at(code, alice), await club.at(code, bob)
    wild = PRESETS["wild"].rules
    await host.ok("rules", rules=wild.to_json())
    event = await guest.told("rules_changed")
    assert event["rules"] == guest.table["rules"] == wild.to_json()
    await host.ok("rules", rules={"holes": 3})
    await guest.told("rules_changed", times=2)
    assert guest.table["rules"] == from_json({"holes": 3}).to_json(), "what is not named has its default"
    assert guest.table["holes"] == 3


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"flip_mode": "bogus"}, "rules.flip_mode"),
        ({"knock_penalty": "yes"}, "rules.knock_penalty"),
        ({"decks": True}, "rules.decks"),
        ({"decks": 0}, "rules.decks"),
        ({"holes": 19}, "rules.holes"),
        ({"holes": None}, "rules.holes"),
        ({"holes": 2.0}, "rules.holes"),
        ({"initial_flips": -1}, "rules.initial_flips"),
        ({"no_such_rule": True}, "rules"),
        ({"%(field)s": 1}, "rules"),
        ("classic", "rules"),
        ([], "rules"),
        (None, "rules"),
    ],
)
async def test_house_rules_are_not_taken_as_sent(club: Club, rules: object, field: str) -> None:
    (alice,) = await people(club, "Alice")
    code = await club.table(alice)
    host = await club.at(code, alice)
    before = host.table["rules"]
    answer = await host.do("rules", rules=rules)
    assert (answer["code"], answer["field"]) == ("bad_message", field)
    assert answer["message"].endswith(".")
    assert host.table["rules"] == before


async def test_only_the_host_decides(club: Club) -> None:
    alice, bob = await people(club, "Alice", "Bob")
    code = await club.table(alice, seats=3)
    await club.ask(act_now, await club.game_id(code), c.Sit(bob.id))
    guest = await club.at(code, bob)
    assert await guest.refused("start") == "not_host"
    assert await guest.refused("add_cpu", persona="maya") == "not_host"
    assert await guest.refused("remove", seat=0) == "not_host"
    assert await guest.refused("rules", rules={}) == "not_host"


async def test_alone_nobody_can_start(club: Club) -> None:
    (alice,) = await people(club, "Alice")
    code = await club.table(alice)
    host = await club.at(code, alice)
    assert host.may("start") is None
    assert await host.refused("start") == "not_now"


async def test_at_the_start_empty_seats_go_and_everybody_gets_a_snapshot(club: Club) -> None:
    alice, bob = await people(club, "Alice", "Bob")
    code = await club.table(alice, seats=6, visibility="public")
    host, guest, gallery = await club.at(code, alice), await club.at(code, bob), await club.at(code)
    await guest.ok("sit", seat=4)
    await host.ok("add_cpu", persona="sage")
    await host.ok("start")
    for socket, seat in ((host, 0), (guest, 2), (gallery, None)):
        started = await socket.told("game_started")
        assert started["holes"] == 9
        assert len(started["next_commitment"]) == 64
        await socket.until(lambda socket=socket: socket.frames[-1]["type"] in {"snapshot", "ok"})  # type: ignore[misc]
        snapshot = next(frame for frame in reversed(socket.frames) if frame["type"] == "snapshot")
        assert snapshot["you"] == {"seat": seat, "host": seat == 0}
        assert names(socket) == ["Alice", "Sage", "Bob"]
        assert (socket.table["phase"], socket.table["hole"], socket.legal) == ("opening", 0, [])
        assert all(seat["grid"] == [] for seat in socket.table["seats"])
    rows = Seat.objects.filter(game=await club.game_id(code)).order_by("number")
    assert await club.ask(list, rows.values_list("number", "user")) == [(0, alice.id), (1, None), (2, bob.id)]


async def test_the_host_who_leaves_hands_the_table_on(club: Club) -> None:
    alice, bob, charlie = await people(club, "Alice", "Bob", "Charlie")
    code = await club.table(alice, seats=4, cpus=["maya"])
    sockets = [await club.at(code, who) for who in (alice, bob, charlie)]
    host, guest, third = sockets
    await guest.ok("sit")
    await third.ok("sit")
    await host.ok("stand")
    await guest.told("player_left")
    assert guest.table["host"] == guest.seat == 2
    assert guest.you["host"]
    assert guest.may("start")
    assert not third.you["host"]
    await guest.ok("remove", seat=1)


async def test_a_table_whose_host_left_alone_is_the_next_one_s(club: Club) -> None:
    alice, bob = await people(club, "Alice", "Bob")
    code = await club.table(alice, seats=3, cpus=["maya"])
    host = await club.at(code, alice)
    await host.ok("stand")
    assert host.table["host"] is None
    guest = await club.at(code, bob)
    await guest.ok("sit")
    assert guest.you == {"seat": 0, "host": True}
    await guest.ok("start")


async def test_the_host_who_hands_over_during_the_game_hands_the_table_on_too(club: Club) -> None:
    alice, bob = await people(club, "Alice", "Bob")
    code = await club.table(alice, seats=2, turn_seconds=0)
    for command in (c.Sit(bob.id), c.Start(0), c.Deal()):
        await club.ask(act_now, await club.game_id(code), command)
    host, guest = await club.at(code, alice), await club.at(code, bob)
    await host.ok("stand")
    await guest.told("seat_on_autopilot")
    assert guest.table["host"] == 1
    assert guest.you == {"seat": 1, "host": True}
    assert host.you == {"seat": 0, "host": False}
