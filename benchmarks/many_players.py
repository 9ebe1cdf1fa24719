"""A site with a million players and five million results, made in minutes: by PostgreSQL itself, in sets of rows.

`GOLF_BENCH_PLAYERS` makes it smaller. Numbers of games are lognormal, dates lie in the last two years, most of them
lately; there are two to six seats, some or all of them people's, and ties. What a player's rows say fits together, but
for streaks and feats, which are made up; there are no events to fold them from again.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.core.management.base import OutputWrapper
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from games.codes import new_code
from games.management.progress import shown
from games.models import Game, Table
from games.rules.house_rules import PRESETS
from leaderboards import season_names, standings
from leaderboards.models import Award, Career, Rating, Result, Rules, Season, Stale, Standing, Tally, Versus
from leaderboards.results import fingerprint_of

RESULTS_EACH: Final = 5
"""CPU players' results are among them: somebody has played three or four games in the mean."""
MIX: Final = ((1, 4), (2, 2), (2, 4), (3, 4), (4, 4), (4, 4), (2, 3), (6, 6), (1, 2), (4, 6))
"""People and seats of ten games, which come again and again."""
PEOPLE: Final = sum(people for people, _seats in MIX)
SEATS: Final = sum(seats for _people, seats in MIX)
SPREAD: Final = 1.2
"""Of the logarithms of numbers of games."""
DAYS: Final = 730
HOLES: Final = 9
BATCHES: Final = 20
REFERRED_TO: Final = ("accounts_user", "games_game")


@dataclass(frozen=True, slots=True)
class _Size:
    """How many of everything there are, and the numbers after which the new rows' begin."""

    players: int
    user: int
    game: int
    table: int

    @property
    def rounds(self) -> int:
        """Of ten games."""
        return max(1, self.players * RESULTS_EACH // SEATS)

    @property
    def games(self) -> int:
        return self.rounds * len(MIX)


def wanted() -> int:
    """How many players are to be made."""
    return int(os.environ.get("GOLF_BENCH_PLAYERS", "1000000"))


@cache
def make() -> int:
    """Make them, unless they are there already. How many players there are."""
    if there := User.objects.filter(username__startswith="player-").count():
        return there
    size = _Size(
        wanted(), _last("accounts_user"), _last("games_game"), Table.objects.create(code=new_code()).pk
    )
    rules = {fingerprint_of(preset.rules): preset for preset in PRESETS.values()}
    Rules.objects.bulk_create(
        [Rules(fingerprint=key, preset=one.key, rules=one.rules.to_json()) for key, one in rules.items()],
        ignore_conflicts=True,
    )
    models = (Result, Tally, Rating, Career, Versus, Award, Standing, Stale)
    again = [_stripped(table, "f") for table in REFERRED_TO]
    again += [_stripped(_table(model), "fpu") for model in models[:-2]]
    steps = [*_rows(size, list(rules)), *(statement for some in again for statement in some)]
    _execute(
        "SET synchronous_commit = off; SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'; SET jit = off"
    )
    for step in shown(steps, len(steps), "steps", OutputWrapper(sys.stderr)):
        _execute(step)
    _execute("DROP TABLE bench_player, bench_entry, bench_line")
    for table in (*REFERRED_TO, *map(_table, models)):
        _execute(f"VACUUM ANALYZE {table}")
    _execute("RESET synchronous_commit; RESET work_mem; RESET maintenance_work_mem; RESET jit")
    _end_a_season()
    return size.players


def _end_a_season() -> None:
    """The month before the last is final, as on a site that is up all the time: what was before it is on no board."""
    month = season_names.before(season_names.before(standings.month_of()))
    Season.objects.create(month=month, frozen_at=timezone.now(), players=0)


def _table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's documented name


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _last(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])


