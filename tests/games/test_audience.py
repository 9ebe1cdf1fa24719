"""Who is at listed tables: counted for pages and programs, and the best tables first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.test import Client, RequestFactory

from games import lists, tables
from games.presence import LocalPresence
from tests.kit.cast import Person, person

if TYPE_CHECKING:
    from django.http import HttpRequest

    from games.models import Table

pytestmark = pytest.mark.django_db
RUNNING: Final[dict[str, Any]] = {"cpus": ["maya", "sage"], "start": True}


@pytest.fixture
def alice() -> Person:
    return person("Alice")


def made(host: Person, **wish: Any) -> Table:
    return tables.make(host.user, tables.Wish(visibility="public", **wish))


def request_with(said: dict[Table, tuple[list[int], int]]) -> HttpRequest:
    """A request to a process that has heard who is at these tables: (users, gallery)."""
    presence = LocalPresence()
    asyncio.run(presence.say("here", {table.pk: who for table, who in said.items()}))
    request = RequestFactory().get("/")
    request.scope = {"presence": presence}  # type: ignore[attr-defined]
    return request


def codes(cards: list[dict[str, Any]]) -> list[str]:
    return [card["code"] for card in cards]


def test_the_tables_that_most_people_watch_come_first(alice: Person) -> None:
    quiet, full, some = (made(alice, **RUNNING) for _ in range(3))
    request = request_with({full: ([alice.id], 7), some: ([], 2)})
    found = lists.to_watch(request, 12)
    assert codes(found) == [full.code, some.code, quiet.code]
    assert [card["watching"] for card in found] == [7, 2, 0]


def test_where_nobody_watches_those_come_first_at_which_somebody_is(alice: Person) -> None:
    there, left = made(alice, **RUNNING), made(alice, **RUNNING)
    assert codes(lists.to_watch(request_with({there: ([alice.id], 0)}), 12)) == [there.code, left.code]


def test_the_tables_that_lack_the_fewest_come_first_if_somebody_waits_there(alice: Person) -> None:
    left = made(alice, seats=2)
    nearly, many = made(alice, cpus=["maya"], seats=3), made(alice, seats=6)
    request = request_with({nearly: ([alice.id], 0), many: ([alice.id], 0)})
    assert codes(lists.to_join(request, 12)) == [nearly.code, many.code, left.code]


def test_the_best_are_shown_though_others_are_newer(alice: Person) -> None:
    watched = made(alice, **RUNNING)
    for _ in range(3):
        made(alice, **RUNNING)
    assert codes(lists.to_watch(request_with({watched: ([], 5)}), 2))[0] == watched.code


def test_programs_are_told_how_many_watch(alice: Person) -> None:
    table = made(alice, **RUNNING)
    request = request_with({table: ([alice.id], 4)})
    assert [item["watching"] for item in lists.public_tables(request, None)[0]] == [4]
    assert lists.one_table(request, table.code, None)["watching"] == 4


def test_while_nobody_can_know_nobody_is_told_a_number(alice: Person) -> None:
    table = made(alice, **RUNNING)
    request = RequestFactory().get("/")
    assert [item["watching"] for item in lists.public_tables(request, None)[0]] == [None]
    assert codes(lists.to_watch(request, 12)) == [table.code]
    assert "watching" not in Client().get("/").content.decode()


# One's own tables


def home_of(who: Person) -> list[dict[str, Any]]:
    """What the first page says of this person's own tables."""
    client = Client()
    client.force_login(who.user)
    found: list[dict[str, Any]] = client.get("/").context["mine"]
    return found


def test_whoever_has_a_seat_in_a_game_finds_it_first(alice: Person) -> None:
    older, newer = made(alice, **RUNNING), made(alice)
    found = home_of(alice)
    assert [card["code"] for card in found] == [newer.code, older.code]
    assert [card["waiting"] for card in found] == [True, False]
    assert [card["names"] for card in found] == [[], ["Maya", "Sage"]]


def test_games_of_others_and_games_that_are_over_are_not_ones_own(alice: Person) -> None:
    made(person("Bob"), **RUNNING)
    assert home_of(alice) == []
    assert Client().get("/").context["mine"] == []


def test_the_picture_of_the_game_counts_what_the_engine_counts() -> None:
    page = Client().get("/")
    *columns, total = page.context["picture"]["rows"]
    numbers = [int(row["cells"][0]) for row in columns]
    text = page.content.decode()
    assert [f"<b>{number}</b>" in text for number in numbers] == [True] * 3
    assert f"This one scores {sum(numbers)}." in text
    assert int(total["cells"][0]) == sum(numbers)
