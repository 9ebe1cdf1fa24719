"""PostgreSQL's own programs, and its databases beside the site's. No password is ever among a program's words."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql

from golf_project.backup import BackupFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPTIONS: Final = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
COUNTED: Final = ("accounts_user", "games_game", "games_gameevent", "games_archive")
"""Tables whose rows a backup counts, and a restore counts again."""


def dump(path: Path, snapshot: str) -> None:
    """Write what the database has in that snapshot, in the custom format."""
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--file={path}",
    )


def load(path: Path, database: str | None = None) -> None:
    """Fill a database, which has to be empty, from a dump: wholly or not at all."""
    target = database or str(connection.settings_dict["NAME"])
    _run(
        "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
        f"--dbname={target}", str(path),
    )  # fmt: skip


def counts(database: str | None = None) -> dict[str, int]:
    """How many rows the counted tables have; none for those that are not there."""
    if database is None:
        with connection.cursor() as cursor:
            return _counts(cursor)
    with connected(database) as other:
        return _counts(other)


def clear() -> None:
    """Drop everything in the schema of the site's database. Whoever calls this has seen that it is empty of rows."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()


@contextmanager
def scratch(name: str) -> Iterator[str]:
    """An empty database of that name, beside the site's, which is gone afterwards."""
    try:
        with connected() as site:
            site.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise BackupFailed(f"There is no scratch database to be had: {_first_line(error)}") from None
    try:
        yield name
    finally:
        with connected() as site:
            site.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def connected(database: str | None = None) -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own to the site's database, or to another beside it; each statement its own transaction."""
    with psycopg.connect(address(database), autocommit=True, connect_timeout=10) as other:
        yield other


def address(database: str | None = None) -> str:
    """Where the site's database is reached, or another beside it: a DATABASE_URL, password included."""
    config = connection.settings_dict
    who = quote(str(config["USER"]), safe="")
    if config["PASSWORD"]:
        who += ":" + quote(str(config["PASSWORD"]), safe="")
    port = f":{config['PORT']}" if config["PORT"] else ""
    options = "&".join(
        f"{name}={quote(str(config['OPTIONS'][name]))}" for name in OPTIONS if name in config["OPTIONS"]
    )
    where = f"{config['HOST'] or '127.0.0.1'}{port}/{quote(database or str(config['NAME']), safe='')}"
    return f"postgres://{who}@{where}" + (f"?{options}" if options else "")


def _counts(cursor: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for table in COUNTED:
        # There is nothing of anybody's in these names.
        row = cursor.execute("SELECT to_regclass(%s)", (table,)) or cursor
        if row.fetchone()[0] is not None:
            row = cursor.execute(f"SELECT count(*) FROM {table}") or cursor  # noqa: S608
            found[table] = row.fetchone()[0]
    return found


def _run(program: str, *words: str) -> None:
    config = connection.settings_dict
    given = {
        "PGHOST": config["HOST"],
        "PGPORT": config["PORT"],
        "PGUSER": config["USER"],
        "PGPASSWORD": config["PASSWORD"],
    }
    given |= {variable: config["OPTIONS"].get(name, "") for name, variable in OPTIONS.items()}
    given["PGDATABASE"] = config["NAME"]
    environment = {name: str(value) for name, value in given.items() if value}
    try:
        ran = subprocess.run(  # noqa: S603 - PostgreSQL's, with words of our own
            [program, *words], env=os.environ | environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise BackupFailed(f"There is no program {program}: install PostgreSQL's client.") from None
    if ran.returncode:
        raise BackupFailed(f"{program}: {(ran.stderr.strip().splitlines() or ['it failed'])[0]}")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
