"""What the runs of `make test` stand on is what their tests believe."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection

from tests.conftest import HERE, ON_BOTH


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_is_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL")


@pytest.mark.redis
def test_the_cache_is_redis() -> None:
    cache.set("word", "fore", timeout=10)
    assert cache.get("word") == "fore"
    assert "redis" in type(cache._cache.get_client()).__module__  # type: ignore[attr-defined]


def test_every_module_that_runs_on_both_is_there() -> None:
    assert [name for name in ON_BOTH if not (HERE / name).is_file()] == []
