"""What is measured: who may read it, that it is right, and that several processes add up."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import urllib.request
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import Letter
from games import due, exposition
from games.models import Game, Table
from golf_project import site_figures
from tests.kit.processes import PATIENCE, ROOT, Processes, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import Settings
TOKEN: Final = "let-prometheus-in-1234"
NEAR: Final = "10.1.2.3"


@pytest.fixture
def inside(settings: Settings) -> None:
    settings.METRICS_TOKEN, settings.METRICS_NETWORKS = TOKEN, [ip_network("10.0.0.0/8")]


def test_nobody_may_read_where_nothing_is_set() -> None:
    assert not exposition.may_read("127.0.0.1", {})
    assert not exposition.may_read("127.0.0.1", {"authorization": "Bearer "})


def test_whoever_has_the_token_may_read(inside: None) -> None:
    assert exposition.may_read("198.51.100.1", {"authorization": f"Bearer {TOKEN}"})
    for wrong in (f"Bearer {TOKEN}x", TOKEN, "Bearer", "Bearer ünïcode", ""):
        assert not exposition.may_read("198.51.100.1", {"authorization": wrong})


@pytest.mark.parametrize("peer", [NEAR, f"::ffff:{NEAR}"])
def test_a_neighbour_may_read(inside: None, peer: str) -> None:
    assert exposition.may_read(peer, {})


@pytest.mark.parametrize("peer", ["198.51.100.1", "::1", "", "a/socket"])
def test_a_stranger_may_not(inside: None, peer: str) -> None:
    assert not exposition.may_read(peer, {})


@pytest.mark.parametrize("header", exposition.PASSED_ON)
def test_whoever_comes_through_a_proxy_is_no_neighbour(inside: None, header: str) -> None:
    assert not exposition.may_read(NEAR, {header: NEAR})


class Site(Processes):
    """Two web processes and a clock on SQLite. Each has tables of its own, as they cannot hear of one another."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, METRICS_TOKEN=TOKEN)
        self.folder = folder
        self.ports = [free_port(), free_port()]
        self.clock_port = free_port()

    def open(self) -> None:
        assert self.manage("migrate", "--verbosity", "0").wait(PATIENCE) == 0
        for port in self.ports:
            self.web("serve", port)
        self.environment["METRICS_PORT"] = str(self.clock_port)
        self.manage("run_clock")

    def play(self, port: int) -> None:
        words = ["--url", f"http://localhost:{port}", "--tables", "1", "--players", "2", "--duration", "1"]
        done = subprocess.run(
            [sys.executable, "manage.py", "loadtest", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def measured(self, port: int) -> dict[str, float]:
        """Samples with their labels, as Prometheus reads them."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/metrics",
            headers={"Authorization": f"Bearer {TOKEN}", "Host": "10.0.0.7:1"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            families = text_string_to_metric_families(answer.read().decode())
            return {
                sample.name + json.dumps(sample.labels, sort_keys=True): sample.value
                for family in families
                for sample in family.samples
            }

    def appended(self) -> int:
        """How often something was appended to any game, its beginning left out."""
        with contextlib.closing(sqlite3.connect(self.folder / "site.sqlite3", timeout=PATIENCE)) as database:
            found = database.execute(
                "SELECT COUNT(DISTINCT game_id || time) - COUNT(DISTINCT game_id) FROM games_gameevent"
            )
            return int(found.fetchone()[0])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    try:
        site.open()
        yield site
    finally:
        site.end()


def test_what_several_processes_measure_adds_up_to_what_is_stored(site: Site) -> None:
    for port in site.ports:
        site.play(port)
    told = [site.measured(port) for port in (*site.ports, site.clock_port)]

    def total(name: str) -> float:
        return sum(value for one in told for sample, value in one.items() if sample.startswith(name + "{"))

    assert all(one['golf_moves_total{"by": "person"}'] > 10 for one in told[:2])
    assert total("golf_moves_total") == site.appended()
    assert total("golf_move_seconds_count") == 3 * site.appended()
    assert total("golf_games_started_total") >= 2
    assert told[2]["golf_sockets{}"] == 0
    # Of the whole site each says the same.
    assert len({json.dumps({k: v for k, v in one.items() if "_site_players" in k}) for one in told}) == 1
    assert all(one['golf_site_answers{"of": "database"}'] == 1 for one in told)


@pytest.mark.django_db
def test_the_figures_of_the_site_are_what_the_database_says() -> None:
    late = timezone.now() - timedelta(minutes=5)
    table = Table.objects.create(code="LATE22")
    for phase in ("playing", "playing", "lobby", "game_over"):
        Game.objects.create(table=table, phase=phase)
    due.begin(Game.objects.create(table=table, phase="opening", fault="event 3: gone").pk, late)
    Game.objects.create(table=table, phase="game_over", results_due_at=late)
    Letter.objects.create(kind="k", to="a@example.org", subject="s", text="", html="", next_try_at=late)
    figures = site_figures.ask()
    assert figures["golf_site_live_games", "playing"] == 2
    assert figures["golf_site_live_games", "last_turns"] == 0
    assert ("golf_site_live_games", "game_over") not in figures
    assert figures["golf_site_stuck_games", "overdue"] == 1
    assert figures["golf_site_stuck_games", "unknown"] == 3
    assert figures["golf_site_set_aside_games", ""] == 1
    assert figures["golf_site_letters", "queued"] == 1
    for lag in ("clock_lag_seconds", "queue_age_seconds"):
        ages = [value for (name, _label), value in figures.items() if name == f"golf_site_{lag}"]
        assert all(299 < age < 400 for age in ages), figures


@pytest.mark.django_db
def test_figures_that_cannot_be_had_keep_nothing_else_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise OSError("away")

    monkeypatch.setattr(site_figures, "_of_redis", away)
    figures = site_figures.ask()
    assert (figures["golf_site_answers", "redis"], figures["golf_site_answers", "database"]) == (0, 1)
    assert "golf_site_alive" not in {name for name, _label in figures}
    assert figures["golf_site_players", ""] == 0
