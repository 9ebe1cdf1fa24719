"""`rebuild_stats`: whatever was done to the tables, after it they are what the events come to."""

from __future__ import annotations

import random
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from games.models import Game, Seat
from games.rules.house_rules import HouseRules
from leaderboards import adding, rating_games, rebuilding, refreshing, results
from leaderboards.models import Award, Career, Level, Rating, RatingChange, Result, Standing, Tally, Versus
from tests.kit.random_games import RandomGame
from tests.kit.streams import NOON, played_game

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

pytestmark = [pytest.mark.django_db(transaction=True)]
TABLES = (Result, Tally, Career, Versus, Award, Rating, RatingChange, Standing)


def settle() -> None:
    while rating_games.work_out() or refreshing.refresh():
        pass


def everything() -> dict[str, list[tuple[object, ...]]]:
    found = {model.__name__: sorted(model._default_manager.values_list(), key=repr) for model in TABLES}
    return found | {"Level": sorted(Level.objects.filter(players__gt=0).values_list())}


@pytest.fixture
def games(settings: object) -> list[int]:
    """Ten games of four people who meet one another now and then."""
    settings.GOLF_LEADERBOARD_GAMES = 2  # type: ignore[attr-defined]
    people = [User.objects.create(username=f"p{n}", name=f"P{n}") for n in range(4)]
    dice, made = random.Random(5), []
    for n in range(10):
        game = played_game(RandomGame(HouseRules(holes=1), 2 + n % 2, n))
        ended = NOON + timedelta(days=n)
        Game.objects.filter(pk=game).update(results_due_at=timezone.now(), ended_at=ended)
        Game.objects.get(pk=game).events.update(time=ended)
        for seat, user in zip(Seat.objects.filter(game=game), dice.sample(people, 3), strict=False):
            Seat.objects.filter(pk=seat.pk).update(user=user, persona="")
        made.append(game)
    results.fold_games(made)
    settle()
    return made


def check() -> str:
    out = StringIO()
    call_command("rebuild_stats", "--check", stdout=out)
    return out.getvalue()


def test_what_is_right_stays_as_it_is(games: list[int]) -> None:
    before = everything()
    assert "everything is what the events come to" in check()
    call_command("rebuild_stats", stdout=StringIO())
    settle()
    assert everything() == before
    assert "everything is what the events come to" in check()


DAMAGES: list[Callable[[], object]] = [
    lambda: Result.objects.filter(seat=0).update(strokes=-99),
    lambda: Result.objects.filter(seat=1).delete(),
    lambda: Tally.objects.filter(slice="all").update(wins=99),
    lambda: Tally.objects.all().delete(),
    lambda: Career.objects.update(feats={"four_jacks": 7}),
    lambda: Versus.objects.update(ahead=50),
    lambda: Award.objects.all().delete(),
    lambda: RatingChange.objects.update(mu=50),
    lambda: Rating.objects.all().delete(),
    lambda: Standing.objects.update(wins=1),
    lambda: Level.objects.all().delete(),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_is_damaged_is_found_and_mended(games: list[int], damage: Callable[[], object]) -> None:
    before = everything()
    damage()
    damaged = everything()
    with pytest.raises(CommandError, match="difference"):
        check()
    assert everything() == damaged, "a check writes nothing"
    call_command("rebuild_stats", stdout=StringIO())
    settle()
    assert everything() == before
    assert "everything is what the events come to" in check()


def test_a_game_that_is_deleted_takes_all_of_it_along(games: list[int]) -> None:
    Game.objects.get(pk=games[2]).delete()
    settle()
    assert not Result.objects.filter(game=games[2]).exists()
    assert not RatingChange.objects.filter(game=games[2]).exists()
    assert "everything is what the events come to" in check()


def test_a_game_whose_rules_cannot_be_read_is_told_and_ends_nothing(games: list[int]) -> None:
    Game.objects.filter(pk=games[2]).update(rules={"holes": "many"})
    with pytest.raises(CommandError, match="difference"):
        check()
    call_command("rebuild_stats", stdout=StringIO())
    settle()
    assert not Result.objects.filter(game=games[2]).exists()
    assert "everything is what the events come to" in check()


def test_nobody_is_told_again_of_what_they_reached_long_ago(
    games: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr("leaderboards.telling.notify_now", told.append)
    Award.objects.all().delete()
    call_command("rebuild_stats", stdout=StringIO())
    assert Award.objects.exists()
    assert told == []


@pytest.mark.postgres
def test_what_changes_while_it_is_rebuilt_is_not_lost(
    games: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A game is annulled, one is folded late, somebody is shut out: after their share of the work was done."""
    late, annulled = games[3], games[6]
    results.annul(late)
    Game.objects.filter(pk=late).update(annulled=False)
    settle()
    rate_all = rebuilding._rate_all

    def meanwhile(progress: rebuilding.Progress, waiting: Collection[int]) -> None:
        rate_all(progress, waiting)
        change_elsewhere(late, annulled)

    monkeypatch.setattr(rebuilding, "_rate_all", meanwhile)
    call_command("rebuild_stats", stdout=StringIO())
    monkeypatch.undo()
    settle()
    assert Result.objects.filter(game=late).exists()
    assert not RatingChange.objects.filter(game=annulled).exists()
    assert "everything is what the events come to" in check()


def change_elsewhere(late: int, annulled: int) -> None:
    """As other processes do, with connections of their own."""
    from threading import Thread

    from django.db import connection

    def work() -> None:
        results.ask_again([late])
        results.fold_games([late])
        results.annul(annulled)
        User.objects.get(username="p0").save()
        settle()
        connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()


@pytest.mark.postgres
def test_interrupted_it_goes_on_where_it_was(games: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything()
    monkeypatch.setattr(rebuilding, "USERS_AT_ONCE", 1)
    add, done, again = adding.add_to_empty, list[list[int]](), list[list[int]]()

    def interrupted(users: list[int]) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        add(users)
        done.append(users)

    def goes_on(users: list[int]) -> None:
        add(users)
        again.append(users)

    monkeypatch.setattr(adding, "add_to_empty", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("rebuild_stats", stdout=StringIO())
    assert everything() == before
    monkeypatch.setattr(adding, "add_to_empty", goes_on)
    call_command("rebuild_stats", stdout=StringIO())
    settle()
    assert everything() == before
    assert done[0] not in again
    assert done[1] not in again
