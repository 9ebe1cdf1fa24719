"""Writes a batch of events, and the due times that follow from them, with as little work as the database allows.

PostgreSQL gets one prepared statement, to which the rows travel as JSON: whatever the size of the batch it is parsed
and planned once a connection, costs one round trip, and is a transaction of its own. A game in it that another process
has moved on meanwhile loses alone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class EventRow(NamedTuple):
    """An event as it is stored."""

    game_id: int
    seq: int
    time: datetime
    type: str
    data: str


class DueRow(NamedTuple):
    """When the clock is due at a game, and until when a clock has it to itself."""

    game_id: int
    due_at: datetime
    claimed_until: datetime | None


EVENTS: Final = "INSERT INTO games_gameevent (game_id, seq, time, type, data) VALUES (%s, %s, %s, %s, %s)"
DUE: Final = """
INSERT INTO games_gameclock (game_id, due_at, claimed_until) VALUES (%s, %s, %s)
ON CONFLICT (game_id) DO UPDATE SET due_at = excluded.due_at, claimed_until = excluded.claimed_until
"""
FIRST: Final = """
INSERT INTO games_gameevent (game_id, seq, time, type, data)
SELECT e."0", e."1", e."2", e."3", e."4" FROM json_to_recordset(%s)
    AS e("0" bigint, "1" integer, "2" timestamptz, "3" text, "4" text)
ON CONFLICT DO NOTHING RETURNING game_id
"""
FURTHER: Final = """, further AS (
    INSERT INTO games_gameevent (game_id, seq, time, type, data)
    SELECT e."0", e."1", e."2", e."3", e."4" FROM json_to_recordset(%s)
        AS e("0" bigint, "1" integer, "2" timestamptz, "3" text, "4" text) JOIN won ON game_id = e."0"
)"""
WAKING: Final = """, due AS (
    INSERT INTO games_gameclock (game_id, due_at, claimed_until)
    SELECT d."0", d."1", d."2" FROM json_to_recordset(%s) AS d("0" bigint, "1" timestamptz, "2" timestamptz)
        JOIN won ON game_id = d."0"
    ON CONFLICT (game_id) DO UPDATE SET due_at = excluded.due_at, claimed_until = excluded.claimed_until
)"""


@cache
def at_once(*, further: bool, due: bool) -> str:
    """The statement for a batch with and without further events and due times: a small one costs half of the whole."""
    if not further and not due:
        return FIRST
    parts = ["WITH won AS (", FIRST, ")", FURTHER if further else "", WAKING if due else ""]
    return "".join([*parts, " SELECT game_id FROM won"])


def write(events: Sequence[EventRow], due: Sequence[DueRow]) -> None:
    """Store all of these, or, where one of the events is stored already (IntegrityError), none of them."""
    with connection.cursor() as cursor:
        cursor.executemany(EVENTS, list(map(_adapted, events)))
        if due:
            cursor.executemany(DUE, list(map(_adapted, due)))


def can_write_at_once() -> bool:
    """Whether this database has `write_at_once`."""
    return connection.vendor == "postgresql"


def write_at_once(first: Sequence[EventRow], further: Sequence[EventRow], due: Sequence[DueRow]) -> set[int]:
    """Store what the first event of each game decides: a game whose first one is stored already gets none of its rows.

    Gives back the games that got theirs. `first` holds one event a game, `further` those after it.
    """
    # Django's own cursors bind on the client's side, and prepare nothing.
    import psycopg

    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        statement = at_once(further=bool(further), due=bool(due))
        cursor.execute(statement, [_as_json(rows) for rows in (first, further, due) if rows], prepare=True)
        return {game for (game,) in cursor.fetchall()}


def _as_json(rows: Sequence[Sequence[Any]]) -> str:
    return msgspec.json.encode([dict(zip("01234", row, strict=False)) for row in rows]).decode()


def _adapted(row: Sequence[Any]) -> list[Any]:
    """The values as a database without a type for times has them."""
    adapt = connection.ops.adapt_datetimefield_value
    return [adapt(value) if hasattr(value, "tzinfo") else value for value in row]
