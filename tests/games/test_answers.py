"""Every message gets exactly one answer: `ok` after its events, or an error with a code and a sentence."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from games import viewers
from games.actions import act_now
from games.rules import commands as c
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.kit.club import Club
    from tests.kit.sockets import Json, Socket

pytestmark = pytest.mark.django_db(transaction=True)


async def dealt(club: Club, **rules: object) -> tuple[Socket, Socket, Socket, str]:
    """Alice and Bob with a hole dealt, Charlie in the gallery, and the table's code."""
    alice, bob, charlie = [await club.person(name) for name in ("Alice", "Bob", "Charlie")]
    code = await club.table(alice, rules=rules, seats=2, turn_seconds=0, visibility="public")
    for command in (c.Sit(bob.id), c.Start(0), c.Deal()):
        await club.ask(act_now, await club.game_id(code), command)
    return await club.at(code, alice), await club.at(code, bob), await club.at(code, charlie), code


def on_turn(*sockets: Socket) -> tuple[Socket, Socket]:
    """Who is on turn, and who is not."""
    first, second = sockets
    return (first, second) if first.may("draw") else (second, first)


async def test_the_events_come_before_the_ok(club: Club) -> None:
    alice, bob, _, code = await dealt(club)
    answer = await alice.ok("open", at=[0, 1])
    assert [frame["type"] for frame in alice.frames[-2:]] == ["events", "ok"]
    assert answer == {"type": "ok", "id": 1, "seq": alice.frames[-2]["seq"]}
    assert len(await club.stored(code)) == answer["seq"] + 1


async def test_an_error_names_its_message_and_changes_nothing(club: Club) -> None:
    alice, bob, _, code = await dealt(club, initial_flips=0)
    player, other = on_turn(alice, bob)
    before, frames = await club.stored(code), len(player.frames)
    answer = await other.do("draw", **{"from": "stock"})
    name = player.table["seats"][player.seat]["name"]
    assert answer == {
        "type": "error",
        "id": 1,
        "code": "not_your_turn",
        "message": f"It is {name}'s turn.",
    }
    assert await club.stored(code) == before
    assert len(player.frames) == frames, "nobody else hears of it"


async def test_an_illegal_move_is_never_swallowed(club: Club) -> None:
    alice, bob, _, _code = await dealt(club)
    refusals: list[tuple[Socket, str, Json, str]] = [
        (alice, "draw", {"from": "stock"}, "not_now"),
        (alice, "open", {"at": [0]}, "illegal_move"),
        (alice, "open", {"at": []}, "bad_message"),
        (alice, "next_hole", {}, "not_now"),
        (alice, "rematch", {}, "not_now"),
        (alice, "start", {}, "not_now"),
        (alice, "add_cpu", {"persona": "maya"}, "not_now"),
        (bob, "rules", {"rules": {}}, "not_now"),
        (bob, "sit", {}, "not_now"),
        (bob, "take_back_seat", {}, "not_now"),
        (bob, "cut", {"bytes": "00" * 16}, "not_now"),
    ]
    for socket, verb, fields, code in refusals:
        assert await socket.refused(verb, **fields) == code, verb
    await alice.ok("open", at=[0, 1])
    assert await alice.refused("open", at=[2, 3]) == "not_now"
    await bob.ok("open", at=[0, 1])
    player, other = on_turn(alice, bob)
    await player.until(lambda: player.may("draw") is not None)
    moves: list[tuple[str, Json, str]] = [
        ("swap", {"at": 0}, "not_now"),
        ("discard", {}, "not_now"),
        ("undo_draw", {}, "not_now"),
        ("flip", {"at": 2}, "not_now"),
        ("skip_flip", {}, "not_now"),
        ("flip_action", {"at": 2}, "not_allowed"),
        ("knock", {}, "not_allowed"),
        ("open", {"at": [3, 4]}, "not_now"),
    ]
    for verb, fields, code in moves:
        assert await player.refused(verb, **fields) == code, verb
        assert await other.refused(verb, **fields) in {"not_your_turn", "not_now"}, verb
    await player.ok("draw", **{"from": "discard"})
    assert await player.refused("draw", **{"from": "stock"}) == "not_now"
    assert await player.refused("discard") == "illegal_move"
    await player.ok("undo_draw")
    await player.ok("draw", **{"from": "stock"})
    assert await player.refused("undo_draw") == "illegal_move"


