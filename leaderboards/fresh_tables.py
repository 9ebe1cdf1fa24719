"""Tables filled anew beside those that are read, and put in their place at once.

Whoever fills them goes on with the ORM or with SQL as ever: for this connection the names mean the fresh tables. On
PostgreSQL these lie in a schema of their own, which outlives an interruption; they get their indexes when they are
full, and readers wait for nothing but the instant of the swap. On SQLite they are temporary, and are copied over in one
transaction. What others write to the tables meanwhile is gone: the caller has to keep them from it.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, OperationalError, connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Model

    Models = Sequence[type[Model]]

FRESH: Final = "golf_fresh"
"""The schema with the tables that are being filled."""
OLD: Final = "golf_old"
"""The schema with those that they have replaced, until these are dropped."""
FULL: Final = "full"
"""What is noted of the schema when its tables have their indexes."""
PATIENCE: Final = "100ms"
"""So long the swap waits for those who read just now; readers that come meanwhile wait behind it."""
SORTED_IN: Final = "128MB"
"""Memory in which an index is sorted, at most: with what PostgreSQL takes by itself, millions of rows go to disk."""
PAUSE: Final = 0.2
ATTEMPTS: Final = 300
_REFERENCES: Final = re.compile(r' REFERENCES "\w+" \("\w+"\)( DEFERRABLE INITIALLY DEFERRED)?')


@contextmanager
def fresh_tables(
    models: Models, go_on: bool = False, swap: bool = True, keyed: bool = True
) -> Iterator[bool]:
    """In the block these models' tables are others, empty ones; after it they are in the place of the old ones.

    Without `swap` they only get their indexes, on PostgreSQL, and wait for a next time with `go_on`. Without `keyed`
    they get their primary keys as late as other indexes: rows that all differ are added quicker so.

    With `go_on` they are those of a run that was interrupted, if there are any of the same form: whether that is so, is
    given. All models that refer to one of these have to be among them. An error in the block leaves the old tables.
    """
    _check(models)
    on_postgres = connection.vendor == "postgresql"
    with _in_schema(models, go_on, swap, keyed) if on_postgres else _in_temporary(models) as found:
        yield found


def forget() -> None:
    """Drop what an interrupted run has left behind."""
    if connection.vendor == "postgresql":
        _drop(FRESH)
        _drop(OLD)


def forget_beside(models: Models, column: str, value: int) -> None:
    """Delete the rows that an unfinished run has of something that is about to be deleted itself."""
    if connection.vendor != "postgresql":
        return
    for model in models:
        table = f"{FRESH}.{_name(model)}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [table])
            if cursor.fetchone() != (None,):
                cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [value])  # noqa: S608 - names of ours


def _drop(schema: str) -> None:
    _patiently(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


def _check(models: Models) -> None:
    for model in models:
        for relation in model._meta.related_objects:  # noqa: SLF001 - Django's documented name
            if relation.related_model not in models:
                raise ValueError(f"{relation.related_model.__name__} refers to {model.__name__}")


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _name(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django's documented name


@contextmanager
def _in_schema(models: Models, go_on: bool, swap: bool, keyed: bool) -> Iterator[bool]:
    home, path = _home()
    found = go_on and _form() == {_columns(model) for model in models}
    _drop(OLD)
    if not found:
        _drop(FRESH)
        with transaction.atomic():
            _execute(f"CREATE SCHEMA {FRESH}", f"SET search_path = {FRESH}, {path}")
            _create(models, keyed)
    _execute(f"SET search_path = {FRESH}, {path}")
    try:
        yield found
        _finish(models)
    finally:
        _go_home(path)
    if swap:
        _swap(models, home)
        transaction.on_commit(partial(_drop, OLD))


def _home() -> tuple[str, str]:
    """The schema with the tables that are read, and the path on which it is found."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_setting('search_path')")
        home, path = cursor.fetchone()
    return home, path


def _go_home(path: str) -> None:
    try:
        _execute(f"SET search_path = {path}")
    except DatabaseError:
        # In a transaction that has failed: with its end the path is the old one again.
        if not connection.in_atomic_block:
            connection.close()


