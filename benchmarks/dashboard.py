"""The first page of the console, and its list of games, on a site with a million players. On PostgreSQL.

`GOLF_BENCH_PLAYERS` makes it smaller; `GOLF_BENCH_EVENTS` says how many events there are to be (ten million unless
said otherwise; a hundred million take more than 13 GB), spread over the games.
"""

from __future__ import annotations

import os
import statistics
from functools import partial
from typing import Final

from django.contrib import admin
from django.db import connection
from django.test import RequestFactory

from accounts.models import User
from benchmarks import many_players
from benchmarks.queries import milliseconds
from games.models import Game, GameEvent
from leaderboards import refreshing
from leaderboards.models import Standing
from moderation import dashboard, sampling
from moderation.models import Sample

NO_POSTGRESQL: Final = "     - (no PostgreSQL)"
SAMPLES: Final = 30 * 24 * 60
LIVE: Final = 5_000
LETTERS: Final = 200_000
REPORTS: Final = 300
ROUNDS: Final = 15
LISTS: Final[tuple[dict[str, str], ...]] = (
    {}, {"state": "live"}, {"state": "finished"}, {"state": "abandoned"}, {"state": "stuck"}, {"fault": "yes"},
    {"kind": "imported"}, {"kind": "annulled"}, {"q": "player-7"}, {"p": "1000"},
)  # fmt: skip


def read() -> str:
    """The database's time for the whole first page, again and again."""
    if connection.vendor != "postgresql":
        return NO_POSTGRESQL
    _filled()
    spent = sorted(milliseconds(dashboard.board) for _round in range(ROUNDS))
    return f"{statistics.median(spent):6.2f} ms, the worst {spent[-1]:.2f} ({_size()})"


def sample() -> str:
    """The same for taking a sample, each minute."""
    if connection.vendor != "postgresql":
        return NO_POSTGRESQL
    _filled()
    spent = milliseconds(_take)
    return f"{spent:6.1f} ms ({_size()})"


def lists() -> str:
    """The same for the list of games, by each filter, a name, and far down."""
    if connection.vendor != "postgresql":
        return NO_POSTGRESQL
    _filled()
    owner = User.objects.get(username="owner")
    told = [f"{_named(query)} {milliseconds(partial(_listed, owner, query)):.1f}" for query in LISTS]
    return f"ms: {', '.join(told)}"


def _named(query: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in query.items()) or "all"


def _take() -> None:
    Sample.objects.filter(pk=Sample.objects.latest("at").pk).delete()
    sampling.take()


def _listed(owner: User, query: dict[str, str]) -> None:
    request = RequestFactory().get("/admin/games/game/", query)
    request.user = owner
    changes = admin.site.get_model_admin(Game).get_changelist_instance(request)
    assert changes.result_list is not None


def _size() -> str:
    return f"{_rows('accounts_user'):,} users, {_rows('games_game'):,} games, {_rows('games_gameevent'):,} events"


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = %s", [table])
        return int(cursor.fetchone()[0])


def _filled() -> None:
    """What there is to be, unless it is there already."""
    many_players.make()
    if Sample.objects.count() >= SAMPLES // 2:
        return
    if not Standing.objects.exists():
        refreshing.make_anew()
    User.objects.create(username="owner", name="Owner", is_staff=True, is_superuser=True)
    wanted = int(os.environ.get("GOLF_BENCH_EVENTS", "10000000"))
    statements = [
        # A hundred million at once: unlogged, and their key made at the end.
        "ALTER TABLE games_gameevent SET UNLOGGED",
        "ALTER TABLE games_gameevent DROP CONSTRAINT games_gameevent_pkey",
        f"""
        INSERT INTO games_gameevent (game_id, seq, time, type, data)
        SELECT g.id, n, now(), 'card_drawn', '[1,"stock","KH"]'
        FROM games_game AS g, generate_series(0, {max(wanted // Game.objects.count(), 1)} - 1) AS n
        """,
        "SET maintenance_work_mem = '512MB'",
        "ALTER TABLE games_gameevent ADD CONSTRAINT games_gameevent_pkey PRIMARY KEY (game_id, seq)",
        "RESET maintenance_work_mem",
        f"""
        UPDATE games_game SET phase = 'playing', ended_at = NULL
        WHERE id IN (SELECT id FROM games_game ORDER BY id DESC LIMIT {LIVE})
        """,
        """
        INSERT INTO games_gameclock (game_id, due_at)
        SELECT id, now() + random() * INTERVAL '1 minute' FROM games_game WHERE phase = 'playing'
        """,
        "UPDATE games_game SET phase = 'abandoned' WHERE id % 31 = 0 AND phase = 'game_over'",
        "UPDATE games_game SET imported = true WHERE id % 1009 = 0 AND phase = 'game_over'",
        "UPDATE games_game SET annulled = true WHERE id % 5003 = 0 AND phase = 'game_over'",
        f"""
        INSERT INTO moderation_sample (at, people, live, stuck, letters_failed, counted_until, last_game, events, begun,
            finished, abandoned, signed_up)
        SELECT date_trunc('minute', now()) - n * INTERVAL '1 minute', 900, {LIVE}, 0, 3,
            now() - n * INTERVAL '1 minute', 0,
            ({SAMPLES} - n) * 2300, ({SAMPLES} - n) * 9, ({SAMPLES} - n) * 8, {SAMPLES} - n, {SAMPLES} - n
        FROM generate_series(1, {SAMPLES}) AS n
        """,
        "UPDATE moderation_sample SET last_game = (SELECT MAX(id) FROM games_game)",
        f"""
        INSERT INTO accounts_letter (kind, "to", subject, text, html, state, reason, made_at, tries, provider_id)
        SELECT 'account/email/confirm', 'a@example.org', '', '', '',
            (ARRAY['delivered', 'delivered', 'bounced'])[1 + n % 3], '', now() - n * INTERVAL '1 minute', 1, ''
        FROM generate_series(1, {LETTERS}) AS n
        """,
        f"""
        INSERT INTO moderation_report (by_id, about_id, by_name, about_name, kind, words, made_at, decision, note)
        SELECT a.id, a.id + 1, 'a', 'b', 'other', '', now() - (a.id % 90) * INTERVAL '1 hour', '', ''
        FROM (SELECT id FROM accounts_user ORDER BY id LIMIT {REPORTS} OFFSET 10) AS a
        """,
        "INSERT INTO games_total (name, value) VALUES ('events', 100000000) ON CONFLICT DO NOTHING",
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        for statement in statements:
            cursor.execute(statement)
        for table in (
            GameEvent._meta.db_table,  # noqa: SLF001 - Django's documented name
            "games_game", "games_gameclock", "moderation_sample", "accounts_letter", "moderation_report",
        ):  # fmt: skip
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("RESET synchronous_commit")
