"""A stream that cannot be folded is set aside, with game, event and reason; no other game takes harm."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from games import actions, bus, due, faults, tables
from games.fold import BrokenStream
from games.live import load_game
from games.models import Game, GameClock, GameEvent, Seat
from games.rules import commands as c
from games.rules.state import Phase
from tests.kit import cast
from tests.kit.streams import new_game

if TYPE_CHECKING:
    from games.models import Table
    from tests.kit.cast import Person
    from tests.kit.club import Club

CPUS = ("maya", "sage", "river")


@pytest.fixture
def alice(db: None) -> Person:
    return cast.person("Alice")


def made(host: Person, **wish: Any) -> Table:
    asked: dict[str, Any] = {"visibility": "public", "seats": 3} | wish
    return tables.make(host.user, tables.Wish(**asked))


def spoil(game: int) -> tuple[int, str]:
    """Spoil the last event of a game; its number, and the data that would heal it."""
    last = GameEvent.objects.filter(game=game).latest("seq")
    GameEvent.objects.filter(game=game, seq=last.seq).update(data="[7,")
    return last.seq, last.data


def heal(game: int, seq: int, data: str) -> None:
    GameEvent.objects.filter(game=game, seq=seq).update(data=data)


def fault_of(game: int) -> str:
    return dict(faults.listed()).get(game, "")


# It is noted, once, and forgotten


def test_whoever_loads_it_first_notes_why(alice: Person, caplog: pytest.LogCaptureFixture) -> None:
    game = cast.game_of(made(alice))
    seq, _data = spoil(game)
    for _time in range(2):
        with pytest.raises(BrokenStream):
            load_game(game)
    assert fault_of(game).startswith(f"event {seq}: player_joined: ")
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == [f"set aside: game {game}, {fault_of(game)}"], "said once"


def test_an_event_that_cannot_follow_is_such_a_fault(alice: Person) -> None:
    game = cast.game_of(made(alice))
    GameEvent.objects.bulk_create(
        [GameEvent(game_id=game, seq=2, time=timezone.now(), type="ready", data="[1]")]
    )
    with pytest.raises(BrokenStream):
        load_game(game)
    assert fault_of(game) == "event 2: KeyError: 1"


def test_so_is_a_game_without_events(db: None) -> None:
    game = new_game()
    with pytest.raises(BrokenStream):
        load_game(game)
    assert fault_of(game) == "event 0: the stream is empty"


def test_whoever_loads_it_again_takes_it_up_again_and_the_clock_looks_at_once(alice: Person) -> None:
    game = cast.game_of(made(alice, cpus=CPUS, seats=4, start=True))
    spoiled = spoil(game)
    with pytest.raises(BrokenStream):
        load_game(game)
    due.put_off(game, timezone.now() + timedelta(minutes=1), was=GameClock.objects.get(pk=game).due_at)
    heal(game, *spoiled)
    load_game(game)
    assert not faults.listed()
    assert GameClock.objects.get(pk=game).due_at <= timezone.now()


def test_a_database_that_does_not_take_the_note_hides_nothing(
    alice: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    game = cast.game_of(made(alice))
    spoil(game)

    def refuse(*args: object, **kwargs: object) -> int:
        raise DatabaseError("read-only")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", refuse)
    with pytest.raises(BrokenStream):
        load_game(game)
    assert f"set aside: game {game}" in caplog.text


def test_processes_of_the_version_before_make_games_without_the_column(db: None) -> None:
    game = Game.objects.get(pk=new_game())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO games_game (table_id, phase, rules, seat_count, hole, created_at) "
            "VALUES (%s, 'lobby', '{}', 2, 0, %s)",
            [game.table_id, game.created_at],
        )
    assert [row.fault for row in Game.objects.filter(table=game.table_id)] == ["", ""]


# What people see


def test_the_page_of_its_table_says_so(alice: Person) -> None:
    table = made(alice)
    spoil(cast.game_of(table))
    browser = Client()
    for answer in (browser.get(f"/t/{table.code}/"), browser.post(f"/t/{table.code}/sit/")):
        assert answer.status_code == 503
        assert faults.sentence() in answer.content.decode()


def test_so_does_the_api(alice: Person) -> None:
    table = made(alice)
    spoil(cast.game_of(table))
    answer = Client().get(f"/api/v1/tables/{table.code}")
    assert (answer.status_code, answer.json()) == (503, {"code": "set_aside", "message": faults.sentence()})


def test_lists_leave_it_out(alice: Person) -> None:
    broken, sound = made(alice), made(alice)
    spoil(cast.game_of(broken))
    with pytest.raises(BrokenStream):
        load_game(cast.game_of(broken))
    listed = Client().get("/api/v1/tables").json()["items"]
    assert [table["code"] for table in listed] == [sound.code]
    me = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {alice.token}"}).json()
    assert [seat["table"] for seat in me["seats"]] == [sound.code]
    lobby = Client().get("/").content.decode()
    assert sound.code in lobby
    assert broken.code not in lobby


@pytest.mark.parametrize(
    "columns", [{"rules": {}}, {"rules": {"holes": "many"}}, {"rules": []}, {"seat_count": 0}]
)
def test_lists_outlive_a_game_whose_columns_make_no_sense(alice: Person, columns: dict[str, Any]) -> None:
    broken, sound = made(alice), made(alice)
    Game.objects.filter(pk=cast.game_of(broken)).update(**columns)
    assert sound.code in Client().get("/").content.decode()
    listed = Client().get("/api/v1/tables").json()["items"]
    assert sound.code in [table["code"] for table in listed]


@pytest.mark.django_db(transaction=True)
async def test_a_socket_is_told_so(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, visibility="public")
    await club.ask(spoil, await club.game_id(code))
    socket = club.socket(code, alice)
    await socket.open()
    assert await socket.bye() == ("table_closed", 4404)
    assert socket.frames[-1]["message"] == faults.sentence()


@pytest.mark.django_db(transaction=True)
async def test_there_is_no_rematch_of_it(club: Club) -> None:
    """The table has nobody's word for who sat where."""
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=["maya"], start=True)
    game = await club.game_id(code)
    await club.ask(spoil, game)
    with pytest.raises(BrokenStream):
        await club.ask(tables.rematch, game, alice.id, {alice.id})
    assert await club.game_id(code) == game


