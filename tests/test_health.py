"""Health checks: the process is up; it can do its work, or else which part it misses."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import AsyncRequestFactory
from django.utils import timezone
from redis import ConnectionError as RedisIsAway

from games import due, heart
from games.models import Game, Table
from golf_project import health

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import Settings


pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[None]:
    """A clock that has just said that it is alive."""
    heart.say_alive()
    yield
    cache.delete(heart.KEY)


def broken() -> None:
    raise OperationalError("connection to postgres://golf:hunter2@db refused")


def test_a_process_that_answers_is_live(client: Client) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


def test_it_is_ready_when_database_redis_and_a_clock_answer(client: Client, clock: None) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_it_names_what_does_not_answer_and_nothing_more(
    client: Client, clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(health.CHECKS, "database", broken)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "failing": ["database"]})
    assert b"hunter2" not in answer.content


def test_a_database_that_cannot_be_written_to_does_not_do(
    client: Client, clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(health.READ_ONLY, connection.vendor, "SELECT 'on'")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["database"])


def test_what_hangs_does_not_answer_and_holds_up_no_other(
    client: Client, clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    freed = threading.Event()
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.3)
    monkeypatch.setitem(health.CHECKS, "database", freed.wait)
    try:
        for _asked in range(3):
            assert client.get("/health/ready").json()["failing"] == ["database"]
    finally:
        freed.set()


def test_it_is_not_ready_while_no_clock_runs(client: Client, settings: Settings) -> None:
    settings.PLAY = True
    cache.delete(heart.KEY)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["clock"])


def test_a_clock_that_cannot_be_heard_is_not_missed(client: Client, settings: Settings) -> None:
    """As where `serve` and `run_clock` share a database and nothing else."""
    settings.PLAY, settings.REDIS_URL = False, ""
    cache.delete(heart.KEY)
    assert client.get("/health/ready").status_code == 200


def test_nobody_blames_the_clock_while_redis_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise RedisIsAway("away")

    monkeypatch.setitem(health.CHECKS, "redis", away)
    monkeypatch.setattr(heart, "is_beating", away)
    assert client.get("/health/ready").json()["failing"] == ["redis"]


@pytest.fixture
def migrated(monkeypatch: pytest.MonkeyPatch) -> Iterator[MigrationRecorder]:
    """What the database says that has been done to it; a process that has just started asks again."""
    monkeypatch.setitem(health.CHECKS, "migrations", health._Migrations())
    recorder = MigrationRecorder(connection)
    done = set(recorder.applied_migrations())
    yield recorder
    for name in done - set(recorder.applied_migrations()):
        recorder.record_applied(*name)
    for name in set(recorder.applied_migrations()) - done:
        recorder.record_unapplied(*name)


@pytest.mark.django_db(transaction=True)
def test_it_is_not_ready_before_the_tables_are_those_of_its_version(
    client: Client, clock: None, migrated: MigrationRecorder
) -> None:
    migrated.record_unapplied(
        "games", max(name for app, name in migrated.applied_migrations() if app == "games")
    )
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["migrations"])


@pytest.mark.django_db(transaction=True)
def test_tables_of_a_newer_version_do(client: Client, clock: None, migrated: MigrationRecorder) -> None:
    migrated.record_applied("games", "9999_of_tomorrow")
    assert client.get("/health/ready").status_code == 200


def waiting_games(count: int) -> None:
    """So many games that should have moved on an hour ago."""
    table = Table.objects.create(code="LATE22")
    for _game in range(count):
        due.begin(Game.objects.create(table=table).pk, timezone.now() - timedelta(hours=1))


@pytest.mark.django_db(transaction=True)
def test_it_is_not_ready_while_the_clock_lags_behind(client: Client, clock: None) -> None:
    waiting_games(due.MOST_AT_ONCE + 1)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["clock_lag"])


@pytest.mark.django_db(transaction=True)
def test_a_few_games_that_nothing_can_move_on_take_no_process_away(client: Client, clock: None) -> None:
    waiting_games(due.MOST_AT_ONCE)
    assert client.get("/health/ready").status_code == 200


def test_it_is_not_ready_on_a_full_disk(client: Client, clock: None, settings: Settings) -> None:
    settings.LEAST_FREE_DISK_MB = 10**12
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["disk"])


def test_the_folder_of_files_may_be_made_later(
    client: Client, clock: None, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "not" / "there" / "yet"
    assert client.get("/health/ready").status_code == 200


def test_a_process_that_drains_says_so_and_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in health.CHECKS:
        monkeypatch.setitem(health.CHECKS, name, broken)
    request = AsyncRequestFactory().get("/health/ready")
    request.scope = {**request.scope, "draining": True}
    answer = health.ready(request)
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"status": "not ready", "failing": ["draining"]}


def test_nobody_keeps_the_answer(client: Client) -> None:
    assert "no-store" in client.get("/health/live")["Cache-Control"]
