"""The database: there, of a known version, migrated, writeable, durable, large enough, and of the same time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from games.due import LEASE
from games.models import Table
from games.threads import THREADS
from golf_project.doctor.findings import About, in_a_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from golf_project.doctor.findings import Finding, Findings

PATIENCE_SECONDS: Final = 5
FEWEST_PROCESSES: Final = 3
"""A web process, a clock, and one that takes over while the site is restarted."""
SKEW_SECONDS: Final = 0.5
FULL: Final = 2
"""SQLite's `synchronous`: 2 is FULL, 3 EXTRA."""
DURABLE: Final = {
    "synchronous_commit": "an answered move may be lost with a power cut",
    "fsync": "nothing is safe",
}

about = About("database")
migrations = About("migrations")


def found() -> Findings:
    if (away := _away()) is not None:
        yield about.fault(away)
        return False
    yield about.ok(_name())
    unmigrated = yield from _migrated()
    if unmigrated:
        return False
    yield _writes()
    if connection.vendor == "postgresql":
        yield from _postgresql()
    else:
        yield from _sqlite()
    return True


def _away() -> str | None:
    """Why the database cannot be reached; None if it can. A pool would say only that it took too long."""
    name = str(settings.DATABASES["default"]["NAME"])
    if connection.vendor == "sqlite" and connection.connection is None and not Path(name).exists():
        return "there is none yet: run `manage.py migrate`"
    try:
        if connection.vendor == "postgresql":
            params = connection.get_connection_params() | {"connect_timeout": PATIENCE_SECONDS}
            psycopg.connect(**params).close()
        connection.ensure_connection()
    except (DatabaseError, psycopg.Error, OSError) as error:
        return f"does not answer: {in_a_line(error)}"
    return None


def _name() -> str:
    version = ".".join(map(str, connection.get_database_version()))
    return f"{connection.display_name} {version} answers"


def _migrated() -> Findings:
    """Whether the tables are those of this version; True if not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan[:3])
        yield migrations.fault(f"{len(plan)} not applied ({names}): run `manage.py migrate`")
        return True
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    if unknown:
        names = ", ".join(f"{app}.{name}" for app, name in unknown[:3])
        yield migrations.warning(f"the database is of a newer version than this program: it has {names}")
    else:
        yield migrations.ok("all applied")
    return False


def _writes() -> Finding:
    """A row that nobody will ever see."""
    try:
        with transaction.atomic():
            Table.objects.create(code="doctor")
            transaction.set_rollback(True)
    except DatabaseError as error:
        return about.fault(f"cannot be written to: {in_a_line(error)}")
    return about.ok("can be written to")


def _sqlite() -> Iterator[Finding]:
    if not settings.PLAY:
        yield about.warning("SQLite serves one machine and few people: set DATABASE_URL to a PostgreSQL")
    if int(_ask("PRAGMA synchronous")) < FULL:
        yield about.fault("PRAGMA synchronous is not FULL: an answered move may be lost with a power cut")
    if _ask("PRAGMA journal_mode").lower() not in {"wal", "memory"}:
        yield about.warning("its journal is not a WAL: readers and writers wait for one another")


def _postgresql() -> Iterator[Finding]:
    soft = [f"{name} is off: {harm}" for name, harm in DURABLE.items() if _ask(f"SHOW {name}") == "off"]
    yield from map(about.fault, soft)
    if not soft:
        yield about.ok("what it has committed outlives a power cut")
    if _ask("SHOW server_encoding") != "UTF8":
        yield about.fault("its encoding is not UTF8: names of people cannot be stored in it")
    yield from _connections()
    yield from _time()


def _connections() -> Iterator[Finding]:
    pool = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
    if pool <= THREADS:
        yield about.warning(
            f"DATABASE_POOL_SIZE is {pool}: {THREADS} of a process serve its tables, and pages need some as well"
        )
    free = int(_ask("SHOW max_connections")) - int(_ask("SHOW superuser_reserved_connections"))
    processes = free // pool
    sentence = f"{free} connections, enough for {processes} processes of up to {pool} each"
    yield about.ok(sentence) if processes >= FEWEST_PROCESSES else about.warning(sentence)


def _time() -> Iterator[Finding]:
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: datetime = cursor.fetchone()[0]
    apart = abs((there - before - (timezone.now() - before) / 2).total_seconds())
    if apart < SKEW_SECONDS:
        yield about.ok("has the same time as this machine")
        return
    sentence = f"has another time than this machine, by {apart:.1f} s: set both clocks by the same server"
    yield about.warning(sentence) if apart < LEASE.total_seconds() else about.fault(sentence)


def _ask(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])