# No other game takes harm


@pytest.mark.django_db(transaction=True)
async def test_the_clock_moves_all_others_on(club: Club) -> None:
    alice = await club.person("Alice")
    wish: dict[str, Any] = {"cpus": CPUS, "start": True, "rules": {"holes": 1}}
    codes = [await club.table(alice, **wish) for _ in range(3)]
    games = [await club.game_id(code) for code in codes]
    sockets = [await club.at(code, alice) for code in (codes[0], codes[2])]
    await club.ask(spoil, games[1])
    for socket in sockets:
        await socket.ok("stand")
    club.start_clock()
    for socket in sockets:
        await socket.told("game_ended")
    assert await club.ask(fault_of, games[1])
    assert (await club.ask(GameClock.objects.get, pk=games[1])).due_at > timezone.now()


@pytest.mark.django_db(transaction=True)
async def test_who_looks_at_one_that_goes_bad_is_sent_to_try_elsewhere_and_others_see_all(club: Club) -> None:
    """As when a version to come has stored an event that this one does not know."""
    alice = await club.person("Alice")
    codes = [await club.table(alice, visibility="public", seats=4) for _ in range(3)]
    sockets = [await club.at(code) for code in codes]
    bob = await club.person("Bob")
    games = [await club.game_id(code) for code in codes]
    for game in games:
        await club.ask(silently_seated, game, bob)
    await club.ask(spoil, games[1])
    await club.runtime._watch()
    assert await sockets[1].bye() == ("restarting", 1012)
    for socket in (sockets[0], sockets[2]):
        await socket.told("player_joined")
    assert await club.ask(fault_of, games[1])


@pytest.mark.django_db(transaction=True)
async def test_an_event_that_cannot_follow_what_a_process_knows_is_noted_too(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, visibility="public", seats=4)
    socket, game = await club.at(code), await club.game_id(code)
    row = GameEvent(game_id=game, seq=2, time=timezone.now(), type="ready", data="[3]")
    await club.ask(GameEvent.objects.bulk_create, [row])
    await club.runtime._watch()
    assert await socket.bye() == ("restarting", 1012)
    assert await club.ask(fault_of, game) == "event 2: KeyError: 3"


def silently_seated(game: int, who: Person) -> None:
    """Somebody sits down by a process whose word is lost."""
    patch = pytest.MonkeyPatch()
    patch.setattr(bus, "tell_now", lambda *_args: None)
    actions.act_now(game, c.Sit(who.id))
    patch.undo()


# What the clock looks at


def test_a_live_game_that_the_clock_does_not_know_is_made_known(alice: Person) -> None:
    lost, known = cast.game_of(made(alice)), cast.game_of(made(alice))
    GameClock.objects.filter(pk=lost).delete()
    before = GameClock.objects.get(pk=known).due_at
    assert due.without_row() == [lost]
    due.sweep(now := timezone.now())
    assert not due.without_row()
    assert GameClock.objects.get(pk=lost).due_at == now
    assert GameClock.objects.get(pk=known).due_at == before


@pytest.mark.parametrize("phase", [Phase.GAME_OVER, Phase.ABANDONED])
def test_a_game_that_is_over_never_is(alice: Person, phase: Phase) -> None:
    game = cast.game_of(made(alice))
    actions.act_now(game, c.Abandon("moderator"))
    Game.objects.filter(pk=game).update(phase=phase)
    due.sweep(timezone.now())
    assert not GameClock.objects.filter(pk=game).exists()


@pytest.mark.django_db(transaction=True)
async def test_the_running_clock_finds_it_by_itself(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=CPUS, start=True)
    socket = await club.at(code, alice)
    await socket.ok("open", at=[0, 1])
    await club.ask(GameClock.objects.all().delete)
    club.start_clock()
    await socket.until(lambda: socket.table["turn"] == 0)


@pytest.mark.django_db(transaction=True)
async def test_a_game_that_is_over_is_looked_at_once_at_most(club: Club) -> None:
    alice = await club.person("Alice")
    game = await club.game_id(await club.table(alice))
    await club.ask(actions.act_now, game, c.Abandon("moderator"))
    await club.ask(GameClock.objects.create, game_id=game, due_at=timezone.now())
    assert await club.tick() == 1
    assert not await club.ask(GameClock.objects.filter(pk=game).exists)


def test_seats_of_people_stay_theirs(alice: Person) -> None:
    """Setting a game aside takes nothing from anybody."""
    game = cast.game_of(made(alice))
    spoiled = spoil(game)
    with pytest.raises(BrokenStream):
        load_game(game)
    heal(game, *spoiled)
    assert Seat.objects.filter(game=game, user=alice.user).exists()
    assert load_game(game).seat_of(alice.id) == 0
