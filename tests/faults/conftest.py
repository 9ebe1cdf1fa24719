"""Each fault has a site of real processes of its own, on a PostgreSQL and a Redis that nobody else uses."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.faults.extent import LONGEST_SECONDS
from tests.kit.own_services import OwnPostgres, OwnRedis
from tests.kit.own_site import OwnSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIGRATED: Final = "migrated"
NUMBERS: Final = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them need the programs, and more time than others."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.own_services)
            item.add_marker(pytest.mark.timeout(LONGEST_SECONDS))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnPostgres]:
    """A cluster with a database that has all tables, for every test to copy."""
    cluster = OwnPostgres()
    try:
        cluster.start()
        cluster.new_database(MIGRATED)
        processes = OwnSite(tmp_path_factory.mktemp("migrate"), cluster, OwnRedis(), MIGRATED)
        assert processes.manage("migrate", "--verbosity", "0").wait() == 0, processes.log.read_text()
        yield cluster
    finally:
        cluster.end()


@pytest.fixture
def site(postgres: OwnPostgres, tmp_path: Path) -> Iterator[OwnSite]:
    """A site on a database of its own, with nothing running yet but PostgreSQL and Redis."""
    redis, database = OwnRedis(), f"site_{next(NUMBERS)}"
    postgres.new_database(database, MIGRATED)
    site = OwnSite(tmp_path, postgres, redis, database)
    try:
        redis.start()
        yield site
    finally:
        site.end()
        redis.end()


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Takes a sentence about what was measured; it is printed at the end of the run."""
    return lambda sentence: record_property("figure", sentence)
