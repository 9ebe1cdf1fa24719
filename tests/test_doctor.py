"""`manage.py doctor`: what is sound is called sound, each thing that is wrong is named, and nothing is given away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from importlib.metadata import version
from io import StringIO
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Final

import pytest
import redis
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from games import actions, heart, tables
from games.models import GameClock, GameEvent, Table
from games.rules import commands as c
from golf_project import workers
from golf_project.doctor import (
    celery_workers,
    configuration,
    database,
    files,
    post_office,
    redis_server,
    software,
)
from golf_project.doctor import tables as doctors_tables
from golf_project.doctor.examination import examination
from golf_project.doctor.findings import About, Level, in_a_line
from tests.kit import cast
from tests.kit.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from golf_project.doctor.findings import Finding

KEY: Final = "a-key-of-my-own-" + "x7" * 20
NOWHERE: Final = "127.0.0.1:1"
ON_POSTGRES: Final = connection.vendor == "postgresql"


def manage(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command of a site with exactly these settings."""
    clean = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "SECRET_KEY": KEY}
    run = [sys.executable, "manage.py", *words]
    return subprocess.run(run, cwd=ROOT, env=clean | variables, capture_output=True, text=True, check=False)


def levels(found: Iterable[Finding], topic: str) -> set[Level]:
    return {finding.level for finding in found if finding.topic == topic}


def worst(found: Iterable[Finding]) -> list[str]:
    """What is not as it should be."""
    return [finding.sentence for finding in found if finding.level is not Level.OK]


def examined(which: Any = "live") -> list[Finding]:
    return list(examination(which, lambda games, _count: games))


def of(topic: str, which: Any = "live") -> list[str]:
    """What is not as it should be with one topic."""
    return worst(finding for finding in examined(which) if finding.topic == topic)


# Whole installations


