"""Coming to a table: who may, what is said to who may not, and what the first frame holds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError

from games import event_store, live
from games.actions import act_now
from games.models import GameEvent
from games.rules import commands as c
from games.rules.house_rules import CLASSIC
from tests.kit import cast

if TYPE_CHECKING:
    from tests.kit.cast import Person
    from tests.kit.club import Club

pytestmark = pytest.mark.django_db(transaction=True)


async def begun(club: Club, host: Person, **wish: Any) -> str:
    """A table at which a hole is being played by the host and Maya."""
    return await club.table(host, cpus=["maya"], start=True, turn_seconds=0, **wish)


async def turned_away(
    club: Club, code: str, who: Person | None = None, **how: object
) -> tuple[str, int | None]:
    """What somebody hears who may not come in, in one frame."""
    socket = await club.at(code, who, **how)
    assert len(socket.frames) == 1
    return await socket.bye()


async def test_the_first_frame_is_a_snapshot(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    frame = await (socket := club.socket(code, alice)).open()
    assert frame.keys() == {"type", "seq", "game", "table", "you", "legal"}
    assert frame["type"] == "snapshot"
    assert frame["game"] == str(await club.game_id(code))
    assert frame["seq"] == len(await club.stored(code)) - 1
    assert frame["you"] == {"seat": 0, "host": True}
    assert socket.may("open") == {"do": "open", "at": [0, 1, 2, 3, 4, 5], "count": 2}


async def test_the_table_has_every_field_of_the_contract(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    table = (await club.at(code, alice)).table
    assert table.pop("rules") == CLASSIC.to_json()
    seats = table.pop("seats")
    expected = {
        "code": code,
        "game": str(await club.game_id(code)),
        "visibility": "private",
        "watch": False,
        "pace": "instant",
        "turn_seconds": 0,
        "host": 0,
        "phase": "opening",
        "hole": 1,
        "holes": 9,
        "dealer": 0,
        "turn": None,
        "went_out": None,
        "due_at": table["due_at"],
        "stock": 52 - 12 - 1,
        "discard": table["discard"],
        "drawn": None,
    }
    assert {name: table[name] for name in expected} == expected
    assert len(table["discard"]) == 1
    nothing = {
        "grid": [None] * 6,
        "columns": [None] * 3,
        "showing": 0,
        "score": None,
        "total": 0,
        "holes_won": 0,
    }
    unsaid = {"portrait": None, "country": None}
    nobody = unsaid | {"autopilot": False, "ready": False, "connected": True}
    assert (
        seats[0]
        == {
            "name": "Alice",
            "kind": "guest",
            "persona": None,
            "level": None,
            "portrait": None,
            "country": None,
        }
        | nothing
        | nobody
    )
    assert (
        seats[1]
        == {
            "name": "Maya",
            "kind": "cpu",
            "persona": "maya",
            "level": "club",
            "portrait": None,
            "country": None,
        }
        | nothing
        | nobody
    )


async def test_somebody_with_an_account_is_a_person(club: Club) -> None:
    alice = await club.person("Alice", guest=False)
    code = await club.table(alice)
    socket = await club.at(code)
    assert socket.table["seats"] == [socket.table["seats"][0], None]
    assert socket.table["seats"][0]["kind"] == "person"
    assert socket.table["seats"][0]["grid"] == []
    assert socket.table["phase"] == "lobby"


async def test_a_public_table_is_seen_by_everybody(club: Club) -> None:
    alice, charlie = await club.person("Alice"), await club.person("Charlie")
    code = await begun(club, alice, visibility="public")
    for who in (None, charlie):
        socket = await club.at(code, who)
        assert socket.you == {"seat": None, "host": False}
        assert socket.legal == []


async def test_a_private_table_is_open_to_whoever_has_the_code_until_it_begins(club: Club) -> None:
    alice, charlie = await club.person("Alice"), await club.person("Charlie")
    code = await club.table(alice)
    assert (await club.at(code)).table["phase"] == "lobby"
    assert (await club.at(code, charlie)).may("sit") == {"do": "sit", "seat": [1]}


async def test_a_private_table_that_has_begun_is_for_those_seated(club: Club) -> None:
    alice, charlie = await club.person("Alice"), await club.person("Charlie")
    code = await begun(club, alice)
    assert await turned_away(club, code) == ("not_signed_in", 4401)
    assert await turned_away(club, code, charlie) == ("not_allowed", 4403)
    assert (await club.at(code, alice)).seat == 0


async def test_a_private_table_may_be_watched_where_the_host_says_so(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice, watch=True)
    assert (await club.at(code)).table["watch"] is True


async def test_those_who_looked_on_in_private_are_sent_away_when_the_game_begins(club: Club) -> None:
    alice, bob, charlie = [await club.person(name) for name in ("Alice", "Bob", "Charlie")]
    code = await club.table(alice, seats=2)
    host, guest = await club.at(code, alice), await club.at(code, bob)
    signed_in, stranger = await club.at(code, charlie), await club.at(code)
    await guest.ok("sit")
    await host.ok("start")
    for socket in (signed_in, stranger):
        assert await socket.bye() == ("not_allowed", 4403)
        assert not socket.events("game_started")
    await guest.told("game_started")
    await club.later(3)
    await club.tick()
    await guest.told("hole_started")


@pytest.mark.parametrize("code", ["ZZZZZZ", "0", "..", "%00", "ABC DEF", "ABCDEFG" * 50, "AB\x00CDE", "é"])
async def test_a_table_that_is_not_there_is_said_not_to_be(club: Club, code: str) -> None:
    assert await turned_away(club, code) == ("no_such_table", 4404)


async def test_a_code_may_be_written_in_small_letters(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice)
    assert (await club.at(code.lower())).table["code"] == code


async def test_another_address_is_closed(club: Club) -> None:
    socket = club.socket("x")
    socket._scope["path"] = "/ws/elsewhere/"
    with pytest.raises(AssertionError, match="closed"):
        await socket.open()
    assert socket.closed_with == 4404


async def test_an_abandoned_table_is_closed(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    await club.ask(act_now, await club.game_id(code), c.Abandon("moderator"))
    assert await turned_away(club, code, alice) == ("table_closed", 4404)


async def test_a_game_that_cannot_be_read_is_closed_with_a_word(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    game, seq = await club.game_id(code), len(await club.stored(code))
    await club.ask(spoil, game, seq)
    assert await turned_away(club, code, alice) == ("table_closed", 4404)


def spoil(game: int, seq: int) -> None:
    """Store something that is no event."""
    row = GameEvent.objects.filter(game=game).latest("seq")
    GameEvent.objects.bulk_create([GameEvent(game_id=game, seq=seq, time=row.time, type="bogus", data="[]")])


async def test_while_the_database_is_away_one_is_asked_to_come_back(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)

    def away(*_args: object) -> None:
        raise OperationalError

    monkeypatch.setattr(event_store, "load", away)
    assert await turned_away(club, code, alice) == ("restarting", 1012)
    monkeypatch.undo()
    assert (await club.at(code, alice)).seat == 0


# Who is there


async def test_a_token_that_is_no_good_is_said_to_be_none(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, visibility="public")
    for token in ("nonsense", "", "x" * 4000):
        headers = [("Authorization", f"Bearer {token}")]
        assert await turned_away(club, code, headers=headers) == ("not_signed_in", 4401)


def with_session(who: Person) -> tuple[str, str]:
    return ("Cookie", f"sessionid={cast.session_of(who.user)}")


OURS, THEIRS = ("Origin", "http://localhost:8000"), ("Origin", "https://evil.example")


async def test_a_browser_comes_with_its_session(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    cookie = await club.ask(with_session, alice)
    assert (await club.at(code, headers=[cookie, OURS])).seat == 0


async def test_other_cookies_do_not_hide_the_session(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    name, session = await club.ask(with_session, alice)
    for others in ('theme={"a":"b"}', "flag", "a[0]=1", "=", 'x="unclosed'):
        assert (await club.at(code, headers=[(name, f"{others}; {session}; more=1"), OURS])).seat == 0, others


@pytest.mark.parametrize(
    "origin", [[THEIRS], [], [("Origin", "null")], [("Origin", "http://[")], [("Origin", "")]]
)
async def test_with_a_session_the_page_must_be_ours(club: Club, origin: list[tuple[str, str]]) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    cookie = await club.ask(with_session, alice)
    assert await turned_away(club, code, headers=[cookie, *origin]) == ("not_allowed", 4403)


async def test_another_site_s_page_may_not_look_even_without_a_session(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice, visibility="public")
    assert await turned_away(club, code, headers=[THEIRS]) == ("not_allowed", 4403)
    assert (await club.at(code, headers=[OURS])).seat is None


async def test_with_a_token_it_does_not_matter_where_one_comes_from(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    assert (await club.at(code, alice, headers=[THEIRS])).seat == 0
    assert (await club.at(code, alice)).seat == 0


async def test_a_session_that_has_ended_is_nobody_s(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    cookie = ("Cookie", "sessionid=abcdefghijklmnopqrstuvwxyz012345")
    assert await turned_away(club, code, headers=[cookie, OURS]) == ("not_signed_in", 4401)


async def test_a_user_has_twenty_sockets_at_most(club: Club, settings: pytest.FixtureRequest) -> None:
    settings.GOLF_RATE_LIMITS = True  # type: ignore[attr-defined]
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await begun(club, alice, visibility="public")
    sockets = [await club.at(code, alice) for _ in range(20)]
    assert await turned_away(club, code, alice) == ("slow_down", 4429)
    assert (await club.at(code, bob)).table
    assert (await club.at(code)).table
    await sockets[0].leave()
    assert (await club.at(code, alice)).seat == 0


async def test_without_limits_a_user_has_as_many_sockets_as_they_like(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    for _ in range(25):
        assert (await club.at(code, alice)).seat == 0


# Coming back


async def test_who_says_what_they_have_seen_is_told_the_rest(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=2, turn_seconds=0)
    await club.ask(act_now, await club.game_id(code), c.Sit(bob.id))
    here, away = await club.at(code, alice), await club.at(code, bob)
    await here.ok("start")
    await club.later(3)
    await club.tick()
    await away.told("hole_started")
    await away.leave()
    await here.ok("open", at=[1, 4])
    back = await club.back(away, code, bob)
    first = back.frames[0]
    assert first["type"] == "events"
    assert [event["type"] for event in first["events"]] == ["cards_opened"]
    assert first["you"] == {"seat": 1, "host": False}
    assert first["legal"] == [{"do": "open", "at": [0, 1, 2, 3, 4, 5], "count": 2}]
    assert back.table == (await club.fresh(code, bob))["table"]


async def test_who_has_missed_nothing_is_told_so(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    socket = await club.at(code, alice)
    await socket.leave()
    back = await club.back(socket, code, alice)
    frame = back.frames[0]
    assert (frame["type"], frame["events"], frame["seq"]) == ("events", [], socket.seq)
    assert frame["you"] == {"seat": 0, "host": True}
    assert back.table == (await club.fresh(code, alice))["table"]


@pytest.mark.parametrize(
    "query",
    [
        "game={other}&since={seq}",
        "game={game}&since={ahead}",
        "game={game}&since=",
        "game={game}",
        "since={seq}",
        "game={game}&since=-1",
        "game={game}&since=x",
        "game={game}&since=1e1",
        "game={game}&since=99999999999999999999",
        "game={game}&since=%00",
        "game=%ff&since=%fe",
        "game={game}&since=٣",
    ],
)
async def test_who_cannot_be_told_the_rest_gets_a_snapshot(club: Club, query: str) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    game, seq = await club.game_id(code), len(await club.stored(code)) - 1
    asked = query.format(game=game, other=game - 1, seq=seq, ahead=seq + 1)
    assert (await club.at(code, alice, query=asked)).frames[0]["type"] == "snapshot"


async def test_who_was_away_for_too_long_gets_a_snapshot(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEPT_EVENTS", 3)
    alice = await club.person("Alice")
    code = await club.table(alice, seats=6)
    socket = await club.at(code, alice)
    await socket.leave()
    game = await club.game_id(code)
    for persona in ("maya", "sage", "river"):
        await club.ask(act_now, game, c.AddCpu(0, persona))
    back = await club.back(socket, code, alice)
    assert len(back.frames[0]["events"]) == 3
    await back.leave()
    await club.ask(act_now, game, c.AddCpu(0, "diego"))
    assert (await club.back(socket, code, alice)).frames[0]["type"] == "snapshot"


async def test_who_was_away_when_seats_got_new_numbers_gets_a_snapshot(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=4)
    game = await club.game_id(code)
    await club.ask(act_now, game, c.Sit(bob.id, 3))
    away = await club.at(code, bob)
    assert away.seat == 3
    await away.leave()
    await club.ask(act_now, game, c.Start(0))
    back = await club.back(away, code, bob)
    assert back.frames[0]["type"] == "snapshot"
    assert back.seat == 1


async def test_a_second_device_sees_the_seat_at_once(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    phone, laptop = await club.at(code, alice), await club.at(code, alice)
    assert laptop.table == phone.table
    assert laptop.legal == phone.legal
    assert laptop.you == phone.you == {"seat": 0, "host": True}
    answer = await laptop.ok("open", at=[0, 1])
    await phone.told("cards_opened")
    assert phone.table == laptop.table
    assert not any(frame["type"] == "ok" for frame in phone.frames), "the answer is the asker's alone"
    await laptop.leave()
    assert phone.table["seats"][0]["connected"]
    assert answer["seq"] <= phone.seq


async def test_a_page_that_is_loaded_again_misses_nothing(club: Club) -> None:
    """The new socket comes while the old one goes, with pauses wherever a network would make them."""
    bus = club.runtime.bus
    subscribe, unsubscribe = bus.subscribe, bus.unsubscribe

    async def slowly(work: object, *args: object) -> None:
        await asyncio.sleep(0.002)
        await work(*args)  # type: ignore[operator]

    bus.subscribe = lambda table: slowly(subscribe, table)  # type: ignore[method-assign]
    bus.unsubscribe = lambda table: slowly(unsubscribe, table)  # type: ignore[method-assign]
    alice = await club.person("Alice")
    code = await club.table(alice, seats=6)
    game, old = await club.game_id(code), await club.at(code, alice)
    for pause in range(12):
        new = club.socket(code, alice)
        leaving = asyncio.ensure_future(old.leave())
        for _ in range(pause):
            await asyncio.sleep(0.0004)
        await new.open()
        await leaving
        assert await new.refused("draw", **{"from": "stock"}) == "not_now"
        seq = await club.ask(act_now, game, c.AddCpu(0, "maya") if pause % 2 == 0 else c.Remove(0, 1))
        await asyncio.wait_for(new.until(lambda new=new, seq=seq: new.seq == seq), 1)  # type: ignore[misc]
        old = new
    assert club.runtime.current == {old_table(club): game}


def old_table(club: Club) -> int:
    (table,) = club.runtime.hub.tables
    return table


async def test_who_has_gone_is_forgotten(club: Club) -> None:
    alice = await club.person("Alice")
    code = await begun(club, alice)
    sockets = [await club.at(code, alice) for _ in range(3)]
    for socket in sockets:
        await socket.leave()
    assert club.runtime.hub.tables == []
    assert club.runtime.current == {}