@transaction.atomic
def _stripped(table: str, kinds: str) -> list[str]:
    """Drop a table's indexes, and constraints of these kinds: it is filled quicker without. What makes them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = ANY(%s) ORDER BY contype = 'f'",
            [table, list(kinds)],
        )
        constraints = cursor.fetchall()
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
            [table, table],
        )
        indexes = cursor.fetchall()
        for name, _made in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _made in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    made = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for name, definition in constraints]
    return [*made, *(definition for _name, definition in indexes)]


def _rows(size: _Size, rules: list[str]) -> list[str]:
    """The statements that make all rows."""
    batch = -(-size.rounds // BATCHES)
    games = [
        _games_and_lines(size, rules, first, min(first + batch, size.rounds))
        for first in range(0, size.rounds, batch)
    ]
    return [*_players(size), LINES, *games, RESULTS, *_tallies(), *_further(size)]


def _players(size: _Size) -> list[str]:
    """Players with their numbers of games, and the order in which they take the seats."""
    entries = size.rounds * PEOPLE
    mean = 1.1 * entries / size.players
    return [
        "SELECT setseed(0.25)",
        f"""
        CREATE UNLOGGED TABLE bench_player AS
        SELECT {size.user} + n AS id, n, random() + random() - 1 AS skill, GREATEST(1, ROUND({mean}
            * EXP({SPREAD} * SQRT(-2 * LN(1 - random())) * COS(2 * PI() * random()) - {SPREAD**2 / 2})))::int AS games
        FROM generate_series(1, {size.players}) AS n
        """,
        """
        INSERT INTO accounts_user (id, password, is_superuser, username, username_key, email, is_staff, is_active,
            date_joined, name, name_key, is_guest, preferences, language, portrait, country, games_shown_to,
            finished_games_public, mail_new_device)
        SELECT id, '!', false, 'player-' || n, 'player-' || n, '', false, n % 200 <> 0, now(), 'Player ' || n,
            'player' || n, n % 50 = 7, '{}', '', '', '', 'all', false, false
        FROM bench_player ORDER BY id
        """,
        "SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), MAX(id)) FROM accounts_user",
        # Everybody's first game comes before anybody's second, so that nobody is left without.
        f"""
        CREATE UNLOGGED TABLE bench_entry AS SELECT row_number() OVER (ORDER BY random()) - 1 AS n, id, skill FROM (
            SELECT id, skill FROM bench_player, generate_series(1, games) AS k ORDER BY k > 1, random() LIMIT {entries}
        ) AS first_ones
        """,
        "ALTER TABLE bench_entry ADD PRIMARY KEY (n)",
    ]


LINES: Final = """
CREATE UNLOGGED TABLE bench_line (
    game_id bigint, seat smallint, user_id bigint, ended_at timestamptz, month text, week text, rules text,
    seats smallint, people smallint, place smallint, "left" boolean, strokes int, scores jsonb, low int, high int,
    holes_won int, went_out int, went_out_won int, pairs int, negative_holes int
)
"""


def _games_and_lines(size: _Size, rules: list[str], first: int, end: int) -> str:
    """The games of some rounds, and all that is to be known of their seats."""
    scores = [f"s{n}" for n in range(HOLES)]
    drawn = ", ".join(
        f"FLOOR(18 * random() * random() + 4 * COALESCE(skill, 0))::int AS {name}" for name in scores
    )
    number = f"({size.game + 1} + c * {len(MIX)} + m.game)"
    age = f"(1 - (c * {len(MIX)} + m.game + 1) / {size.games}.0)"
    known = ", ".join(f"'{one}'" for one in rules)
    zone = settings.TIME_ZONE
    return f"""
    INSERT INTO games_game (id, phase, rules, seat_count, hole, created_at, started_at, ended_at, table_id)
    SELECT {number}, 'game_over', '{{}}', m.seats, {HOLES}, t.at, t.at, t.at, {size.table}
    FROM generate_series({first}, {end - 1}) AS c, ({_mix(seats=False)}) AS m,
        LATERAL (SELECT '{timezone.now().isoformat()}'::timestamptz - {DAYS} * INTERVAL '1 day' * {age} ^ 2 AS at) AS t
    ORDER BY 1;
    INSERT INTO bench_line
    SELECT d.game_id, d.seat, d.user_id, g.ended_at, to_char(g.ended_at AT TIME ZONE '{zone}', 'YYYY-MM'),
        to_char(g.ended_at AT TIME ZONE '{zone}', 'IYYY-"W"IW'), (ARRAY[{known}])[1 + d.game_id % {len(rules)}],
        d.seats, d.people, rank() OVER (PARTITION BY d.game_id ORDER BY {"+".join(scores)}), random() < 0.03,
        {"+".join(scores)}, jsonb_build_array({", ".join(scores)}), LEAST({", ".join(scores)}),
        GREATEST({", ".join(scores)}), FLOOR(random() * 18 / d.seats), out, FLOOR(random() * (out + 1)),
        FLOOR(random() * 12), {"+".join(f"({name} < 0)::int" for name in scores)}
    FROM (
        SELECT {number} AS game_id, m.seat, m.seats, m.people, e.id AS user_id, {drawn},
            FLOOR(random() * 18 / m.seats)::int AS out
        FROM generate_series({first}, {end - 1}) AS c CROSS JOIN ({_mix()}) AS m
        LEFT JOIN bench_entry AS e ON e.n = c * {PEOPLE} + m.slot AND e.n >= {first * PEOPLE} AND e.n < {end * PEOPLE}
    ) AS d
    JOIN games_game AS g ON g.id = d.game_id
    """


def _mix(seats: bool = True) -> str:
    """The games of a round as rows; their seats, of which people have the first."""
    rows, slot = [], 0
    for game, (people, count) in enumerate(MIX):
        for seat in range(count if seats else 1):
            rows.append(f"({game}, {seat}, {people}, {count}, {slot if seat < people else 'NULL'})")
            slot += seat < people
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS m (game, seat, people, seats, slot)"


RESULTS: Final = """
INSERT INTO leaderboards_result (game_id, seat, user_id, persona, ended_at, rules, seats, people, place, won, "left",
    strokes, scores, holes_won, went_out, went_out_won, pairs, negative_holes, four_of_a_kind, four_jacks,
    autopilot_turns, margin, came_back)
