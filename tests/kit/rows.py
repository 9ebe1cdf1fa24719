"""A database that a test may write to from any thread, and that is empty again after it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT: Final = ("django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
"""Made by migrating, and the same for every test."""
SEALED: Final = "moderation_auditentry"
"""Its triggers refuse to have rows deleted."""


def empty() -> None:
    """Delete every row. In one transaction, as rows that point to one another may go in any order within it.

    Django's own way, TRUNCATE, takes PostgreSQL longer than most tests, and is refused where nothing may be deleted.
    """
    models = apps.get_models(include_auto_created=True)
    tables = dict.fromkeys(model._meta.db_table for model in models if model._meta.managed)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            if table not in {*KEPT, SEALED}:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {SEALED})")
        if cursor.fetchone()[0]:
            with _unsealed():
                cursor.execute(f"DELETE FROM {SEALED}")


@contextmanager
def _unsealed() -> Iterator[None]:
    """The table without its triggers for once."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {SEALED} DISABLE TRIGGER USER")
            yield
            cursor.execute(f"ALTER TABLE {SEALED} ENABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [SEALED]
        )
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)
