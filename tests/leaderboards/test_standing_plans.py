"""However many players there are: every question to the boards is answered along an index, and reads few rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from leaderboards import refreshing, standings
from leaderboards.metrics import METRICS
from leaderboards.standings import Board

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
PLAYERS = 4000
FEW = 200
"""Rows that an answer may read: a page, neighbours, or the levels above somebody."""
FILL = f"""
INSERT INTO accounts_user (id, password, is_superuser, username, email, is_staff, is_active, date_joined, name,
    name_key, is_guest, preferences, language, portrait, country, games_shown_to, finished_games_public,
    mail_new_device)
SELECT n, '!', false, 'p' || n, '', false, true, now(), 'P', 'p', false, '{{}}', '', '', '', 'all', false, false
FROM generate_series(1, {PLAYERS}) AS n;
INSERT INTO leaderboards_tally (user_id, slice, games, wins, "left", holes, strokes, holes_won, went_out,
    went_out_won, pairs, negative_holes, best_hole, worst_hole, best_game, worst_game, streak, longest_streak, last_at,
    last_game)
SELECT n, slice, 10, n % 7, 0, 90, 500 + n % 90, n % 50, n % 30, 0, 0, 0, 0, 9, 5, 6, 0, n % 4, now(), n
FROM generate_series(1, {PLAYERS}) AS n, (VALUES ('all'), ('people')) AS s (slice);
INSERT INTO leaderboards_rating (user_id, mu, sigma, games, last_at, last_game)
SELECT n, 25 + n % 10, 2, 5, now(), n FROM generate_series(1, {PLAYERS}) AS n;
"""


class Explained:
    """The plans of the statements that a call makes."""

    def __init__(self) -> None:
        self.plans: list[dict[str, Any]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        with context["connection"].connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            found = cursor.fetchone()[0]
        self.plans.append((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
        return execute(sql, params, many, context)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.fixture
def many_players() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        refreshing.put_all()
        cursor.execute("ANALYZE leaderboards_standing; ANALYZE leaderboards_level")
        cursor.execute("SET LOCAL enable_seqscan = off")  # The levels of so few players are one page.


def test_every_question_is_answered_along_an_index(many_players: None) -> None:
    explained = Explained()
    for metric in METRICS:
        board = Board(metric, "all")
        line = standings.around(board, PLAYERS // 2)[0]
        with connection.execute_wrapper(explained):
            standings.page(board)
            standings.page(board, line.key)
            standings.around(board, line.user_id)
            standings.place(board, line.value)
    assert len(explained.plans) == len(METRICS) * 12
    for plan in explained.plans:
        for node in nodes(plan):
            if "Relation Name" in node or node["Node Type"] == "Bitmap Index Scan":
                assert node["Node Type"] != "Seq Scan"
                assert node["Actual Rows"] + node.get("Rows Removed by Filter", 0) <= FEW
