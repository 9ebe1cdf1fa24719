"""The first page of the console: what it says is so, and it costs next to nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from games import pulse, stopping, tables
from games.models import Game, GameClock, Pulse
from games.rules.state import Phase
from moderation import dashboard, sampling
from moderation.dashboard import Figure
from moderation.models import Appeal, Kind, Report, Sample, Sanction
from moderation.roles import Role
from tests.kit import cast
from tests.kit.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)


def figures(now: datetime | None = None) -> dict[str, Figure]:
    return {one.name: one for one in dashboard.board(now).figures}


def sample(at: datetime, **columns: int) -> Sample:
    return Sample.objects.create(at=at, counted_until=at, **columns)


@pytest.fixture
def no_others() -> Iterator[None]:
    """What other parts of the console hand in is left out."""
    before = list(dashboard._ALSO)
    dashboard._ALSO.clear()
    yield
    dashboard._ALSO[:] = before


# Samples


def test_there_is_one_sample_a_minute_however_often_one_is_taken(db: None) -> None:
    assert sampling.take(NOON)
    assert not sampling.take(NOON + timedelta(seconds=29))
    assert sampling.take(NOON + timedelta(seconds=60))
    assert Sample.objects.count() == 2


def test_what_happens_is_counted_once(db: None) -> None:
    now = timezone.now()
    sampling.take(now - timedelta(hours=1))
    alice = cast.person("Alice")
    alice.user.signed_up_at = now
    alice.user.save()
    games = [
        cast.game_of(tables.make(alice.user, tables.Wish(cpus=("maya",), start=True))) for _n in range(3)
    ]
    stopping.stop_now(games[0])
    Game.objects.filter(pk=games[1]).update(phase=Phase.GAME_OVER, ended_at=now)
    Game.objects.filter(pk=games[2]).update(imported=True)
    for minutes in (1, 2, 3):
        sampling.take(now + timedelta(minutes=minutes))
    last = Sample.objects.latest("at")
    assert (last.begun, last.finished, last.abandoned, last.signed_up) == (2, 1, 1, 1)
    assert last.live == 1


def test_letters_that_failed_and_games_that_are_stuck_are_in_it(db: None) -> None:
    for state in (Letter.State.FAILED, Letter.State.BOUNCED, Letter.State.SENT):
        Letter.objects.create(kind="k", to="a@example.org", subject="s", state=state)
    Letter.objects.create(
        kind="k", to="a@example.org", state="failed", made_at=timezone.now() - timedelta(days=2)
    )
    game = cast.game_of(tables.make(cast.person("Alice").user, tables.Wish(cpus=("maya",), start=True)))
    GameClock.objects.filter(pk=game).update(due_at=timezone.now() - timedelta(minutes=2))
    sampling.take()
    last = Sample.objects.latest("at")
    assert (last.letters_failed, last.stuck) == (2, 1)


def test_samples_are_kept_for_thirty_days(db: None) -> None:
    for days in (0, 29, 31):
        sample(NOON - timedelta(days=days))
    sampling.forget_old(NOON)
    assert Sample.objects.count() == 2


def test_processes_say_how_many_people_are_there_and_what_they_have_stored(db: None) -> None:
    pulse.beat("one", 0)  # Whatever other tests have stored.
    before = pulse.events()
    pulse.stored.add(40)
    pulse.beat("one", 3)
    pulse.stored.add(2)
    pulse.beat("other", 2)
    Pulse.objects.create(process="killed", at=timezone.now() - timedelta(minutes=5), people=100)
    assert pulse.events() == before + 42
    assert pulse.people(timezone.now()) == 5
    pulse.end("other")
    assert pulse.people(timezone.now()) == 3


def test_every_stored_event_is_counted(db: None) -> None:
    pulse.stored.take()
    game = cast.game_of(tables.make(cast.person("Alice").user, tables.Wish(cpus=("maya",), start=True)))
    stopping.stop_now(game)
    assert pulse.stored.take() == Game.objects.get(pk=game).events.count()


# What the page says


def test_today_and_the_week_are_told_from_the_samples(db: None) -> None:
    for days, many in ((10, 5), (8, 10), (6.9, 13), (1, 20), (0.4, 24), (0, 31)):
        sample(NOON - timedelta(days=days), signed_up=many, finished=2 * many)
    told = figures(NOON)
    assert told["Sign-ups today"].value == "11"
    assert told["Sign-ups today"].note == "21 in the last seven days"
    assert told["Finished today"].value == "22"


def test_a_site_without_any_sample_has_a_page_too(moderator: Staff) -> None:
    page = moderator.see("index")
    assert page.status_code == 200
    assert "Nothing has been counted yet" in page.content.decode()


def test_events_an_hour_come_from_their_sum_at_each_hours_end(db: None) -> None:
    this = NOON.replace(minute=0)
    sample(this - timedelta(hours=48, minutes=1), events=1_000)
    sample(this - timedelta(hours=2), events=1_100)
    sample(this - timedelta(hours=1, minutes=1), events=1_150)
    sample(this - timedelta(minutes=1), events=2_150)
    sample(this + timedelta(minutes=30), events=2_157)
    hours = dashboard.board(NOON).hours
    assert len(hours) == 48
    assert [many for _hour, many in hours[-2:]] == [150, 1_000]
    assert sum(many for _hour, many in hours) == 1_150


def test_a_sum_that_fell_is_no_event_less(db: None) -> None:
    """As after the database has been restored from a copy."""
    sample(NOON - timedelta(hours=3), events=500)
    sample(NOON - timedelta(hours=2), events=100)
    sample(NOON - timedelta(minutes=31), events=520)
    assert [many for _hour, many in dashboard.board(NOON).hours[-3:]] == [0, 0, 20]


def test_reports_that_have_waited_for_two_days_stand_out(db: None) -> None:
    alice, bob, charlie = (cast.person(name).user for name in ("Alice", "Bob", "Charlie"))
    now = timezone.now()
    Report.objects.create(by=alice, about=bob, kind=Kind.OTHER, made_at=now - timedelta(hours=3))
    Report.objects.create(
        by=bob, about=alice, kind=Kind.OTHER, made_at=now - timedelta(days=9), decided_at=now
    )
    told = figures(now)["Open reports"]
    assert (told.value, told.worry) == ("1", False)
    assert "3\xa0hours" in told.note
    Report.objects.create(by=charlie, about=bob, kind=Kind.OTHER, made_at=now - timedelta(hours=49))
    told = figures(now)["Open reports"]
    assert (told.value, told.worry) == ("2", True)


def test_an_appeal_that_has_waited_for_two_days_stands_out_and_leads_to_its_list(db: None) -> None:
    bob = cast.person("Bob").user
    now = timezone.now()
    sanction = Sanction.objects.create(kind="warning", user=bob, why="Rude.")
    appeal = Appeal.objects.create(sanction=sanction, words="I was not.", made_at=now - timedelta(hours=49))
    told = figures(now)["Open appeals"]
    assert (told.value, told.worry) == ("1", True)
    assert told.page.startswith(reverse("admin:moderation_appeal_changelist"))
    Appeal.objects.filter(pk=appeal.pk).update(decided_at=now)
    assert figures(now)["Open appeals"].value == "0"


def test_a_stuck_game_stands_out_and_leads_to_its_list(db: None) -> None:
    sample(NOON, stuck=2)
    told = figures(NOON)["Stuck games"]
    assert (told.value, told.worry) == ("2", True)
    assert told.page.endswith("?state=stuck")


def test_a_clock_that_is_behind_stands_out(db: None) -> None:
    game = cast.game_of(tables.make(cast.person("Alice").user, tables.Wish(cpus=("maya",), start=True)))
    now = timezone.now()
    GameClock.objects.filter(pk=game).update(due_at=now + timedelta(seconds=30))
    assert figures(now)["Clock lag"].value == "0.0 seconds"
    GameClock.objects.filter(pk=game).update(due_at=now - timedelta(seconds=9))
    told = figures(now)["Clock lag"]
    assert (told.value, told.worry) == ("9.0 seconds", True)


def test_samples_that_stop_are_told_of(moderator: Staff) -> None:
    sample(timezone.now() - timedelta(minutes=10))
    assert "No sample has been taken for some minutes" in moderator.see("index").content.decode()


def test_other_parts_hand_in_figures_of_their_own(no_others: None) -> None:
    @dashboard.also
    def appeals(now: datetime) -> list[Figure]:
        return [Figure("Appeals", "3")]

    assert figures()["Appeals"].value == "3"


@pytest.mark.redis
def test_queues_are_told_where_there_are_any(db: None) -> None:
    told = figures()
    for queue in ("results", "mail", "analyses"):
        assert told[f"Queue {queue}"].value == "0"


# Who sees it, and what it costs


def test_it_asks_few_questions_and_none_of_a_long_table(moderator: Staff) -> None:
    now = timezone.now()
    for minutes in range(200):
        sample(now - timedelta(minutes=minutes), events=10_000 - minutes)
    with CaptureQueriesContext(connection) as queries:
        dashboard.board()
    asked = [query["sql"] for query in queries.captured_queries]
    assert len(asked) <= 14, asked
    for table in ("games_gameevent", "games_game", "leaderboards_result", "leaderboards_tally"):
        assert not [sql for sql in asked if f'"{table}"' in sql]
    moderator.see("index")  # The first request notes the session.
    with CaptureQueriesContext(connection) as queries:
        moderator.see("index")
    assert len(queries) <= 24, [query["sql"][:150] for query in queries.captured_queries]


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.MODERATOR])
def test_all_of_the_team_see_it(role: Role) -> None:
    assert 'id="dashboard"' in Staff(role).see("index").content.decode()


def test_staff_without_any_role_do_not() -> None:
    nobody = Staff(Role.PLAYER)
    nobody.user.is_staff = True
    nobody.user.save()
    page = nobody.see("index")
    assert page.status_code == 200
    assert 'id="dashboard"' not in page.content.decode()
