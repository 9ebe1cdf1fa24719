"""A mistake in the environment stops the start with one sentence that says what to set."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from golf_project import environment

ROOT = Path(__file__).resolve().parent.parent
KEY = "a-key-of-my-own-" + "x7" * 20


def manage(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATABASE_URL": os.environ["DATABASE_URL"]}
    return subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env=clean | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_time_zone_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIME_ZONE", "Europe/Berlin")
    assert environment.time_zone("TIME_ZONE", "UTC") == "Europe/Berlin"
    for wrong in ("Golf/Green", "../etc/passwd", "x" * 300):
        monkeypatch.setenv("TIME_ZONE", wrong)
        with pytest.raises(ImproperlyConfigured, match="must be a time zone"):
            environment.time_zone("TIME_ZONE", "UTC")


@pytest.mark.parametrize("key", ["", "changeme", "django-insecure-abcdefghijklmnopqrstuvwxyz"])
def test_it_refuses_to_start_on_a_missing_or_default_key(key: str) -> None:
    run = manage("check", SECRET_KEY=key)
    assert run.returncode == 1
    assert run.stderr.startswith("golf: SECRET_KEY is missing or a default")
    assert run.stderr.count("\n") == 1
    assert not run.stdout


@pytest.mark.parametrize("key", ["a-key-of-my-own", "x7" * 15 + "x"])
def test_it_refuses_to_start_on_a_short_key(key: str) -> None:
    run = manage("check", SECRET_KEY=key)
    assert run.returncode == 1
    assert run.stderr.startswith(f"golf: SECRET_KEY is too short, with {len(key)} of 32 characters")
    assert run.stderr.count("\n") == 1
    assert key not in run.stderr


def test_play_does_without_a_short_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")
    assert len(environment.secret_key(kept_in=tmp_path / "secret_key")) >= 50


def test_it_starts_on_a_key_of_ones_own() -> None:
    assert manage("check", SECRET_KEY=KEY).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOLF_CPU_PACE", "quick"),
        ("GOLF_TURN_SECONDS", "-1"),
        ("GOLF_TURN_SECONDS", "nan"),
        ("GOLF_IDLE_TABLE_MINUTES", "soon"),
        ("GOLF_RATE_LIMITS", "maybe"),
        ("PORT", "0"),
        ("SITE_URL", "golf.example.org"),
        ("TRUSTED_PROXIES", "the proxy"),
        ("DATABASE_URL", "mysql://golf@localhost/golf"),
        ("DATABASE_URL", "sqlite:////proc/nowhere/golf"),
        ("LOG_FORMAT", "xml"),
        ("DEBUG", "perhaps"),
        ("EMAIL_URL", "pigeon://loft"),
        ("INVITE_ONLY", "some"),
        ("DAILY_OPEN_SIGNUPS", "-1"),
        ("GOLF_LEADERBOARD_GAMES", "0"),
        ("GOLF_RATED_RULES", "classic,clasic"),
    ],
)
def test_it_refuses_a_wrong_value_in_one_sentence(name: str, value: str) -> None:
    run = manage("check", SECRET_KEY=KEY, **{name: value})
    assert run.returncode == 1
    assert run.stderr.startswith(f"golf: {name} must ")
    assert run.stderr.count("\n") == 1


def test_rated_rules_are_keys_of_presets() -> None:
    assert manage("check", SECRET_KEY=KEY, GOLF_RATED_RULES="classic, speed").returncode == 0
    told = manage("check", SECRET_KEY=KEY, GOLF_RATED_RULES="classic,clasic").stderr
    assert "must be some of classic, " in told
    assert told.endswith("between commas, not 'clasic'.\n")


def test_a_production_site_is_sound_to_django() -> None:
    run = manage("check", SECRET_KEY=KEY, SITE_URL="https://golf.example.org")
    assert run.returncode == 0, run.stderr


def test_play_makes_its_key_once_and_keeps_it_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "")
    path = tmp_path / "var" / "secret_key"
    key = environment.secret_key(kept_in=path)
    assert len(key) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert environment.secret_key(kept_in=path) == key
    assert list(path.parent.iterdir()) == [path]


def test_a_key_may_begin_with_a_dollar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "$" + KEY)
    assert environment.secret_key(kept_in=None) == "$" + KEY


def test_a_key_of_blanks_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "   ")
    with pytest.raises(ImproperlyConfigured):
        environment.secret_key(kept_in=None)


def test_a_secret_may_be_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret_key"
    secret.write_text(f"{KEY}\n")
    assert manage("check", SECRET_KEY_FILE=str(secret)).returncode == 0
    secret.write_text("changeme\n")
    assert manage("check", SECRET_KEY_FILE=str(secret)).stderr.startswith(
        "golf: SECRET_KEY is missing or a default"
    )
    # What the environment says itself goes before.
    assert manage("check", SECRET_KEY=KEY, SECRET_KEY_FILE=str(secret)).returncode == 0


def test_a_secret_in_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    run = manage("check", SECRET_KEY_FILE=str(tmp_path / "nowhere"))
    assert run.returncode == 1
    assert run.stderr.startswith("golf: SECRET_KEY_FILE must name a file that can be read")
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize("password", ["golf", "postgres", "Password", "changeme"])
def test_a_password_of_the_database_that_stands_in_examples_is_refused(password: str) -> None:
    at = f"postgres://golf:{password}@database.example.org/golf"
    run = manage("check", SECRET_KEY=KEY, DATABASE_URL=at)
    assert run.returncode == 1
    assert run.stderr.startswith("golf: DATABASE_URL has a password that stands in examples")
    assert manage("check", SECRET_KEY=KEY, DATABASE_URL=at, DEBUG="on").returncode == 0


def test_a_database_whose_machine_is_gone_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_DATABASE", "postgres://golf:mine@postgres/golf")
    options = environment.database("SOME_DATABASE", default=Path("none"), pool_size=2)["OPTIONS"]
    dead_after = options["keepalives_idle"] + options["keepalives_count"] * options["keepalives_interval"]
    assert dead_after <= 30
    assert options["tcp_user_timeout"] <= 30_000
    monkeypatch.setenv("SOME_DATABASE", "sqlite:///none")
    assert (
        "tcp_user_timeout"
        not in environment.database("SOME_DATABASE", default=Path("none"), pool_size=2)["OPTIONS"]
    )


def test_an_address_without_a_password_takes_the_one_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_DATABASE", "postgres://golf@postgres/golf")
    monkeypatch.setenv("POSTGRES_PASSWORD", "of-my-own")
    found = environment.database("SOME_DATABASE", default=Path("none"), pool_size=2, known_passwords=False)
    assert found["PASSWORD"] == "of-my-own"
    monkeypatch.setenv("SOME_DATABASE", "postgres://golf:mine@postgres/golf")
    assert environment.database("SOME_DATABASE", default=Path("none"), pool_size=2)["PASSWORD"] == "mine"
