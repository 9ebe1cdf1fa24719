"""Keeping the standings up to date. Synchronous; asks the database, and holds up nobody who reads.

A refresh touches only those whose results have changed. Where these are very many all standings are made anew beside
those that are read, which is quicker, and put in their place.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import OperationalError, connection, transaction

from leaderboards.fresh_tables import fresh_tables
from leaderboards.metrics import METRICS
from leaderboards.models import Changed, Level, Stale, Standing
from leaderboards.standings import Board, live_slices, players
from leaderboards.turns import FOLD, STANDINGS, is_taken, share_turn, take_turn
from leaderboards.upserts import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

AT_ONCE: Final = 5000
"""Changes of players that are seen to in one transaction."""
BATCHES: Final = 20
"""What is left after so many waits for the next time: no task runs for minutes."""
MANY: Final = 5_000
"""Changes up to which it is never worth while to make everybody's standings anew."""
SHARE: Final = 1 / 8
"""Of the players on the boards: more than so many are refreshed slower than everybody's standings are made anew."""
WORKED_IN: Final = "64MB"
"""Memory for it: with what PostgreSQL takes by itself it sorts the standings for each metric, to disk and back."""


def look_again(users: Iterable[int]) -> None:
    """Whether these players are on the boards is to be asked again: their results, or what they are, have changed."""
    some = sorted(set(users))
    with transaction.atomic():
        are_stale(some)
        if share_turn(FOLD):
            upsert(Changed, ("user_id",), [(user,) for user in some], key=1)


def are_stale(users: Iterable[int]) -> None:
    """Have the standings of these players looked at again, at the next refresh after this transaction."""
    Stale.objects.bulk_create([Stale(user_id=user) for user in users])


def catch_up() -> None:
    """Bring the standings of all whose results have changed up to date, unless somebody is just about that."""
    if is_taken(STANDINGS):
        return
    if _many_wait():
        # Where somebody reads the boards for minutes, as a backup does, others cannot be put in their place.
        with suppress(OperationalError):
            make_anew(if_many=True)
    for _batch in range(BATCHES):
        if not refresh():
            break


def _many_wait() -> bool:
    """Whether everybody's standings are to be made anew, rather than those of all whose results have changed."""
    few = max(MANY, int(SHARE * players(Board("wins", "all"))))
    return Stale.objects.order_by("pk")[few:].exists()


def refresh(most: int = AT_ONCE) -> int:
    """Bring the standings of some players whose results have changed up to date. How many changes were seen to."""
    with transaction.atomic(), connection.cursor() as cursor:
        take_turn(STANDINGS)
        if not Stale.objects.exists():
            return 0
        # What is added meanwhile has rows of its own, and is seen next time.
        cursor.execute(
            "CREATE TEMP TABLE seen AS SELECT id, user_id FROM leaderboards_stale ORDER BY id LIMIT %s",
            [most],
        )
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE seen")
        _put_seen(live_slices())
        cursor.execute("DELETE FROM leaderboards_stale WHERE id IN (SELECT id FROM seen)")
        cursor.execute("SELECT COUNT(*) FROM seen")
        (count,) = cursor.fetchone()
        cursor.execute("DROP TABLE seen")
    return int(count)


def drop_old(now: datetime | None = None) -> int:
    """Forget the standings of weeks and months that are over and final. How many rows went."""
    live = live_slices(now)
    with transaction.atomic():
        take_turn(STANDINGS)
        gone, _by_model = Standing.objects.exclude(slice__in=live).delete()
        Level.objects.exclude(slice__in=live).delete()
        Level.objects.filter(players=0).delete()
    return gone


_COLUMNS: Final = ", ".join(("slice", "user_id", "games", *METRICS))
_INTO: Final = f"INSERT INTO leaderboards_standing ({_COLUMNS})"
_VALUES: Final = ", ".join(f"{metric.sql} AS {key}" for key, metric in METRICS.items())
_WANTED: Final = f"""
    SELECT t.slice, t.user_id, t.games, {_VALUES}
    FROM leaderboards_tally t
    LEFT JOIN leaderboards_rating r ON r.user_id = t.user_id
    WHERE t.slice IN ({{slices}}) AND t.games >= %s AND NOT EXISTS (
        SELECT 1 FROM accounts_user u WHERE u.id = t.user_id
        AND (NOT u.is_active OR u.is_guest OR u.deleted_at IS NOT NULL OR u.games_shown_to <> 'all')
    )
"""  # noqa: S608 - names of ours
"""Who is on the boards: accounts in good standing, with games enough, who show them to everybody.

Those are most; so the few others are looked for.
"""
_COUNTED: Final = " UNION ALL ".join(
    f"SELECT slice, '{metric}' AS metric, {metric} AS value FROM ranked WHERE {metric} IS NOT NULL"  # noqa: S608
    for metric in METRICS
)
_LEVELS: Final = (
    "WITH ranked AS {how} (SELECT * FROM leaderboards_standing WHERE slice IN ({slices}) {whose})"  # noqa: S608
    " INSERT INTO leaderboards_level (slice, metric, value, players)"
    f" SELECT slice, metric, value, {{sign}}COUNT(*) FROM ({_COUNTED}) AS counted"
    " WHERE true GROUP BY slice, metric, value"
    " ON CONFLICT (slice, metric, value) DO UPDATE"
    " SET players = leaderboards_level.players + excluded.players"
)


