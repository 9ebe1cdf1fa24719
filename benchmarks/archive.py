"""Old games: what they weigh in the database and in files, and how fast they are moved and read."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from accounts.models import User
from benchmarks.games import played
from benchmarks.timing import seconds
from games import archive, event_store, tables
from games.event_store import Append
from games.fold import fold
from games.models import Archive, Game

GAMES: Final = 10_000
DIFFERENT: Final = 40
"""So many streams, stored again and again."""
READ: Final = 50
COPY: Final = (
    "INSERT INTO games_gameevent (game_id, seq, time, type, data) "
    "SELECT %s, seq, time, type, data FROM games_gameevent WHERE game_id = %s"
)


def archive_games() -> str:
    """Bytes a game before and after, games moved a second, and a game read from either place."""
    with tempfile.TemporaryDirectory(prefix="golf-archive-") as folder:
        settings.MEDIA_ROOT = Path(folder)
        games = _games()
        before = _weight("games_gameevent")
        from_database = seconds(lambda: _read(games[:READ])) / READ
        begun = time.perf_counter()
        for game in games:
            archive.archive(game)
        elapsed = time.perf_counter() - begun
        from_files = seconds(lambda: _read(games[:READ])) / READ
        written = Archive.objects.aggregate(all=Sum("bytes"))["all"]
        after = (written + _weight("games_archive")) / GAMES
    return (
        f"{before / GAMES:,.0f} bytes a game before, {after:,.0f} after ({written / GAMES:,.0f} in the file); "
        f"{GAMES / elapsed:.0f} games a second; read in {1000 * from_database:.1f} ms from rows, "
        f"{1000 * from_files:.1f} ms from a file"
    )


def _games() -> list[int]:
    table = tables.make(User.objects.create(username="bench-archive", is_guest=True), tables.Wish())
    first = [_stored(table.pk, seed) for seed in range(DIFFERENT)]
    phase = Game.objects.get(pk=first[0]).phase
    copies = Game.objects.bulk_create([Game(table=table, phase=phase) for _ in range(GAMES - DIFFERENT)])
    with connection.cursor() as cursor:
        cursor.executemany(COPY, [(game.pk, first[n % DIFFERENT]) for n, game in enumerate(copies)])
    return [*first, *(game.pk for game in copies)]


def _stored(table: int, seed: int) -> int:
    stream = played(seed)
    game = Game.objects.create(table_id=table)
    events = tuple(stored.event for stored in stream)
    event_store.append([Append(game.pk, 0, stream[0].time, events, None, fold(stream, game.pk).state.phase)])
    return game.pk


def _read(games: list[int]) -> None:
    for game in games:
        event_store.load(game)


def _weight(table: str) -> int:
    """Bytes of a table with its indexes; of SQLite nobody knows them, so 0."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        return int(cursor.fetchone()[0])