SELECT game_id, seat, user_id, CASE WHEN user_id IS NULL THEN 'maya' ELSE '' END, ended_at, rules, seats, people, place,
    place = 1 AND NOT "left", "left", strokes, scores, holes_won, went_out, went_out_won, pairs, negative_holes, 0, 0,
    0, 0, false
FROM bench_line
"""


def _tallies() -> list[str]:
    """One statement for each kind of slice, as `leaderboards.tallies` names them."""
    periods = ("", " || '/' || month", " || '/' || week")
    slices = [(f"'{scope}'{period}", scope) for scope in ("all", "people") for period in periods]
    return [_tally(name, scope) for name, scope in [*slices, ("'rules/' || rules", "all")]]


def _tally(name: str, scope: str) -> str:
    return f"""
    INSERT INTO leaderboards_tally (user_id, slice, games, wins, "left", holes, strokes, holes_won, went_out,
        went_out_won, pairs, negative_holes, best_hole, worst_hole, best_game, worst_game, streak, longest_streak,
        last_at, last_game)
    SELECT user_id, {name}, COUNT(*), COUNT(*) FILTER (WHERE place = 1 AND NOT "left"), COUNT(*) FILTER (WHERE "left"),
        {HOLES} * COUNT(*), SUM(strokes), SUM(holes_won), SUM(went_out), SUM(went_out_won), SUM(pairs),
        SUM(negative_holes), MIN(low), MAX(high), MIN(strokes) / {HOLES}.0, MAX(strokes) / {HOLES}.0, 0,
        CEIL(SQRT(COUNT(*) FILTER (WHERE place = 1 AND NOT "left"))), MAX(ended_at), MAX(game_id)
    FROM bench_line WHERE user_id IS NOT NULL {"AND people > 1" if scope == "people" else ""}
    GROUP BY 1, 2
    """


def _further(size: _Size) -> list[str]:
    """Ratings, careers, a fifth of the meetings, some achievements."""
    late = size.game + size.games * 4 // 5
    return [
        f"""
        INSERT INTO leaderboards_rating (user_id, mu, sigma, games, last_at, last_game)
        SELECT user_id, 22 + 6 * random() + 6.0 * wins / games, GREATEST(1.2, 8.3 / SQRT(1 + games / 3.0)), games,
            last_at, last_game
        FROM leaderboards_tally WHERE slice = 'people' AND user_id > {size.user}
        """,
        f"""
        INSERT INTO leaderboards_career (user_id, feats, rivals, rules)
        SELECT user_id, jsonb_build_object('hole_zero', games, 'steady', wins),
            jsonb_build_object('maya', jsonb_build_array(games, wins, games - wins)), '[]'
        FROM leaderboards_tally WHERE slice = 'all' AND user_id > {size.user}
        """,
        f"""
        INSERT INTO leaderboards_versus (user_id, other_id, games, ahead, behind)
        SELECT a.user_id, b.user_id, COUNT(*), COUNT(*) FILTER (WHERE a.place < b.place),
            COUNT(*) FILTER (WHERE a.place > b.place)
        FROM bench_line AS a JOIN bench_line AS b USING (game_id)
        WHERE a.game_id > {late} AND b.game_id > {late} AND a.user_id <> b.user_id GROUP BY 1, 2
        """,
        f"""
        INSERT INTO leaderboards_award (user_id, key, game_id, awarded_at)
        SELECT user_id, key, last_game, last_at FROM leaderboards_tally
        JOIN (VALUES ('first_win', 1), ('wins_10', 10), ('wins_50', 50)) AS v (key, least) ON wins >= least
        WHERE slice = 'all' AND user_id > {size.user}
        """,
    ]


def newest_game() -> int:
    """The number of the game that ended last."""
    return Game.objects.order_by("-pk").values_list("pk", flat=True)[0]
