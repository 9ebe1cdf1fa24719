"""Many rows into a table at once, over those that are there; objects and parameters for each would be what costs.

PostgreSQL gets one prepared statement, to which the rows travel as JSON (as games/bulk.py has it); SQLite gets values.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

ROWS_AT_ONCE: Final = 1000


def upsert(
    model: type[Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    key: int,
    add: bool = False,
) -> None:
    """Store rows of these columns, of which the first `key` tell a row from others.

    What is there is replaced; with `add`, the numbers are added to those that are there. JSON is given as
    dictionaries, lists and tuples.
    """
    quoted = [connection.ops.quote_name(column) for column in columns]
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django's documented name
    old = f"{table}.{{0}} + excluded.{{0}}" if add else "excluded.{0}"
    sets = ", ".join(f"{name} = {old.format(name)}" for name in quoted[key:])
    head = f"INSERT INTO {table} ({', '.join(quoted)})"
    tail = f"ON CONFLICT ({', '.join(quoted[:key])}) DO {f'UPDATE SET {sets}' if sets else 'NOTHING'}"
    write = _as_json if connection.vendor == "postgresql" else _as_values
    for first in range(0, len(rows), ROWS_AT_ONCE):
        write(table, head, tail, columns, rows[first : first + ROWS_AT_ONCE])


def _as_json(table: str, head: str, tail: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    # Django's own cursors bind on the client's side, and prepare nothing.
    import psycopg

    names = head[head.index("(") + 1 : -1]
    found = f"SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608 - names of ours
    told = msgspec.json.encode([dict(zip(columns, row, strict=True)) for row in rows]).decode()
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(f"{head} {found} {tail}", [told], prepare=True)


def _as_values(
    table: str, head: str, tail: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"{head} VALUES ({', '.join(['%s'] * len(columns))}) {tail}",
            [
                [json.dumps(value) if isinstance(value, dict | list | tuple) else value for value in row]
                for row in rows
            ],
        )
