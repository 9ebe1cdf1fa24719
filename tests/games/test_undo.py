"""Taking a move back at a live table: who is told what, what time makes of it, and what is kept of such a game."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from games import event_store, tables
from games.actions import act_now
from games.models import Game
from games.rules import commands as c
from games.rules import events as e
from games.verify import verify
from leaderboards import results
from leaderboards.models import Result
from replays import export, importing
from replays.schema import schema
from tests.kit.club import DULL
from tests.kit.truth import Truth

if TYPE_CHECKING:
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

PLAY = (*DULL, "undo_move", "hint")


async def coached(club: Club, **wish: object) -> tuple[Person, Socket, str]:
    """Alice on turn against Maya and Sage, at a table that allows coaching."""
    alice = await club.person("Alice")
    wished = {"cpus": ("maya", "sage"), "coaching": True, "start": True, "rules": {"holes": 1}} | wish
    code = await club.table(alice, **wished)  # type: ignore[arg-type]
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    await her_turn(club, socket)
    return alice, socket, code


async def her_turn(club: Club, socket: Socket) -> None:
    while not socket.may("draw"):
        await club.tick()
        await club.in_step(socket)


async def test_a_table_says_so_if_it_allows_coaching(club: Club) -> None:
    alice, socket, code = await coached(club, visibility="public")
    charlie = await club.at(code, await club.person("Charlie"))
    assert socket.table["coaching"] is charlie.table["coaching"] is True
    usual = await club.at(await club.table(alice), alice)
    assert usual.table["coaching"] is False


async def test_everybody_gets_the_cards_as_they_lay(club: Club) -> None:
    _alice, socket, code = await coached(club, visibility="public")
    charlie = await club.at(code, await club.person("Charlie"))
    await socket.ok("draw", **{"from": "stock"})
    await club.in_step(charlie)
    before, seen = socket.table, charlie.table
    before, seen = json.loads(json.dumps(before)), json.loads(json.dumps(seen))
    await socket.ok("swap", at=2)
    await her_turn(club, socket)
    await socket.ok("undo_move")
    await club.in_step(charlie)
    for now, was in ((socket.table, before), (charlie.table, seen)):
        assert {name: now[name] for name in was if name != "due_at"} == {
            name: was[name] for name in was if name != "due_at"
        }
    assert socket.table["drawn"]["card"] is not None
    assert charlie.table["drawn"]["card"] is None
    told = await socket.told("moves_undone")
    drawn = next(event for event in socket.events("card_drawn") if event["seat"] == 0)
    assert (told["seat"], told["to_seq"]) == (0, drawn["seq"])
    assert {option["do"] for option in socket.legal} == {"swap", "discard", "undo_move", "hint"}


async def test_whoever_comes_back_or_comes_late_sees_the_same(club: Club) -> None:
    alice, socket, code = await coached(club)
    gone = await club.at(code, alice)
    await gone.leave()
    await socket.ok("draw", **{"from": "stock"})
    await socket.ok("swap", at=2)
    await socket.ok("undo_move")
    back, fresh = await club.back(gone, code, alice), await club.at(code, alice)
    assert back.table == fresh.table
    neighbour = await club.neighbour()
    there = await neighbour.at(code, alice)
    assert there.table["drawn"] == socket.table["drawn"]
    assert there.legal == socket.legal


async def test_a_move_may_be_taken_back_while_others_move(club: Club) -> None:
    _alice, socket, _code = await coached(club)
    await socket.ok("draw", **{"from": "stock"})
    await socket.ok("swap", at=2)
    seen = socket.seq
    await her_turn(club, socket)
    await socket.ok("undo_move", seq=seen)
    assert await socket.refused("undo_move", seq=seen) == "stale", "a second sending counts once"
    assert socket.may("swap")


async def test_a_turn_begins_anew_with_all_its_time(club: Club) -> None:
    _alice, socket, _code = await coached(club, turn_seconds=60)
    await socket.ok("draw", **{"from": "stock"})
    await socket.ok("swap", at=2)
    await her_turn(club, socket)
    club.hours.pass_by(50)
    await socket.ok("undo_move")
    club.hours.pass_by(30)
    await club.tick()
    assert socket.may("swap"), "nobody has played for her"
    club.hours.pass_by(31)
    await club.tick()
    await club.in_step(socket)
    assert any(event.get("by") == "caddie" for event in socket.events())


async def test_to_other_tables_it_is_refused(club: Club) -> None:
    _alice, socket, _code = await coached(club, coaching=False)
    await socket.ok("draw", **{"from": "stock"})
    assert not socket.may("undo_move")
    assert await socket.refused("undo_move") == "not_allowed"
    assert await socket.refused("undo_move", at=1) == "bad_message"


async def test_a_rematch_allows_it_too(club: Club) -> None:
    alice, socket, code = await coached(club)
    await club.play(
        [socket], random.Random(1), until=lambda: socket.table["phase"] == "game_over", never=PLAY
    )
    await club.ask(tables.rematch, await club.game_id(code), alice.id, {alice.id})
    assert (await club.state(code)).coaching is not None
    assert (await club.row(code)).coaching


async def test_such_a_game_is_sound_shows_no_secret_and_counts_for_nothing(club: Club) -> None:
    _alice, socket, code = await coached(club, rules={"holes": 2})
    dice, undone = random.Random(3), 0
    while socket.table["phase"] != "game_over":
        if undone < 12 and socket.may("undo_move") and dice.random() < 0.3:
            await socket.ok("undo_move")
            undone += 1
        else:
            moves = len(socket.frames)
            await club.play(
                [socket],
                dice,
                until=lambda moves=moves: len(socket.frames) > moves,  # type: ignore[misc]
                never=PLAY,
            )
    assert undone == 12
    game = await club.game_id(code)
    stream = await club.ask(event_store.load, game)
    truth = Truth(stream)
    assert not [leak for frame in socket.frames if "seq" in frame for leak in truth.leaks(frame, 0)]
    verdict = await club.ask(verify, game)
    assert verdict.fault is None, verdict
    await club.ask(results.fold_games, [game])
    assert not await club.ask(Result.objects.filter(game=game).exists)


async def test_its_file_can_be_brought_in_again(club: Club) -> None:
    _alice, socket, code = await coached(club)
    await socket.ok("draw", **{"from": "stock"})
    await socket.ok("undo_move")
    await club.play(
        [socket], random.Random(1), until=lambda: socket.table["phase"] == "game_over", never=PLAY
    )
    content = await club.ask(export.exported, await club.game_id(code))
    told = json.loads(content)
    assert {"moves_undone", "coaching_allowed"} <= {event["type"] for event in told["events"]}
    assert {"moves_undone", "coaching_allowed"} <= schema()["$defs"].keys()
    imported = await club.ask(importing.import_file, content)
    row = await club.ask(Game.objects.get, pk=imported.game_id)
    assert (row.coaching, row.imported) == (True, True)


async def test_the_clock_lets_a_move_go_that_was_thought_out_before(club: Club) -> None:
    """Of a CPU player's move and the taking back one comes first, and the other meets what is then."""
    _alice, socket, code = await coached(club)
    await socket.ok("draw", **{"from": "stock"})
    await socket.ok("swap", at=2)
    game = await club.game_id(code)
    await club.ask(act_now, game, c.UndoMove(0))
    await club.tick()
    stream = await club.ask(event_store.load, game)
    assert isinstance(stream[-1].event, e.MovesUndone)