_SEEN: Final = "user_id IN (SELECT user_id FROM seen)"


def _put_seen(names: Sequence[str]) -> None:
    """Take those who are seen to off the boards of these slices, and put those on who belong there."""
    slices = _marks(names)
    counted = partial(_LEVELS.format, slices=slices, whose=f"AND {_SEEN}", how="MATERIALIZED")
    with connection.cursor() as cursor:
        cursor.execute(counted(sign="-"), names)
        cursor.execute(f"DELETE FROM leaderboards_standing WHERE slice IN ({slices}) AND {_SEEN}", names)  # noqa: S608
        cursor.execute(
            f"{_INTO} {_WANTED.format(slices=slices)} AND t.{_SEEN}",
            [*names, settings.GOLF_LEADERBOARD_GAMES],
        )
        cursor.execute(counted(sign=""), names)


_BITS: Final = " ".join(
    f"WHEN {(1 << len(METRICS)) - 1 - (1 << bit)} THEN '{metric}'"
    for bit, metric in enumerate(reversed(METRICS))
)
_ALL_LEVELS: Final = (
    "INSERT INTO leaderboards_level (slice, metric, value, players)"  # noqa: S608 - names of ours
    f" SELECT * FROM (SELECT slice, CASE GROUPING({', '.join(METRICS)}) {_BITS} END,"
    f" COALESCE({', '.join(METRICS)}) AS value, COUNT(*) FROM ranked"
    f" GROUP BY GROUPING SETS ({', '.join(f'(slice, {metric})' for metric in METRICS)})) AS counted"
    " WHERE value IS NOT NULL"
)
"""All of them by one walk through the standings, where the database can do that."""


def make_anew(if_many: bool = False) -> int:
    """Make everybody's standings from their tallies, and put them in place. How many changes were seen to thereby.

    While everything is rebuilt nothing is done: that makes them, too. With `if_many` nothing is done either where
    somebody else has seen to the changes while it was their turn.
    """
    with transaction.atomic():
        if share_turn(FOLD):
            return 0
        take_turn(STANDINGS)
        if if_many and not _many_wait():
            return 0
        # Whoever is stale from now on stays so: the tallies are read after this.
        seen, _by_model = Stale.objects.all().delete()
        with fresh_tables((Standing, Level), keyed=False):
            put_all()
    return seen


def put_all() -> None:
    """Fill empty tables: everybody's standings, and then the levels."""
    names = live_slices()
    given: list[str | int] = [*names, settings.GOLF_LEADERBOARD_GAMES]
    marks = _marks(names)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL work_mem = '{WORKED_IN}'")
            # Several processes read for this; for an INSERT only one does.
            cursor.execute(f"CREATE TEMP TABLE ranked AS {_WANTED.format(slices=marks)}", given)
            cursor.execute(f"{_INTO} SELECT * FROM ranked")  # noqa: S608 - names of ours
            cursor.execute(_ALL_LEVELS)
            cursor.execute("DROP TABLE ranked")
        else:
            cursor.execute(f"{_INTO} {_WANTED.format(slices=marks)}", given)
            cursor.execute(_LEVELS.format(slices=marks, whose="", sign="", how="NOT MATERIALIZED"), names)


def _marks(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))


def differing() -> dict[str, int]:
    """How many rows of the boards are missing, or others than they would be; nothing while some are to be looked at."""
    if Stale.objects.exists():
        return {}
    names = live_slices()
    wanted = _WANTED.format(slices=_marks(names))
    stored = f"SELECT {_COLUMNS} FROM leaderboards_standing WHERE slice IN ({_marks(names)})"  # noqa: S608
    given: list[str | int] = [*names, settings.GOLF_LEADERBOARD_GAMES]
    counted = f"WITH ranked AS ({stored}) SELECT slice, metric, value, COUNT(*) FROM ({_COUNTED}) AS c GROUP BY 1, 2, 3"  # noqa: S608
    levels = (
        "SELECT slice, metric, value, players FROM leaderboards_level"  # noqa: S608 - names of ours
        f" WHERE players <> 0 AND slice IN ({_marks(names)})"
    )
    return {
        "boards": _except(wanted, given, stored, names) + _except(stored, names, wanted, given),
        "levels": _except(counted, names, levels, names) + _except(levels, names, counted, names),
    }


def _except(some: str, given: Sequence[str | int], others: str, given_too: Sequence[str | int]) -> int:
    """How many rows of one question are not among those of the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM (SELECT * FROM ({some}) AS a EXCEPT SELECT * FROM ({others}) AS b) AS c",  # noqa: S608
            [*given, *given_too],
        )
        return int(cursor.fetchone()[0])