async def test_the_gallery_can_do_nothing_at_the_table(club: Club) -> None:
    *_, charlie, _code = await dealt(club)
    moves: list[Json] = [
        {"do": "draw", "from": "stock"},
        {"do": "open", "at": [0, 1]},
        {"do": "stand"},
        {"do": "start"},
        {"do": "remove", "seat": 0},
        {"do": "next_hole"},
        {"do": "rematch"},
        {"do": "take_back_seat"},
        {"do": "cut", "bytes": "00" * 16},
        {"do": "say", "phrase": "nice"},
    ]
    for move in moves:
        fields = {name: value for name, value in move.items() if name != "do"}
        assert await charlie.refused(move["do"], **fields) == "not_seated", move
    assert await charlie.refused("sit") == "not_now"


async def test_somebody_who_is_not_signed_in_is_told_so(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice)
    stranger = await club.at(code)
    assert stranger.legal == []
    assert await stranger.refused("sit") == "not_allowed"


async def test_a_message_without_a_number_is_answered_without_one(club: Club) -> None:
    alice, *_ = await dealt(club)
    assert await alice.hear('{"do": "sync"}') == {"type": "ok", "id": None, "seq": alice.seq}
    answer = await alice.hear('{"do": "knock"}')
    assert (answer["type"], answer["id"]) == ("error", None)


async def test_the_largest_number_comes_back(club: Club) -> None:
    alice, *_ = await dealt(club)
    for number in (0, 2**53):
        assert (await alice.hear(json.dumps({"id": number, "do": "sync"})))["id"] == number


async def test_many_messages_at_once_are_answered_in_order_each_once(club: Club) -> None:
    alice, *_ = await dealt(club)
    numbers = [alice.send(verb) for verb in ["sync", "knock"] * 10]
    await alice.answer(numbers[-1])
    answers = [frame for frame in alice.frames if frame["type"] in {"ok", "error"}]
    assert [frame["id"] for frame in answers] == numbers
    assert [frame["type"] for frame in answers] == ["ok", "error"] * 10


# Stale


async def test_a_move_that_is_sent_again_counts_once(club: Club) -> None:
    alice, bob, _, code = await dealt(club, initial_flips=0)
    player, _other = on_turn(alice, bob)
    seen = player.seq
    await player.ok("draw", **{"from": "stock"}, seq=seen)
    stored = await club.stored(code)
    assert await player.refused("draw", **{"from": "stock"}, seq=seen) == "stale"
    assert await club.stored(code) == stored
    await player.ok("swap", at=0, seq=player.seq)


async def test_a_move_decided_on_another_turn_is_stale(club: Club) -> None:
    alice, bob, _, _code = await dealt(club, initial_flips=0)
    player, other = on_turn(alice, bob)
    seen = player.seq
    await player.ok("draw", **{"from": "stock"})
    await player.ok("discard")
    await other.ok("draw", **{"from": "stock"})
    await other.ok("discard")
    await club.in_step(player)
    assert await player.refused("draw", **{"from": "discard"}, seq=seen) == "stale"
    await player.ok("draw", **{"from": "discard"}, seq=player.seq)


async def test_without_a_seq_a_move_meets_the_newest_state(club: Club) -> None:
    alice, bob, _, _code = await dealt(club)
    await bob.ok("open", at=[0, 1])
    await alice.ok("open", at=[0, 1])


async def test_a_seq_from_the_future_is_no_hindrance(club: Club) -> None:
    alice, *_ = await dealt(club)
    await alice.ok("open", at=[0, 1], seq=2**53)


# Sync


async def test_sync_is_answered_like_a_connection_and_then_with_ok(club: Club) -> None:
    alice, bob, _, code = await dealt(club)
    seen = alice.seq
    await bob.ok("open", at=[0, 1])
    await club.in_step(alice)
    picture = json.dumps(alice.table, sort_keys=True)
    await alice.sync(seen)
    tail, ok = alice.frames[-2:]
    assert [event["type"] for event in tail["events"]] == ["cards_opened"]
    assert tail["you"] == {"seat": 0, "host": True}
    assert ok == {"type": "ok", "id": 1, "seq": tail["seq"]}
    assert json.dumps(alice.table, sort_keys=True) == picture


