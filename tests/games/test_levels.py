"""The level of a CPU player: asked for, kept with everything that is kept of a game, and said wherever they sit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from games import lists, schedule, tables, verify
from games.actions import act_now
from games.codec import decode
from games.cpu import personas
from games.forms import TableForm
from games.live import load_game
from games.models import Game, Seat, Table
from games.rules import commands as c
from games.rules import events as e
from games.rules.evolve import replay
from games.rules.house_rules import CLASSIC
from games.rules.levels import LEVELS, USUAL
from games.rules.retrace import Deviation, retrace
from replays.document import read
from replays.export import exported
from replays.importing import import_file
from tests.kit import cast
from tests.kit.visitor import Visitor, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.kit.club import Club

ALICE = 7
BEGINNING = (e.GameCreated(CLASSIC, 4), e.PlayerJoined(0, ALICE, None))


def levels_of(stream: Sequence[e.Event]) -> list[str | None]:
    return [seat.level for _n, seat in replay(stream).taken]


def test_the_rules_and_the_cpu_players_know_the_same_levels() -> None:
    assert list(LEVELS) == list(personas.LEVELS)
    assert personas.USUAL.key == USUAL


def test_an_event_without_a_level_is_of_somebody_at_club() -> None:
    joined = decode("player_joined", '[1,null,"maya"]')
    assert joined == e.PlayerJoined(1, None, "maya")
    assert levels_of([*BEGINNING, e.PlayerJoined(1, None, "maya")]) == [None, "club"]
    assert levels_of([*BEGINNING, e.PlayerJoined(1, None, "maya", "tour")]) == [None, "tour"]


@pytest.mark.parametrize(
    "joined",
    [e.PlayerJoined(1, None, "maya", "club"), e.PlayerJoined(1, 8, None, "tour")],
    ids=["club in words", "a person's"],
)
@pytest.mark.parametrize("founding", [1, 3], ids=["later", "from the beginning"])
def test_a_level_is_said_in_one_way_only(joined: e.PlayerJoined, founding: int) -> None:
    with pytest.raises(Deviation):
        retrace([*BEGINNING, joined], founding)


def test_a_seat_is_played_at_its_level_and_a_persons_by_the_caddie() -> None:
    state = replay([*BEGINNING, e.PlayerJoined(1, None, "maya", "easy"), e.PlayerJoined(2, None, "sage")])
    who = [schedule.persona_of(seat) for _n, seat in state.taken]
    assert [(one.key, one.level.key) for one in who] == [
        ("caddie", "caddie"),
        ("maya", "easy"),
        ("sage", "club"),
    ]


@pytest.mark.django_db(transaction=True)
async def test_the_host_chooses_a_level_and_everybody_is_told(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=4, visibility="public")
    host, other = await club.at(code, alice), await club.at(code, bob)
    await host.ok("add_cpu", persona="maya")
    await host.ok("add_cpu", persona="marcus", level="tour")
    await club.in_step(other)
    joined = other.events("player_joined")
    assert [(event["persona"], event["level"]) for event in joined] == [("maya", "club"), ("marcus", "tour")]
    for table in (host.table, other.table, (await club.fresh(code))["table"]):
        assert [seat and seat["level"] for seat in table["seats"]] == [None, "club", "tour", None]


@pytest.mark.django_db(transaction=True)
async def test_a_rematch_keeps_levels(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=["maya", "sage"], levels={"sage": "easy"})
    old = await club.game_id(code)
    await club.ask(tables.rematch, old, alice.id, {alice.id})
    table = (await club.fresh(code))["table"]
    assert table["game"] != str(old)
    assert [seat["level"] for seat in table["seats"]] == [None, "club", "easy"]


def a_finished_game() -> int:
    alice = cast.person("Alice")
    wish = tables.Wish(cpus=["maya", "marcus"], levels={"marcus": "tour"}, start=True)
    game = cast.game_of(tables.make(alice.user, wish))
    act_now(game, c.Abandon("moderator"))
    return game


@pytest.mark.django_db
def test_it_is_verified_exported_and_read_again() -> None:
    game = a_finished_game()
    assert verify.verify(game).fault is None
    assert list(Seat.objects.filter(game=game).values_list("level", flat=True)) == ["", "", "tour"]
    file = exported(game)
    told = json.loads(file)
    assert told["seats"] == [{"person": 0}, {"persona": "maya"}, {"persona": "marcus", "level": "tour"}]
    assert [event.get("level") for event in told["events"][1:4]] == [None, None, "tour"]
    again = import_file(file).game_id
    assert exported(again) == file
    assert verify.verify(again).fault is None


@pytest.mark.django_db
def test_what_is_stored_beside_the_events_is_verified_too() -> None:
    game = a_finished_game()
    Seat.objects.filter(game=game, persona="marcus").update(level="easy")
    fault = verify.verify(game).fault
    assert fault is not None
    assert "seats" in fault.sentence


@pytest.mark.django_db
def test_a_file_from_before_there_were_levels_is_read_as_ever() -> None:
    game = cast.game_of(tables.make(cast.person("Alice").user, tables.Wish(cpus=["maya"], start=True)))
    act_now(game, c.Abandon("moderator"))
    file = exported(game)
    assert b'"level"' not in file
    assert read(file).state.seat(1).level == "club"


@pytest.mark.django_db
def test_lists_of_tables_say_it() -> None:
    wish = tables.Wish(cpus=["maya", "sage"], levels={"sage": "easy"}, visibility="public", start=True)
    code = tables.make(cast.person("Alice").user, wish).code
    client = Client()
    listed = client.get("/api/v1/tables").json()["items"][0]
    for told in (listed, client.get(f"/api/v1/tables/{code}").json()):
        assert [seat["level"] for seat in told["seats"]] == [None, "club", "easy"]


FORM: dict[str, Any] = {
    "preset": "classic",
    "cpus": ["maya", "sage"],
    "seats": "4",
    "pace": "normal",
    "visibility": "private",
}


@pytest.mark.django_db
def test_the_form_offers_a_level_for_each() -> None:
    page = shown(Visitor().see("make_table"))
    assert page.count('class="cpu-level"') == len(personas.PERSONAS)
    assert "Level of Maya" in page
    made = Visitor().send("make_table", **FORM, level_sage="tour", level_river="easy")
    state = load_game(cast.game_of(Table.objects.get())).fold.state
    assert made.status_code == 302
    assert [seat.level for _n, seat in state.taken] == [None, "club", "tour"]


def test_the_form_refuses_a_level_that_there_is_not() -> None:
    form = TableForm(FORM | {"level_sage": "hard"})
    assert list(form.errors) == ["level_sage"]


@pytest.mark.django_db
def test_play_now_is_easy_until_somebody_has_finished_a_game() -> None:
    visitor = Visitor()
    visitor.send("play")
    first = Game.objects.get()
    assert set(first.seats.exclude(persona="").values_list("level", flat=True)) == {"easy"}
    first.seats.filter(persona="").update(place=2)
    visitor.send("play")
    second = Game.objects.latest("pk")
    assert {seat.level for _n, seat in load_game(second.pk).fold.state.taken} == {None, "club"}
    assert {seat and seat["level"] for seat in map(lists._who, second.seats.all())} == {None, "club"}
