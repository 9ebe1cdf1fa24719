"""What every test of the project may use, and which tests run on what (tests/kit/services.py)."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation

from tests.kit import own_services, services, static_files
from tests.kit.rows import empty

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
NEEDS = {
    "postgres": services.postgres,
    "redis": services.redis_server,
    "browser": services.chromium,
    "js": services.node,
    "gettext": services.gettext,
    "own_services": own_services.programs,
}
# A law holds or not, however busy the machine is.
hypothesis.settings.register_profile(
    "golf", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("golf")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
DEAREST = ("browser", "faults", "backup", "upgrade", "loadtest", "cpu", "ops")
"""Folders whose modules take longest, and mostly wait: parallel workers begin with them, and end with short ones."""
ON_BOTH = (
    # Streams, their numbers and locks; the bus, presence and snapshots, with Redis and without.
    *(f"games/test_{name}.py" for name in (
        "actions", "archive", "away", "bus", "clock", "connecting", "doors", "draining", "event_store", "filling_in",
        "journal", "presence", "rematch", "set_aside", "snapshots", "stopping", "verify_game",
    )),
    # Upserts, counting in bulk, tables that are built beside those in use.
    *(f"leaderboards/test_{name}.py" for name in (
        "conduct", "cpu_ratings", "fresh_tables", "rating_games", "rebuild", "results", "seasons", "simultaneous",
        "standing_plans", "standings", "tallies",
    )),
    # Who comes first of two; deleting along foreign keys; what is counted, and done later, without Redis.
    *(f"accounts/test_{name}.py" for name in (
        "chores", "create_admin", "guests", "leaving", "limits", "names", "preferences", "tokens",
    )),
    # Triggers that keep the log as it is; questions about many rows.
    *(f"moderation/test_{name}.py" for name in ("audit", "dashboard", "queries", "signals")),
    *(f"replays/test_{name}.py" for name in ("import", "my_games", "playing_on")),
    "api/test_limits.py",
    # Questions to the server itself; all migrations and chores.
    "test_doctor.py", "test_error_pages.py", "test_health.py", "test_logs.py", "test_metrics.py", "test_release.py",
    "test_services.py",
)  # fmt: skip
"""Modules about what PostgreSQL and SQLite, or Redis and its absence, each do in a way of their own: where all are
there, `make test` runs these on both, and whatever else touches the database on PostgreSQL and Redis alone. That the
site as a whole works on SQLite is held by browsers and bots, which always play on it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --cases and --rest."""
    parser.addoption(
        "--cases", default=str(HERE / "rules" / "cases"), help="folder of conformance cases (*.jsonl)"
    )
    parser.addoption(
        "--rest", action="store_true", help="on SQLite: leave out what is run on PostgreSQL and Redis alone"
    )


def pytest_report_header() -> list[str]:
    """Say what the run stands on and what is not there."""
    database = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    redis = "Redis" if settings.REDIS_URL else "no Redis"
    missing = [service.missing for find in NEEDS.values() if (service := find()).missing]
    return [f"golf: on {database} and {redis}", *(f"golf: {sentence}" for sentence in missing)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured."""
    for report in terminalreporter.getreports("passed"):
        for name, sentence in report.user_properties:
            if name == "figure":
                terminalreporter.write_line(f"golf: {sentence}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the other of the two runs of `make test` does, and put the dearest first."""
    rest = config.getoption("--rest")
    elsewhere = {item: None for item in items if _belongs_elsewhere(item, rest=rest)}
    if elsewhere:
        config.hook.pytest_deselected(items=list(elsewhere))
        items[:] = [item for item in items if item not in elsewhere]
    items.sort(key=_rank)


def pytest_collection_finish() -> None:
    """Have Python look for garbage less often, and not among all that stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _rank(item: pytest.Item) -> int:
    folder = item.path.parent.name
    return DEAREST.index(folder) if folder in DEAREST else len(DEAREST)


def _belongs_elsewhere(item: pytest.Item, *, rest: bool) -> bool:
    real_only = item.get_closest_marker("postgres") or item.get_closest_marker("redis")
    if os.environ["GOLF_TEST_SERVICES"] == "real":
        return not (real_only or _touches_services(item))
    if real_only:
        # Without the service it stays, to be skipped by name, or to fail.
        return not any(_missing(item, mark) for mark in ("postgres", "redis"))
    return rest and _touches_services(item) and not _is_of_both(item)


def _touches_services(item: pytest.Item) -> bool:
    """Whether it stands on the database or Redis of the run; a site that a browser visits has its own."""
    if item.get_closest_marker("services"):
        return True
    touches_database = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(_fixtures(item))
    return bool(touches_database) and not item.get_closest_marker("browser")


def _is_of_both(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("services")) or item.path.relative_to(HERE).as_posix() in ON_BOTH


def _fixtures(item: pytest.Item) -> list[str]:
    return list(getattr(item, "fixturenames", []))


def _missing(item: pytest.Item, mark: str) -> str:
    return NEEDS[mark]().missing if item.get_closest_marker(mark) else ""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose service is missing, and say which; in CI that is a failure."""
    for mark in NEEDS:
        if sentence := _missing(item, mark):
            if services.in_ci():
                pytest.fail(sentence, pytrace=False)
            pytest.skip(sentence)


@pytest.fixture(autouse=True, scope="session")
def quickly_emptied() -> Iterator[None]:
    """Tests that commit have their rows deleted, as truncating takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty())
        yield


@pytest.fixture(autouse=True, scope="session")
def static_files_found_once() -> Iterator[None]:
    """As in a process of the site (tests/kit/static_files.py)."""
    with pytest.MonkeyPatch.context() as patch:
        static_files.find_once(patch)
        yield


@pytest.fixture(autouse=True)
def the_sites_own_language() -> None:
    """Each test begins in English: a page that another has asked for leaves its language behind in the thread."""
    translation.deactivate()


@pytest.fixture(scope="session")
def cases(pytestconfig: pytest.Config) -> Path:
    """The folder of conformance cases."""
    return Path(str(pytestconfig.getoption("--cases"))).resolve()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program; for tests marked `browser`."""
    return services.chromium().at


@pytest.fixture(scope="session")
def node() -> str:
    """Node's program; for tests marked `js`."""
    return services.node().at