@pytest.mark.parametrize("seq", [None, 99999])
async def test_sync_without_or_ahead_of_the_events_gives_a_snapshot(club: Club, seq: int | None) -> None:
    alice, *_ = await dealt(club)
    await alice.ok("sync", **({} if seq is None else {"seq": seq}))
    assert alice.frames[-2]["type"] == "snapshot"
    assert alice.frames[-2]["table"] == alice.frames[0]["table"] | {"seats": alice.table["seats"]}


async def test_the_gallery_syncs_too(club: Club) -> None:
    *_, charlie, _code = await dealt(club)
    await charlie.ok("sync", seq=charlie.seq)
    assert charlie.frames[-2]["events"] == []


# Saying


async def test_what_is_said_is_heard_by_all(club: Club) -> None:
    alice, bob, charlie, _code = await dealt(club)
    await bob.ok("say", phrase="nice")
    for socket in (alice, bob, charlie):
        await socket.until(lambda socket=socket: socket.frames[-1]["type"] in {"said", "ok"})  # type: ignore[misc]
        assert {"type": "said", "seat": 1, "phrase": "nice"} in socket.frames


async def test_nothing_else_can_be_said(club: Club) -> None:
    alice, *_ = await dealt(club)
    for phrase in ("I have two kings", "", "NICE", 1, None, ["nice"]):
        answer = await alice.do("say", phrase=phrase)
        assert (answer["code"], answer["field"]) == ("bad_message", "phrase")


# How much


async def test_more_than_thirty_messages_for_nothing_are_too_many(club: Club) -> None:
    alice, bob, _, _code = await dealt(club)
    club.hours.stand_still()
    for number in range(30):
        await alice.do(
            ["sync", "knock", "say"][number % 3], **({"phrase": "nice"} if number % 3 == 2 else {})
        )
    assert {frame["code"] for frame in alice.frames if frame["type"] == "error"} == {"not_now"}
    answer = await alice.do("sync")
    assert answer["code"] == "slow_down"
    assert answer["retry_after"] == 10
    await bob.ok("sync")
    await alice.ok("open", at=[0, 1])
    club.hours.pass_by(answer["retry_after"] + 0.001)
    await alice.ok("sync")


async def test_ten_warnings_in_a_row_close_the_socket(club: Club) -> None:
    alice, bob, _, code = await dealt(club)
    for _message in range(50):
        alice.send("sync")
    assert await alice.bye() == ("slow_down", 4429)
    warned = [
        frame for frame in alice.frames if frame.get("code") == "slow_down" and frame["type"] == "error"
    ]
    assert len(warned) in {9, 10}
    await bob.until(lambda: not bob.table["seats"][0]["connected"])


async def test_a_refused_message_of_the_gallery_counts_once(club: Club) -> None:
    *_, charlie, _code = await dealt(club)
    codes = [await charlie.refused("say", phrase="nice") for _ in range(31)]
    assert codes == ["not_seated"] * 30 + ["slow_down"]


async def test_moves_do_not_count_as_messages_for_nothing(club: Club) -> None:
    alice, bob, _, _code = await dealt(club, initial_flips=0)
    dice = random.Random(1)
    for _move in range(45):
        player, other = (alice, bob) if alice.legal else (bob, alice)
        if player.may("next_hole"):
            break
        move = a_move(player.legal, dice, never=("stand", "undo_draw"))
        assert move is not None
        await player.ok(move.pop("do"), **move)
        await club.in_step(other)


async def test_a_bot_is_slowed_to_fifty_moves_a_second(
    club: Club, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GOLF_RATE_LIMITS = True
    waited: list[float] = []
    alice, *_ = await dealt(club)
    from games import manners

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        club.hours.pass_by(seconds)

    monkeypatch.setattr("games.manners.asyncio.sleep", sleep)
    talk = manners.Manners()
    for _move in range(120):
        await talk.before_move()
        talk.moved()
    monkeypatch.undo()
    pauses = [seconds for seconds in waited if seconds > 0]
    assert 1.0 < sum(pauses) < 2.5, "a hundred and twenty moves take more than two windows of a second"


async def test_who_does_not_read_is_sent_away_and_holds_up_nobody(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewers, "MOST_WAITING", 20)
    alice, bob, charlie, _code = await dealt(club)
    charlie.stop_reading()
    for number in range(25):
        await alice.ok("say", phrase="nice")
        if number % 20 == 19:
            club.hours.pass_by(11)
    assert sum(frame["type"] == "said" for frame in bob.frames) == 25
    charlie._reads.set()
    assert await charlie.bye() == ("too_slow", 1013)
