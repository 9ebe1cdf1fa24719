"""Fresh tables: those who read see the old ones until the fresh ones are full, and then exactly those."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections

from accounts.models import User
from leaderboards import fresh_tables as fresh_tables_module
from leaderboards.fresh_tables import fresh_tables
from leaderboards.models import Level, Season, SeasonPlace, Stale
from leaderboards.upserts import upsert

if TYPE_CHECKING:
    from django.db.models import Model

on_postgres = pytest.mark.postgres
KINDS = (Stale, Level)


def level(value: int, players: int = 1) -> None:
    upsert(Level, ("slice", "metric", "value", "players"), [("all", "wins", value, players)], key=3, add=True)


def levels() -> list[tuple[int, int]]:
    return list(Level.objects.order_by("value").values_list("value", "players"))


def fail(*models: type[Model]) -> None:
    """Begin to fill the tables, and be interrupted."""
    with contextlib.suppress(KeyboardInterrupt), fresh_tables(models or KINDS):
        level(7)
        raise KeyboardInterrupt


def shape() -> list[str]:
    """Indexes and constraints of the tables that are read."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename LIKE 'leaderboards_%'"
                " UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE conrelid::regclass::text LIKE 'leaderboards_%' ORDER BY 1"
            )
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name LIKE 'leaderboards_%' ORDER BY 1")
        return [text for (text,) in cursor.fetchall()]


@pytest.fixture
def old() -> None:
    level(1)
    Stale.objects.create(user=User.objects.create(username="alice"))


@pytest.mark.django_db
def test_what_was_filled_in_replaces_what_was_there(old: None) -> None:
    with fresh_tables(KINDS) as found:
        assert not found
        assert levels() == []
        level(7)
        level(7)
    assert levels() == [(7, 2)]
    assert not Stale.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("keyed", [True, False])
def test_the_tables_have_the_same_form_afterwards(keyed: bool) -> None:
    before = shape()
    assert before
    with fresh_tables((Season, SeasonPlace, *KINDS), keyed=keyed):
        season = Season.objects.create(month="2026-10", frozen_at="2026-11-01T00:00:00Z", players=1)
        user = User.objects.create(username="alice")
        SeasonPlace.objects.create(
            season=season, scope="all", metric="wins", place=1, user=user, value=1, games=1
        )
    assert shape() == before
    assert SeasonPlace.objects.get().season == season
    user.delete()
    assert not SeasonPlace.objects.exists()


@pytest.mark.django_db
def test_an_error_leaves_the_old_tables(old: None) -> None:
    fail()
    assert levels() == [(1, 1)]
    with fresh_tables(KINDS) as found:
        assert (found, levels()) == (False, [])
    assert levels() == []


@pytest.mark.django_db
def test_a_model_that_others_refer_to_is_not_taken_without_them() -> None:
    with pytest.raises(ValueError, match="SeasonPlace refers to Season"), fresh_tables([Season]):
        pass


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_an_interrupted_run_is_gone_on_with_if_that_is_asked_for(old: None) -> None:
    fail()
    assert levels() == [(1, 1)]
    connections.close_all()
    with fresh_tables(KINDS, go_on=True) as found:
        assert (found, levels()) == (True, [(7, 1)])
        level(8)
    assert levels() == [(7, 1), (8, 1)]
    with fresh_tables(KINDS, go_on=True) as found:
        assert (found, levels()) == (False, [])


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_one_of_another_form_is_not_gone_on_with(old: None) -> None:
    fail(Level)
    with fresh_tables(KINDS, go_on=True) as found:
        assert (found, levels()) == (False, [])
    fail()
    fresh_tables_module.forget()
    with fresh_tables(KINDS, go_on=True) as found:
        assert not found


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_long_reading_holds_up_the_swap_and_not_those_who_come_after_it(
    old: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_tables_module, "ATTEMPTS", 2)
    reader = connection.copy()
    with reader.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT * FROM leaderboards_level")
        with pytest.raises(Exception, match="lock timeout"), fresh_tables(KINDS):
            level(7)
        assert levels() == [(1, 1)]
        cursor.execute("COMMIT")
    reader.close()
    with fresh_tables(KINDS, go_on=True) as found:
        assert (found, levels()) == (True, [(7, 1)])
    assert levels() == [(7, 1)]
