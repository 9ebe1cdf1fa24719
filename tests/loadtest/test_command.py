"""`manage.py loadtest`: what it asks for, what it refuses, and a short run against a real site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from games.loadtest import workers
from games.loadtest.report import Used
from games.loadtest.tally import Tally
from games.loadtest.workers import Outcome
from tests.kit.processes import ROOT, Processes, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

URL = "--url=http://localhost:1"


def loadtest(*words: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("loadtest", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


@contextmanager
def site(folder: Path, **environment: str) -> Iterator[tuple[str, int]]:
    """A site of its own on SQLite: its address and its process."""
    running = Processes(folder, **environment)
    try:
        port = free_port()
        migrated = running.manage("migrate", "--verbosity", "0")
        assert migrated.wait(60) == 0, running.log.read_text()[-2000:]
        yield f"http://127.0.0.1:{port}", running.web("serve", port).pid
    finally:
        running.end()


def manage(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py loadtest` as a person does who has configured nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "loadtest", *words],
        cwd=ROOT,
        env=kept | {"ENV_FILE": os.devnull},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_needs_no_configuration() -> None:
    done = manage("--help")
    assert done.returncode == 0
    for option in (
        "--url",
        "--tables",
        "--players",
        "--duration",
        "--think",
        "--processes",
        "--pid",
        "--json",
    ):
        assert option in done.stdout


def test_it_runs_only_against_an_address_that_somebody_names() -> None:
    done = manage()
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "CommandError: --url: name the site to put under load, such as http://localhost:8000"
    )


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--url", "localhost:8000"], "--url: localhost:8000 is no address like http://localhost:8000"),
        ([URL, "--players", "7"], "--players: 7 is not a number from 2 to 6"),
        ([URL, "--duration", "601"], "--duration: 601 is not a number from 1 to 600"),
        ([URL, "--tables", "0"], "--tables: 0 is not a number from 1 to 2000"),
        ([URL, "--think", "-1"], "--think: -1 is not a number from 0 to 60000"),
        ([URL, "--processes", "17"], "--processes: 17 is not a number from 1 to 16"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(words: list[str], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        loadtest(*words)


def test_a_process_that_is_not_there_is_refused_before_anything_begins() -> None:
    with pytest.raises(CommandError, match="Process 999999999 cannot be measured"):
        loadtest(URL, "--pid", "999999999")


def test_a_fault_ends_it_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally(moves=10, seconds=2.0, bytes=9_000)
    tally.fault("gap", "event 7 came where 6 was next")
    nothing = Used(0.0, 0)
    monkeypatch.setattr(workers, "run", lambda *_args: Outcome(tally, nothing, nothing, nothing))
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("loadtest", URL, stdout=out)
    assert ended.value.code == 1
    assert "gap 1" in out.getvalue()
    assert "gap: event 7 came where 6 was next" in out.getvalue()


def test_nobody_there_is_said_in_a_sentence() -> None:
    with pytest.raises(CommandError, match=r"http://127\.0\.0\.1:\d+ did not answer"):
        loadtest(f"--url=http://127.0.0.1:{free_port()}", "--tables", "1", "--duration", "1")


@pytest.mark.timeout(110)
def test_two_tables_are_played_for_two_seconds_without_a_fault(tmp_path: Path) -> None:
    with site(tmp_path) as (address, pid):
        words = ("--url", address, "--tables", "2", "--duration", "2", "--pid", str(pid), "--json")
        done = manage(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["moves"] > 0
    assert (found["errors"], found["closes"], found["faults"]) == ({}, {}, {})
    assert found["bytes_per_move"] > 0
    assert found["server_ms_per_move"] > 0
    assert 0 < found["round_trip_ms"]["p50"] <= found["round_trip_ms"]["p99"]


@pytest.mark.timeout(110)
def test_a_site_that_limits_guests_is_not_put_under_load(tmp_path: Path) -> None:
    with site(tmp_path, GOLF_RATE_LIMITS="on") as (address, _pid):
        done = manage("--url", address, "--tables", "10", "--duration", "2")
    assert done.returncode == 1
    assert "Start the site under test with GOLF_RATE_LIMITS=off." in done.stderr
