"""The list of somebody's own games: theirs alone, newest first, page by page, filtered; and bringing one in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from games import actions, tables
from games.models import Game, Seat
from games.projections import key_of_preset
from games.rules import commands as c
from games.rules.house_rules import CLASSIC, PRESETS, HouseRules
from replays import my_games
from replays.export import exported
from replays.importing import import_file
from replays.models import Import
from replays.my_games import PAGE, Wanted
from tests.kit import cast
from tests.kit.random_games import RandomGame
from tests.kit.streams import new_game, played_game
from tests.kit.visitor import Visitor

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(db: None) -> User:
    return cast.person("Alice", guest=False).user


def finished(
    user: User, *others: User | str, place: int = 1, rules: HouseRules = CLASSIC, days: int = 0
) -> int:
    """A row of a game that is over, without its events."""
    game = new_game()
    ended = timezone.now() - timedelta(days=days)
    Game.objects.filter(pk=game).update(
        phase="game_over",
        rules=rules.to_json(),
        preset=key_of_preset(rules),
        started_at=ended,
        ended_at=ended,
    )
    for number, who in enumerate((user, *others)):
        person, persona = (None, who) if isinstance(who, str) else (who, "")
        Seat.objects.create(
            game_id=game,
            number=number,
            user=person,
            persona=persona,
            place=place if number == 0 else 2,
            total=9,
        )
    return game


def listed(user: User, **wanted: object) -> list[int]:
    games, _key = my_games.page(user, Wanted(**wanted))  # type: ignore[arg-type]
    return [one.game.pk for one in games]


def test_pages_joined_are_all_games_newest_first(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = [finished(alice, "maya") for _n in range(2 * PAGE + 3)]
    finished(cast.person("Bob").user, "maya")
    found, key, pages = [], None, 0
    while True:
        games, key = my_games.page(alice, Wanted(), key)
        found += [one.game.pk for one in games]
        pages += 1
        if key is None:
            break
    assert (found, pages) == (sorted(made, reverse=True), 3)
    with django_assert_num_queries(4):
        my_games.page(alice, Wanted())


def test_running_games_and_those_of_others_are_not_in_it(alice: User) -> None:
    bob = cast.person("Bob").user
    tables.make(alice, tables.Wish(cpus=["maya"], start=True))
    finished(bob, "maya")
    assert listed(alice) == []


def test_filters(alice: User) -> None:
    bob = cast.person("Bob").user
    old = finished(alice, bob, days=40)
    lost = finished(alice, "maya", place=2)
    speed = finished(alice, "priya", rules=PRESETS["speed"].rules)
    table = tables.make(alice, tables.Wish(cpus=["kenji"], start=True))
    given_up = cast.game_of(table)
    actions.act_now(given_up, c.Abandon("moderator"))
    today = timezone.now().date()
    assert listed(alice) == [given_up, speed, lost, old]
    assert listed(alice, since=today - timedelta(days=2)) == [given_up, speed, lost]
    assert listed(alice, until=today - timedelta(days=30)) == [old]
    assert listed(alice, rules="speed") == [speed]
    assert listed(alice, against="people") == [old]
    assert listed(alice, against="computers") == [given_up, speed, lost]
    assert listed(alice, name="bo") == [old]
    assert listed(alice, name="MAYA") == [lost]
    assert listed(alice, result="won") == [speed, old]
    assert listed(alice, result="lost") == [lost]
    assert listed(alice, result="abandoned") == [given_up]


def test_places_and_totals_stand_with_the_seats_of_a_game_that_was_played() -> None:
    game = played_game(RandomGame(HouseRules(holes=1), 3, 7))
    seats = list(Seat.objects.filter(game=game))
    assert [seat.place for seat in seats] == [1 + sum(o.total < s.total for o in seats) for s in seats]  # type: ignore[operator]


def test_a_game_from_a_file_is_marked_and_stands_in_the_list_of_whoever_brought_it(alice: User) -> None:
    file = exported(played_game(RandomGame(HouseRules(holes=1), 3, 7)))
    own, brought = finished(alice, "maya"), import_file(file, alice)
    games, _key = my_games.page(alice, Wanted())
    assert [one.game.pk for one in games] == [brought.game_id, own]
    assert [one.token for one in games] == [brought.token, None]


def test_pages_joined_are_all_games_where_own_and_brought_ones_take_turns(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [finished(alice, "maya") for _n in range(9)]
    for n in (0, 3, 4, 8):
        Seat.objects.filter(game=made[n]).delete()
        Import.objects.create(game_id=made[n], token=f"t{n}", people=[], imported_by=alice)
    for size in range(1, 11):
        monkeypatch.setattr(my_games, "PAGE", size)
        games, key = my_games.page(alice, Wanted())
        found = list(games)
        while key is not None:
            games, key = my_games.page(alice, Wanted(), key)
            found += games
        assert [one.game.pk for one in found] == made[::-1]


def test_the_page_shows_them_and_what_to_do_where_there_are_none(alice: User) -> None:
    visitor = Visitor()
    assert "There is nothing here yet" in visitor.see("my_games").content.decode()
    visitor.client.force_login(alice)
    assert "There is nothing here yet" in visitor.see("my_games").content.decode()
    game = finished(alice, "maya")
    assert f"/replays/games/{game}/" in visitor.see("my_games").content.decode()
    assert "No game is like that." in visitor.see("my_games", rules="wild").content.decode()
    for nonsense in ({"before": "x"}, {"since": "yesterday"}, {"rules": "none"}, {"before": "9" * 40}):
        assert visitor.see("my_games", **nonsense).status_code == 200


def test_each_row_leads_to_its_replay_and_its_file_also_where_it_was_brought_in(alice: User) -> None:
    visitor = Visitor()
    visitor.client.force_login(alice)
    file = exported(played_game(RandomGame(HouseRules(holes=1), 3, 7)))
    brought = import_file(file, alice)
    own = played_game(RandomGame(HouseRules(holes=1), 3, 8))
    Seat.objects.filter(game=own, number=0).update(user=alice)
    page = visitor.see("my_games").content.decode()
    for game, replay in (
        (own, f"/replays/games/{own}/"),
        (brought.game_id, f"/replays/{brought.token}/"),
    ):
        assert f'href="{replay}"' in page
        assert f'href="/api/v1/games/{game}/export" download' in page
        assert visitor.client.get(f"/api/v1/games/{game}/export").status_code == 200


def test_a_file_is_brought_in_on_the_page_by_anybody(alice: User) -> None:
    file = exported(played_game(RandomGame(HouseRules(holes=1), 3, 7)))
    visitor = Visitor()
    page = visitor.send("import_game", file=SimpleUploadedFile("game.json", file))
    assert page.status_code == 302
    assert Visitor().see("replay", Import.objects.get().token).status_code == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not JSON", "JSON"),
        (b"[" * 5000, "nested too deeply"),
        (b"{}", "This is not the file of a game."),
        (b" " * (2 * 1024 * 1024 + 1), "larger than"),
    ],
)
def test_a_file_that_is_no_game_is_refused_with_a_reason_and_nothing_is_stored(
    content: bytes, words: str
) -> None:
    page = Visitor().send("import_game", file=SimpleUploadedFile("game.json", content))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Game.objects.exists()


def test_the_first_bad_event_is_named() -> None:
    file = exported(played_game(RandomGame(HouseRules(holes=1), 3, 7)))
    broken = file.replace(b'"type":"hole_ended"', b'"type":"hole_began"')
    page = Visitor().send("import_game", file=SimpleUploadedFile("game.json", broken))
    assert page.status_code == 422
    assert "Event " in page.content.decode()