def _form() -> set[tuple[str, ...]]:
    """The tables in the schema of fresh ones: each its name, and its columns in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY column_name::text)"
            " FROM information_schema.columns WHERE table_schema = %s GROUP BY table_name",
            [FRESH],
        )
        return {(table, *columns) for table, columns in cursor.fetchall()}


def _columns(model: type[Model]) -> tuple[str, ...]:
    meta = model._meta  # noqa: SLF001 - Django's documented name
    return meta.db_table, *sorted(field.column for field in meta.concrete_fields if field.column)


def _create(models: Models, keyed: bool) -> None:
    """The tables, with their primary keys if these are wanted; indexes and foreign keys come when they are full."""
    with connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
        editor.deferred_sql.clear()
    if not keyed:
        _execute(*(f"ALTER TABLE {_name(model)} DROP CONSTRAINT {_key(model)}" for model in models))


def _key(model: type[Model]) -> str:
    """What PostgreSQL calls a table's primary key."""
    return connection.ops.quote_name(f"{model._meta.db_table}_pkey")  # noqa: SLF001 - Django's documented name


def _finish(models: Models) -> None:
    """Keys, indexes, statistics and foreign keys; once, also if the swap after it has failed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", [FRESH])
        if cursor.fetchone() == (FULL,):
            _validate()
            return
    with connection.schema_editor(collect_sql=True) as editor:
        for model in models:
            editor.create_model(model)
        later = [str(statement) for statement in editor.deferred_sql]
        editor.deferred_sql.clear()
    keys = [statement for statement in later if " FOREIGN KEY " in statement]
    with transaction.atomic():
        _execute(f"SET LOCAL maintenance_work_mem = '{SORTED_IN}'")
        _execute(*(_add_key(model) for model in models if not _has_key(model)))
        _execute(*(statement for statement in later if statement not in keys))
        _execute(*(f"ANALYZE {_name(model)}" for model in models))
        # What they refer to is locked for an instant, rather than for as long as it takes to check every row.
        _patiently(
            *(f"{statement} NOT VALID" for statement in keys), f"COMMENT ON SCHEMA {FRESH} IS '{FULL}'"
        )
    _validate()


def _has_key(model: type[Model]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{FRESH}.{_key(model)}"])
        return bool(cursor.fetchone()[0])


def _add_key(model: type[Model]) -> str:
    """The statement that gives a table its primary key, called as ever."""
    fields = model._meta.pk_fields  # noqa: SLF001 - Django's name
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields if field.column)
    return f"ALTER TABLE {_name(model)} ADD PRIMARY KEY ({columns})"


def _validate() -> None:
    """Check the foreign keys of the fresh tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%s VALIDATE CONSTRAINT %%I', conrelid::regclass, conname) FROM pg_constraint"
            " WHERE connamespace = to_regnamespace(%s) AND NOT convalidated",
            [FRESH],
        )
        found = [statement for (statement,) in cursor.fetchall()]
    for statement in found:
        _execute(statement)


def _swap(models: Models, home: str) -> None:
    """Put the fresh tables where the old ones are."""
    if connection.in_atomic_block:
        connection.check_constraints()  # A table for which something is still to be checked cannot be moved.
    _patiently(
        f"CREATE SCHEMA {OLD}",
        f"LOCK TABLE {', '.join(f'{home}.{_name(model)}' for model in models)}",
        *(f"ALTER TABLE {home}.{_name(model)} SET SCHEMA {OLD}" for model in models),
        *(f"ALTER TABLE {FRESH}.{_name(model)} SET SCHEMA {home}" for model in models),
        f"DROP SCHEMA {FRESH}",
    )


def _patiently(*statements: str) -> None:
    """All of these, or none, again and again: whoever waits for a lock makes those wait who come after it."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                _execute(
                    f"SET LOCAL lock_timeout = '{PATIENCE}'", *statements, "SET LOCAL lock_timeout = DEFAULT"
                )
        except OperationalError:
            if attempt == ATTEMPTS:
                raise
            time.sleep(PAUSE)
        else:
            return


@contextmanager
def _in_temporary(models: Models) -> Iterator[bool]:
    """Temporary tables hide those of the same names; none is left of a run that was interrupted."""
    try:
        for model in models:
            _execute(_temporary(model))
        yield False
        with transaction.atomic():
            for model in models:
                table = _name(model)
                _execute(f"DELETE FROM main.{table}", f"INSERT INTO main.{table} SELECT * FROM temp.{table}")  # noqa: S608
    finally:
        _execute(*(f"DROP TABLE IF EXISTS temp.{_name(model)}" for model in models))


def _temporary(model: type[Model]) -> str:
    """The statement that makes an empty table of the same form. References cannot lead out of the temporary ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM main.sqlite_master WHERE name = %s", [model._meta.db_table])  # noqa: SLF001
        (made,) = cursor.fetchone()
    return _REFERENCES.sub("", made).replace("CREATE TABLE", "CREATE TEMP TABLE", 1)
