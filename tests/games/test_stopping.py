"""A moderator ends a game: whatever it is like and wherever it is served, the table really stops."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from games import bus, due, stopping, verify
from games.live import load_game
from games.models import Game, GameClock, GameEvent
from games.rules.refusals import IllegalMove
from games.rules.state import Phase
from tests.kit.club import Club
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from tests.kit.cast import Person

pytestmark = pytest.mark.django_db(transaction=True)
CPUS = ("maya", "sage")


async def a_game(club: Club) -> tuple[Person, str, int]:
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=CPUS, start=True, visibility="public")
    return alice, code, await club.game_id(code)


def last_of(game: int) -> GameEvent:
    return GameEvent.objects.filter(game=game).latest("seq")


def has_clock(game: int) -> bool:
    return GameClock.objects.filter(pk=game).exists()


async def test_everybody_at_the_table_is_told_why_and_nothing_is_due_any_more(club: Club) -> None:
    alice, code, game = await a_game(club)
    sockets = [await club.at(code, alice), await club.at(code)]
    await club.ask(stopping.stop_now, game)
    for socket in sockets:
        told = await socket.told("game_abandoned")
        assert (told["reason"], bool(told["reveal"])) == ("moderator", True)
        assert socket.table["phase"] == "abandoned"
        assert socket.legal == []
    assert not await club.ask(has_clock, game)
    assert (await club.row(code)).phase == Phase.ABANDONED
    assert (await club.ask(verify.verify, game)).fault is None


async def test_a_cold_game_in_the_lobby_can_be_ended_too(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, seats=3)
    await club.ask(stopping.stop_now, await club.game_id(code))
    assert (await club.row(code)).phase == Phase.ABANDONED


async def test_one_that_another_process_serves_ends_there(club: Club) -> None:
    alice, code, game = await a_game(club)
    neighbour = await club.neighbour()
    socket = await neighbour.at(code, alice)
    await club.ask(stopping.stop_now, game)
    assert (await socket.told("game_abandoned"))["reason"] == "moderator"


async def test_twice_is_refused_with_words(club: Club) -> None:
    _alice, _code, game = await a_game(club)
    await club.ask(stopping.stop_now, game)
    with pytest.raises(IllegalMove, match="over"):
        await club.ask(stopping.stop_now, game)
    assert await club.ask(GameEvent.objects.filter(game=game, type="game_abandoned").count) == 1


async def test_who_moves_meanwhile_makes_a_whole_move_or_none(club: Club) -> None:
    alice, code, game = await a_game(club)
    socket = await club.at(code, alice)
    club.start_clock()
    dice = random.Random(4)

    async def play() -> None:
        while socket.table["phase"] != "abandoned":
            move = a_move(socket.legal, dice, never=("stand", "rematch", "take_back_seat"))
            if move is None:
                await asyncio.sleep(0.005)
                continue
            await socket.do(move.pop("do"), **move)

    playing = asyncio.create_task(play())
    for _move in range(200):
        if socket.seq > 20:
            break
        await asyncio.sleep(0.01)
    await club.ask(stopping.stop_now, game)
    async with asyncio.timeout(20):
        await playing
    last = await club.ask(last_of, game)
    assert (last.type, socket.seq) == ("game_abandoned", last.seq)
    assert (await club.ask(verify.verify, game)).fault is None


async def test_nothing_is_told_before_the_transaction_that_it_belongs_to_has_committed(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    _alice, _code, game = await a_game(club)
    told: list[int] = []
    monkeypatch.setattr(bus, "tell_now", lambda _table, game, _rows: told.append(game))

    def stop_and_undo() -> None:
        with transaction.atomic():
            stopping.stop_now(game)
            assert told == []
            transaction.set_rollback(True)

    await club.ask(stop_and_undo)
    assert told == []
    assert (await club.ask(load_game, game)).fold.state.is_live
    assert await club.ask(has_clock, game)


# Games that cannot be read


def spoil(game: int) -> None:
    last = last_of(game)
    GameEvent.objects.filter(game=game, seq=last.seq).update(data="[7,")


def forget(game: int, seq: int) -> None:
    GameEvent.objects.filter(game=game, seq=seq)._raw_delete("default")


def add_one_that_cannot_follow(game: int) -> None:
    last = last_of(game)
    row = GameEvent(game_id=game, seq=last.seq + 1, time=timezone.now(), type="ready", data="[5]")
    GameEvent.objects.bulk_create([row])


@pytest.mark.parametrize("harm", [spoil, lambda game: forget(game, 1), add_one_that_cannot_follow])
async def test_a_broken_stream_ends_all_the_same_and_so_does_its_table(club: Club, harm: object) -> None:
    alice, code, game = await a_game(club)
    await club.ask(harm, game)  # type: ignore[arg-type]
    await club.ask(stopping.stop_now, game)
    assert (await club.ask(last_of, game)).type == "game_abandoned"
    assert (await club.row(code)).phase == Phase.ABANDONED
    assert not await club.ask(has_clock, game)
    await club.ask(due.sweep, timezone.now())
    assert not await club.ask(has_clock, game)
    socket = club.socket(code, alice)
    await socket.open()
    assert await socket.bye() == ("table_closed", 4404)
    assert socket.frames[-1]["message"] == stopping.sentence()
    with pytest.raises(IllegalMove, match="over"):
        await club.ask(stopping.stop_now, game)


async def test_whoever_still_sees_it_whole_is_told_as_ever(club: Club) -> None:
    """Its rows have been harmed since this process folded it."""
    alice, code, game = await a_game(club)
    socket = await club.at(code, alice)
    await club.ask(GameEvent.objects.filter(game=game, seq=1).update, data="[7,")
    await club.ask(stopping.stop_now, game)
    assert (await socket.told("game_abandoned"))["reason"] == "moderator"


async def test_whoever_cannot_be_shown_it_is_put_out_and_hears_why_on_coming_back(club: Club) -> None:
    alice, code, game = await a_game(club)
    socket = await club.at(code, alice)
    await club.ask(add_one_that_cannot_follow, game)
    await club.ask(stopping.stop_now, game)
    assert await socket.bye() == ("restarting", 1012)
    again = club.socket(code, alice)
    await again.open()
    assert await again.bye() == ("table_closed", 4404)


async def test_a_game_without_any_event_can_be_ended(club: Club) -> None:
    _alice, code, game = await a_game(club)
    await club.ask(GameEvent.objects.filter(game=game)._raw_delete, "default")
    await club.ask(stopping.stop_now, game)
    assert (await club.row(code)).phase == Phase.ABANDONED


async def test_whoever_can_read_the_rest_one_day_reads_that_it_is_over(club: Club) -> None:
    _alice, _code, game = await a_game(club)
    last = await club.ask(last_of, game)
    await club.ask(spoil, game)
    await club.ask(stopping.stop_now, game)
    await club.ask(GameEvent.objects.filter(game=game, seq=last.seq).update, data=last.data)
    live = await club.ask(load_game, game)
    assert live.fold.state.phase is Phase.ABANDONED


async def test_its_page_says_that_a_moderator_ended_it(club: Club) -> None:
    _alice, code, game = await a_game(club)
    for harm in (None, spoil):
        if harm is None:
            await club.ask(stopping.stop_now, game)
        else:
            await club.ask(GameEvent.objects.filter(game=game, seq=1).update, data="[7,")
        page = await club.ask(Client().get, f"/t/{code}/")
        assert page.status_code == 410
        assert stopping.sentence() in page.content.decode()


async def test_one_that_nobody_was_at_any_more_says_nothing_of_moderators(club: Club) -> None:
    _alice, code, game = await a_game(club)
    await club.ask(stopping.stop_now, game)
    await club.ask(GameEvent.objects.filter(game=game, type="game_abandoned").update, data='["idle"]')
    page = await club.ask(Client().get, f"/t/{code}/")
    assert stopping.sentence() not in page.content.decode()
    assert await club.ask(Game.objects.filter(pk=game, phase=Phase.ABANDONED).exists)
