"""Seasons: a month's standings are final once it is over by the site's time zone, and stay so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from accounts.models import ShownTo, User
from leaderboards import rating_games, refreshing, results, season_names, seasons
from leaderboards.models import RatingChange, Season, SeasonPlace, Unrated
from leaderboards.tasks import close_season
from tests.leaderboards.people import account, play, settle

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2026, 10, 20, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 1, 0, 30, tzinfo=UTC)


@pytest.fixture
def october(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Three games of two people in October, played while it lasts."""
    settings.GOLF_LEADERBOARD_GAMES = 2
    monkeypatch.setattr("leaderboards.standings.timezone.now", lambda: LATER)
    people = [account("Ada"), account("Ben")]
    games = [play(people, seed=n, ended=OCTOBER + timedelta(hours=n)) for n in range(3)]
    settle(*games)
    return games


def test_a_month_is_frozen_once_and_gives_medals(october: list[int], client: Client) -> None:
    assert seasons.freeze_due(LATER) == "2026-10"
    assert seasons.freeze_due(LATER) is None
    assert Season.objects.get().players == 2
    places = list(SeasonPlace.objects.filter(metric="average", scope="all").order_by("place"))
    assert [one.place for one in places] == [1, 2]
    best = places[0].user
    assert ("2026-10", "all", "average", 1) in [
        (one.season, one.scope, one.metric, one.place) for one in seasons.medals(best.pk)
    ]
    page = client.get("/leaderboards/seasons/2026-10/?metric=average").content.decode()
    assert "October 2026" in page
    assert best.name in page
    assert "October 2026" in client.get("/leaderboards/seasons/").content.decode()
    assert "Medals" in client.get(f"/players/{best.username}/").content.decode()


def test_what_is_final_stays_whatever_comes_after(october: list[int]) -> None:
    seasons.freeze_due(LATER)
    before = list(SeasonPlace.objects.order_by("pk").values())
    results.annul(october[0])
    settle()
    refreshing.drop_old(LATER)
    assert seasons.freeze_due(LATER) is None
    assert list(SeasonPlace.objects.order_by("pk").values()) == before


def test_it_is_not_over_before_its_last_results_are_in(october: list[int]) -> None:
    end = datetime(2026, 11, 1, tzinfo=UTC)
    assert seasons.freeze_due(end + timedelta(minutes=1)) is None
    results.ask_again([october[0]])
    assert seasons.freeze_due(LATER) is None
    results.fold_games([october[0]])
    assert seasons.freeze_due(LATER) == "2026-10"


def test_a_month_is_frozen_also_where_there_is_always_somebody_to_rate_and_to_rank(
    october: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    game = play(list(User.objects.filter(username__in=("ada", "ben"))), seed=5, ended=OCTOBER)
    results.fold_games([game])
    newest = play([account("Cleo"), account("Dan")], seed=6, ended=LATER)
    work_out, refresh, times = rating_games.work_out, refreshing.refresh, count()

    def play_on() -> None:
        assert next(times) < 20, "it waits for what never ends"
        results.ask_again([newest])
        Unrated.objects.get_or_create(game_id=newest, ended_at=LATER)
        refreshing.look_again([User.objects.get(username="cleo").pk])

    def work_out_meanwhile() -> int:
        done = work_out(most=1)
        play_on()
        return done

    def refresh_meanwhile() -> int:
        done = refresh(most=1)
        play_on()
        return done

    monkeypatch.setattr(rating_games, "work_out", work_out_meanwhile)
    monkeypatch.setattr(refreshing, "refresh", refresh_meanwhile)
    assert seasons.freeze_due(LATER) == "2026-10"
    assert RatingChange.objects.filter(game=game).exists()
    assert set(SeasonPlace.objects.filter(metric="average").values_list("games", flat=True)) == {4}


def test_a_month_is_frozen_also_where_the_site_was_down_all_the_month_after_it(
    october: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    december = datetime(2026, 12, 20, tzinfo=UTC)
    monkeypatch.setattr("leaderboards.standings.timezone.now", lambda: december)
    refreshing.drop_old(december)
    close_season()
    assert [one.month for one in Season.objects.all()] == ["2026-10"]
    assert SeasonPlace.objects.filter(metric="average", scope="all").count() == 2


def test_months_that_wait_are_frozen_one_after_the_other(
    october: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = list(User.objects.filter(username__in=("ada", "ben")))
    december = datetime(2026, 12, 20, tzinfo=UTC)
    monkeypatch.setattr("leaderboards.standings.timezone.now", lambda: december)
    settle(*[play(people, seed=n, ended=OCTOBER + timedelta(days=30, hours=n)) for n in range(3)])
    assert [seasons.freeze_due(december) for _again in range(3)] == ["2026-10", "2026-11", None]


def test_a_month_ends_by_the_sites_time_zone(october: list[int], settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    assert seasons.freeze_due(LATER) is None
    assert seasons.freeze_due(LATER + timedelta(hours=4)) == "2026-10"


def test_nobody_gets_a_medal_for_nothing(october: list[int]) -> None:
    seasons.freeze_due(LATER)
    assert not SeasonPlace.objects.exclude(metric__in=["average", "rating"]).filter(value=0).exists()


@pytest.mark.parametrize(
    "columns",
    [{"is_active": False}, {"deleted_at": LATER}]
    + [{"games_shown_to": shown} for shown in (ShownTo.NOBODY, ShownTo.PLAYERS)],
)
def test_whoever_is_shut_out_or_hides_is_not_among_the_places_any_more_but_for_themselves(
    october: list[int], columns: Any, client: Client
) -> None:
    seasons.freeze_due(LATER)
    best = SeasonPlace.objects.filter(metric="average", place=1)[0].user
    other = User.objects.get(username={"ada": "ben", "ben": "ada"}[best.username])
    address = "/leaderboards/seasons/2026-10/?metric=average"
    User.objects.filter(pk=best.pk).update(**columns)
    client.force_login(other)
    assert [(row.username, row.place) for row in client.get(address).context["rows"]] == [(other.username, 2)]
    if "games_shown_to" in columns:
        client.force_login(best)
        assert best.username in [row.username for row in client.get(address).context["rows"]]


@pytest.mark.parametrize(
    ("month", "before", "after"), [("2026-01", "2025-12", "2026-02"), ("2026-12", "2026-11", "2027-01")]
)
def test_months_follow_one_another(month: str, before: str, after: str) -> None:
    assert (season_names.before(month), season_names.after(month)) == (before, after)
