"""The second run of `make test` stands on the real things, as its tests believe."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection


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