def test_what_make_play_runs_on_is_sound(tmp_path: Path) -> None:
    site = {"GOLF_PLAY": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/golf.sqlite3"}
    before = manage("doctor", **site)
    assert before.returncode == 1
    assert "database    there is none yet: run `manage.py migrate`" in before.stdout
    assert not list(tmp_path.iterdir()), "it makes none by looking"
    assert manage("migrate", **site).returncode == 0
    after = manage("doctor", **site)
    assert after.returncode == 0, after.stdout
    assert after.stdout.splitlines()[-1].startswith("This installation is sound")
    assert not after.stderr
    assert "\033" not in after.stdout, "no colours where nobody sees them"


def test_without_a_key_it_says_so_in_one_sentence() -> None:
    run = manage("doctor", SECRET_KEY="")
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (1, "", 1)
    assert run.stderr.startswith("golf: SECRET_KEY is missing")


def test_with_nothing_there_it_says_so_without_a_traceback_or_a_password() -> None:
    away = {
        "DATABASE_URL": f"postgres://me:sesame@{NOWHERE}/golf",
        "REDIS_URL": f"redis://:sesame@{NOWHERE}/0",
    }
    run = manage("doctor", "--json", **away)
    assert run.returncode == 1
    told = json.loads(run.stdout)
    assert told["sound"] is False
    faults = {found["topic"]: found["sentence"] for found in told["findings"] if found["level"] == "fault"}
    assert {"database", "redis"} <= set(faults)
    assert all("\n" not in sentence for sentence in faults.values())
    assert "sesame" not in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr


@pytest.fixture
def flushed(db: None) -> None:
    """PostgreSQL as a site has it; tests have it flush nothing (tests/settings.py)."""
    if ON_POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")


def test_a_site_of_many_processes_has_nothing_wrong_with_database_and_redis(flushed: None) -> None:
    found = examined()
    if ON_POSTGRES:
        assert levels(found, "database") == levels(found, "redis") == {Level.OK}
    assert levels(found, "migrations") == levels(found, "streams") == {Level.OK}
    assert not Table.objects.exists(), "what it wrote is gone"


@pytest.mark.django_db
def test_its_exit_says_how_many_faults_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    about = About("roof")
    found = [about.ok("is there"), about.warning("is old"), about.fault("leaks")]
    monkeypatch.setattr("golf_project.management.commands.doctor.examination", lambda *_how: found)
    out = StringIO()
    with pytest.raises(CommandError, match=r"^1 fault\.$"):
        call_command("doctor", stdout=out)
    assert out.getvalue().splitlines() == [
        "ok       roof        is there",
        "warning  roof        is old",
        "fault    roof        leaks",
    ]
    found.pop()
    call_command("doctor", stdout=(out := StringIO()))
    assert out.getvalue().splitlines()[-1] == "This installation is sound, with 1 warning."


# Software


def test_packages_are_held_against_the_lock(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = tmp_path
    assert levels(software.found(), "software") == {Level.OK, Level.WARNING}
    lock = tmp_path / "requirements.txt"
    here = version("Django")
    lock.write_text(
        f"django=={here} \\\n    --hash=sha256:00\nnone-of-us==1 ; sys_platform == 'nowhere' \\\n"
    )
    assert not worst(software.found())
    lock.write_text(f"django==1.0 ; python_version < '3' \\\ndjango=={here} ; python_version > '3' \\\n")
    assert not worst(software.found())
    lock.write_text("django==1.0 \\\nnone-of-us==1 \\\n")
    (sentence,) = worst(software.found())
    assert sentence.endswith(f"django is {here}, not 1.0; none-of-us is missing")


# Settings

GOOD: Final[dict[str, Any]] = {
    "DEBUG": False,
    "SECRET_KEY": KEY,
    "SITE_URL": "https://golf.example.org",
    "SITE_HOST": "golf.example.org",
    "HTTPS": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 3600,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "TRUSTED_PROXIES": [ip_network("10.0.0.0/8")],
    "ALLOWED_HOSTS": ["golf.example.org"],
    "GOLF_RATE_LIMITS": True,
}
HTTP: Final[dict[str, Any]] = {"HTTPS": False, "SECURE_SSL_REDIRECT": False, "SECURE_HSTS_SECONDS": 0}


@pytest.fixture
def configured(settings: Settings) -> Settings:
    """The settings of a site as it should be."""
    for name, value in GOOD.items():
        setattr(settings, name, value)
    return settings


def test_good_settings_are_good(configured: Settings) -> None:
    assert not worst(configuration.found())


@pytest.mark.parametrize(
    ("change", "level", "begins"),
    [
        ({"DEBUG": True}, Level.FAULT, "DEBUG is on"),
        ({"SECRET_KEY": "abab" * 20}, Level.WARNING, "SECRET_KEY repeats very few characters"),
        ({"TRUSTED_PROXIES": []}, Level.FAULT, "SITE_URL is https, and TRUSTED_PROXIES is empty"),
        ({"TRUSTED_PROXIES": [ip_network("0.0.0.0/0")]}, Level.WARNING, "TRUSTED_PROXIES holds everybody"),
        (
            {"SITE_URL": "http://golf.example.org"} | HTTP,
            Level.WARNING,
            "SITE_URL is http://golf.example.org: without",
        ),
        (
            {"SITE_URL": "http://localhost:8000", "SITE_HOST": "localhost"} | HTTP,
            Level.WARNING,
            "SITE_URL is http://l",
        ),
        ({"ALLOWED_HOSTS": ["*"]}, Level.WARNING, "ALLOWED_HOSTS holds *"),
        ({"GOLF_RATE_LIMITS": False}, Level.WARNING, "GOLF_RATE_LIMITS is off"),
        ({"SECURE_HSTS_SECONDS": 0}, Level.WARNING, "security.W004"),
        ({"CACHES": {}}, Level.FAULT, "caches.E001"),
        ({"STATIC_ROOT": ROOT / "nowhere"}, Level.WARNING, "`manage.py collectstatic` has not run"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_each_other_one_is_named(
    configured: Settings, change: dict[str, Any], level: Level, begins: str
) -> None:
    for name, value in change.items():
        setattr(configured, name, value)
    (finding,) = [finding for finding in configuration.found() if finding.level is not Level.OK]
    assert finding.level is level
    assert finding.sentence.startswith(begins)
    assert str(configured.SECRET_KEY) not in finding.sentence


def test_make_play_needs_no_settings(settings: Settings) -> None:
    settings.PLAY = True
    settings.GOLF_RATE_LIMITS = True
    assert not worst(configuration.found())


# Database


@pytest.mark.django_db
def test_a_database_that_cannot_be_written_to_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**columns: object) -> None:
        raise DatabaseError("cannot execute INSERT in a read-only transaction")

    monkeypatch.setattr(Table.objects, "create", refuse)
    (sentence,) = [sentence for sentence in of("database") if "written" in sentence]
    assert sentence.endswith("cannot execute INSERT in a read-only transaction")


@pytest.mark.django_db
def test_tables_of_another_version_are_a_fault_or_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(
            MigrationExecutor, "migration_plan", lambda *_how: [(Migration("0999_later", "games"), False)]
        )
        assert of("migrations") == ["1 not applied (games.0999_later): run `manage.py migrate`"]
        assert of("streams") == ["not looked at, as the database has to be put in order first"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('games', '0999_later', %s)",
            [timezone.now()],
        )
    (sentence,) = of("migrations")
    assert sentence == "the database is of a newer version than this program: it has games.0999_later"


@pytest.mark.django_db
def test_a_database_that_forgets_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = database._ask
    question, answer = ("SHOW synchronous_commit", "off") if ON_POSTGRES else ("PRAGMA synchronous", "1")
    monkeypatch.setattr(database, "_ask", lambda what: answer if what == question else asked(what))
    (sentence,) = [sentence for sentence in of("database") if "lost with a power cut" in sentence]
    assert sentence.startswith(question.split()[1] if ON_POSTGRES else question)


@pytest.mark.postgres
@pytest.mark.django_db
def test_it_has_to_have_room_for_all(flushed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = database._ask
    few = {"SHOW max_connections": "25", "SHOW superuser_reserved_connections": "3"}
    monkeypatch.setattr(database, "_ask", lambda what: few.get(what) or asked(what))
    pool = connection.settings_dict["OPTIONS"]["pool"]["max_size"]
    assert of("database") == [f"22 connections, enough for {22 // pool} processes of up to {pool} each"]
    monkeypatch.setattr(database, "THREADS", pool)
    assert f"DATABASE_POOL_SIZE is {pool}" in of("database")[0]


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "level"), [(1.0, Level.WARNING), (-1.0, Level.WARNING), (60.0, Level.FAULT)]
)
def test_another_time_than_this_machine_s_is_told(
    monkeypatch: pytest.MonkeyPatch, seconds: float, level: Level
) -> None:
    class Elsewhere:
        @staticmethod
        def now() -> Any:
            return timezone.now() + timedelta(seconds=seconds)

    monkeypatch.setattr(database, "timezone", Elsewhere)
    (finding,) = database._time()
    assert finding.level is level
    assert f"by {abs(seconds):.1f} s" in finding.sentence


# Redis


def test_a_site_of_many_processes_needs_redis(settings: Settings) -> None:
    settings.REDIS_URL = ""
    (finding,) = redis_server.found()
    assert (finding.level, finding.sentence[:20]) == (Level.FAULT, "REDIS_URL is not set")
    settings.PLAY = True
    (finding,) = redis_server.found()
    assert finding.level is Level.OK


# Files


def test_a_folder_takes_a_file_and_nothing_of_it_stays(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert [finding.sentence for finding in files.found()] == [f"MEDIA_ROOT ({tmp_path}) keeps a file"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_the_first_file_will_make_is_not_made_by_looking(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    assert levels(files.found(), "files") == {Level.OK}
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "var").write_text("a file where a folder should be")
    assert "no file can be written" in worst(files.found())[0] or "cannot be made" in worst(files.found())[0]


class Forgetful(InMemoryStorage):
    """Keeps something else than it was given; says its key where it fails."""

    def __init__(self, access_key: str = "", fails: str = "") -> None:
        super().__init__()
        self.access_key, self.fails = access_key, fails

    def _save(self, name: str, content: Any) -> str:
        if self.fails == "save":
            raise OSError(f"no entry for {self.access_key}")
        return str(super()._save(name, ContentFile(b"something else")))  # type: ignore[misc]

    def delete(self, name: str) -> None:
        if self.fails == "delete":
            raise OSError("not yours")
        super().delete(name)


@pytest.mark.parametrize(
    ("fails", "words"),
    [
        ("save", "no file can be written: OSError: no entry for …"),
        ("delete", "no file can be removed: OSError: not yours"),
        ("", "what was written is not what is read"),
    ],
)
def test_a_storage_of_old_games_that_does_not_keep_them_is_a_fault(
    settings: Settings, tmp_path: Path, fails: str, words: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    backend = f"{__name__}.{Forgetful.__name__}"
    options = {"access_key": "sesame", "fails": fails}
    settings.STORAGES = settings.STORAGES | {"archive": {"BACKEND": backend, "OPTIONS": options}}
    assert worst(files.found()) == [f"ARCHIVE_STORAGE (Forgetful): {words}"]


@pytest.mark.redis
@pytest.mark.services
def test_redis_does_what_is_asked_of_it() -> None:
    assert not worst(redis_server.found())


@pytest.mark.redis
@pytest.mark.services
def test_a_redis_that_forgets_or_is_silent_or_old_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(cache, "get", lambda _key: None)
    monkeypatch.setattr(redis.Redis, "publish", lambda *_how: 0)
    monkeypatch.setattr(redis_server, "PATIENCE_SECONDS", 1)
    monkeypatch.setattr(redis_server, "OLDEST", 99)
    monkeypatch.setattr(redis_server, "SLOW_SECONDS", 0)
    found = worst(redis_server.found())
    assert [sentence.split()[0] for sentence in found] == ["is", "a", "forgets", "carries"]


@pytest.mark.parametrize(
    ("policy", "used", "sentences"),
    [("allkeys-lru", 10, 0), ("volatile-lfu", 95, 1), ("noeviction", 10, 1), ("allkeys-random", 95, 2)],
)
def test_its_memory_may_not_drop_what_is_in_use(policy: str, used: int, sentences: int) -> None:
    info = {"maxmemory": 100, "used_memory": used, "maxmemory_policy": policy}
    assert len(list(redis_server._memory(info))) == sentences
    assert not list(redis_server._memory(info | {"maxmemory": 0})), "all the memory there is"


# Games


@pytest.fixture
def game(db: None, no_limits: None) -> int:
    alice = cast.person("Alice")
    return cast.game_of(tables.make(alice.user, tables.Wish(cpus=["maya"], start=True)))


@pytest.fixture
def no_limits(settings: Settings) -> None:
    """Nobody counts the tables that are made here."""
    settings.GOLF_RATE_LIMITS = False


@pytest.fixture
def no_clock() -> Iterator[None]:
    cache.delete(heart.KEY)
    yield
    cache.delete(heart.KEY)


def of_clock() -> list[str]:
    return worst(doctors_tables.found_of_clock(redis_answers=True))


@pytest.mark.django_db
def test_a_clock_has_to_run_where_games_are_played(no_clock: None, no_limits: None) -> None:
    assert of_clock() == ["none runs: start `manage.py run_clock`"]
    alice = cast.person("Alice")
    tables.make(alice.user, tables.Wish())
    assert of_clock() == ["none runs, for 1 live game: start `manage.py run_clock`"]
    heart.say_alive()
    assert not of_clock()


def test_without_redis_nobody_knows(game: int, no_clock: None) -> None:
    found = list(doctors_tables.found_of_clock(redis_answers=False))
    assert worst(found) == ["whether one runs cannot be known without Redis"]


def test_games_that_stand_still_are_named(game: int, no_clock: None) -> None:
    heart.say_alive()
    GameClock.objects.filter(pk=game).update(due_at=timezone.now() - timedelta(seconds=31))
    assert of_clock() == [f"1 game should have moved on long ago: {game}"]
    GameClock.objects.filter(pk=game).delete()
    assert of_clock() == [f"1 game unknown to the clock, until it looks: {game}"]


def test_under_make_play_they_wait_for_it(game: int, no_clock: None, settings: Settings) -> None:
    settings.PLAY = True
    GameClock.objects.filter(pk=game).update(due_at=timezone.now() - timedelta(hours=1))
    assert not of_clock()


def test_a_stream_that_cannot_be_read_is_named_with_game_event_and_reason(game: int) -> None:
    last = GameEvent.objects.filter(game=game).latest("seq")
    GameEvent.objects.filter(game=game, seq=last.seq).update(data="[")
    assert not of("streams", "none"), "nobody has met it yet"
    for which in ("live", "all", "none"):
        (sentence,) = of("streams", which)
        assert sentence.startswith(f"game {game}, event {last.seq}: hole_started: ")
        assert sentence.endswith(": set aside, see docs/operations.md")
    GameEvent.objects.filter(game=game, seq=last.seq).update(data=last.data)
    assert not of("streams"), "it can be read again, so it is taken up again"
    assert not of("streams", "none")


def test_one_that_is_over_is_looked_at_if_it_is_set_aside_or_asked_for(game: int) -> None:
    actions.act_now(game, c.Abandon("moderator"))
    last = GameEvent.objects.filter(game=game).latest("seq")
    GameEvent.objects.filter(game=game, seq=last.seq).update(data="[")
    assert not of("streams", "live")
    assert of("streams", "all")
    assert of("streams", "live"), "known by now"
    GameEvent.objects.filter(game=game, seq=last.seq).update(data=last.data)
    assert not of("streams", "live")


# Whatever happens


def test_what_cannot_be_examined_is_a_fault() -> None:
    def fails() -> Any:
        yield About("roof").ok("is there")
        raise RuntimeError("the ladder broke\nhere and there")

    found = list(About("roof").safely(fails()))
    assert [finding.level for finding in found] == [Level.OK, Level.FAULT]
    assert found[1].sentence == "could not be examined: RuntimeError: the ladder broke"


def test_no_password_gets_into_a_sentence(settings: Settings) -> None:
    settings.REDIS_URL = "redis://:sesame@localhost:6379/0"
    assert in_a_line(ValueError("sesame and " + settings.SECRET_KEY)) == "ValueError: … and …"


# Mail


def test_it_says_how_letters_leave(settings: Settings) -> None:
    settings.PLAY = False
    settings.RESEND_API_KEY = settings.RESEND_SIGNING_SECRET = ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert levels(post_office.found(None), "mail") == {Level.WARNING}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert levels(post_office.found(None), "mail") == {Level.OK}
    settings.RESEND_API_KEY = "re_key"
    assert "does not hear of letters that come back" in worst(post_office.found(None))[0]


def test_a_test_letter_goes_where_it_is_asked_to(settings: Settings) -> None:
    assert "a test letter to you@example.org is on its way" in [
        finding.sentence for finding in post_office.found("you@example.org")
    ]
    assert [letter.to for letter in mail.outbox] == [["you@example.org"]]
    assert "no address" in worst(post_office.found("you@nowhere@example"))[-1]
    assert len(mail.outbox) == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = NOWHERE.split(":")[0], 1
    assert worst(post_office.found("you@example.org"))[-1].startswith(
        "the test letter could not be sent: Connection"
    )


# Workers


def test_a_site_with_redis_is_told_whether_a_worker_is_alive(settings: Settings) -> None:
    settings.REDIS_URL = ""
    assert worst(celery_workers.found()) == []
    settings.REDIS_URL = f"redis://{NOWHERE}/0"
    cache.delete(workers.ALIVE)
    assert [sentence.partition(":")[0] for sentence in worst(celery_workers.found())] == ["none is alive"]
    workers.say_alive()
    assert worst(celery_workers.found()) == []
    cache.delete_many([workers.ALIVE, workers.SEEN])
