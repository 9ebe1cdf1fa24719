"""A database that a test may write to from any thread, and that is empty again after it."""

from __future__ import annotations

from typing import Final

from django.apps import apps
from django.db import connection, transaction

KEPT: Final = ("django_content_type", "auth_permission")
"""Made by migrating, and the same for every test."""


def empty() -> None:
    """Delete every row. In one transaction, as rows that point to one another may go in any order within it.

    Django's own way, TRUNCATE, takes PostgreSQL longer than most tests.
    """
    models = apps.get_models(include_auto_created=True)
    tables = dict.fromkeys(model._meta.db_table for model in models if model._meta.managed)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            if table not in KEPT:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
