"""Leaderboards of a million players (`many_players`): read, kept up to date, and made anew. On PostgreSQL.

With `GOLF_LEADERBOARD_GAMES=1` all of them are on the boards, rather than those with five games or more. They are made
once: as long as the database is kept, later runs take those that are there.
"""

from __future__ import annotations

import random
import statistics
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import connection
from django.test import RequestFactory

from accounts.models import User
from benchmarks import many_players
from benchmarks.queries import milliseconds, plans
from leaderboards import profiles, refreshing, showing, standings, views
from leaderboards.metrics import METRICS
from leaderboards.models import Stale, Standing, Tally
from leaderboards.standings import Board

if TYPE_CHECKING:
    from collections.abc import Callable

DEPTHS: Final = (0.0, 0.5, 0.99)
PEOPLE: Final = 20
CHANGED: Final = 0.01
"""Of all players."""
PAUSE: Final = 0.05
"""Between two looks at a board."""
NO_POSTGRESQL: Final = "     - (no PostgreSQL)"


def make_anew() -> str:
    """Everybody's standings into empty tables, with their indexes, and put in place."""
    if connection.vendor != "postgresql":
        return NO_POSTGRESQL
    players = many_players.make()
    spent = _seconds(refreshing.make_anew)
    return f"{spent:6.1f} s ({players:,} players, {Standing.objects.count():,} standings)"


def read() -> str:
    """The database's time for lines of a board, somebody's place with neighbours, a place, and the whole web page."""
    if connection.vendor != "postgresql":
        return NO_POSTGRESQL
    _filled()
    dice = random.Random(5)
    kinds: dict[str, list[float]] = {"lines": [], "around": [], "place": [], "web page": []}
    for metric in METRICS:
        board = Board(metric, "all")
        for depth in DEPTHS:
            kinds["lines"].append(milliseconds(_page(board, depth)))
            kinds["web page"].append(milliseconds(_web_page(board, depth)))
        for _person in range(PEOPLE):
            line = _line(board, dice.random())
            kinds["around"].append(milliseconds(partial(standings.around, board, line.user_id)))
            kinds["place"].append(milliseconds(partial(standings.place, board, line.value)))
    return "; ".join(
        f"{kind} {statistics.median(spent):.2f} ms, the worst {max(spent):.2f}"
        for kind, spent in kinds.items()
    )


def profile() -> str:
    """The database's time for whole profiles: of those who have played most, and of anybody."""
    if connection.vendor != "postgresql":
        return NO_POSTGRESQL
    _filled()
    dice = random.Random(6)
    most = Tally.objects.filter(slice="all").order_by("-games").values_list("user_id", flat=True)[:5]
    anybody = [_line(Board("wins", "all"), dice.random()).user_id for _person in range(PEOPLE)]
    spent = {}
    for name, ids in (("most games", list(most)), ("anybody", anybody)):
        spent[name] = [
            milliseconds(partial(profiles.profile, user, user)) for user in User.objects.filter(pk__in=ids)
        ]
    return "; ".join(
        f"{name} {statistics.median(some):.2f} ms, the worst {max(some):.2f}" for name, some in spent.items()
    )


def explain() -> str:
    """The plans of these questions, for the longest of all boards."""
    if connection.vendor != "postgresql":
        return NO_POSTGRESQL
    _filled()
    found = []
    for metric in METRICS:
        board = Board(metric, "all")
        middle = _line(board, 0.5)
        asked: dict[str, Callable[[], object]] = {
            "page, at 50 %": _page(board, 0.5),
            "around": partial(standings.around, board, middle.user_id),
            "place": partial(standings.place, board, middle.value),
        }
        found += [f"  {metric}, {name}: {plan}" for name, call in asked.items() for plan in plans(call)]
    return "\n".join(["", *found])


def compare() -> str:
    """The usual way beside ours, on the same data: a materialized view that numbers everybody, and is refreshed.

    Ours comes first each time, so that it is the one to read what nobody has read since it was changed.
    """
    if connection.vendor != "postgresql":
        return NO_POSTGRESQL
    _filled()
    _make_view()
    told = [_compared("nothing has changed", _refresh_all)]
    told += [_compared("nothing has changed, and all is made anew", refreshing.make_anew)]
    told += [_compared(_play_a_minute(), _refresh_all), _compared(_play_all(), _refresh_all)]
    _execute("DROP MATERIALIZED VIEW bench_places")
    if any(found := refreshing.differing().values()):
        raise RuntimeError(f"{found} are not what the tallies come to")
    return "\n".join(["", *told])


def _compared(what: str, refresh: Callable[[], object]) -> str:
    ours, beside_ours = _beside_a_reader(refresh)
    view, beside_view = _beside_a_reader(_refresh_view)
    _be_the_same()
    ratio = f"{ours:.1f} s, {ours / view:.2f} of the view's {view:.1f}"
    return f"  {what}: {ratio}; a reader {beside_ours}; beside the view {beside_view}"


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _filled() -> int:
    players = many_players.make()
    if not Standing.objects.exists():
        refreshing.make_anew()
    return players


def _page(board: Board, depth: float) -> Callable[[], object]:
    if not depth:
        return lambda: standings.page(board)
    key = _line(board, depth).key
    return lambda: standings.page(board, key)


def _web_page(board: Board, depth: float) -> Callable[[], object]:
    """All that is on it, for somebody who is on the board."""
    line = _line(board, depth)
    reader = User.objects.get(pk=line.user_id)

    def call() -> object:
        after = {"after": showing.key_text(line.key)} if depth else {}
        request = RequestFactory(SERVER_NAME="localhost").get("/leaderboards/", after)
        request.user, request.session = reader, SessionStore()
        return views.leaderboard(request, board.metric)

    return call


def _line(board: Board, depth: float) -> standings.Line:
    """Whoever has so much of the board above them."""
    rows = Standing.objects.filter(slice=board.slice, **{f"{board.metric}__isnull": False})
    names = (board.metric, "user_id", "games")
    value, user, games = rows.order_by(f"-{board.metric}", "-user_id").values_list(*names)[
        int(depth * (standings.players(board) - 1))
    ]
    return standings.Line(0, user, value, games)


def _refresh_all() -> None:
    while Stale.objects.exists():
        refreshing.catch_up()


def _play_a_minute() -> str:
    """Give one player in a hundred a game with people that has ended today."""
    periods = ("", f"/{standings.week_of()}", f"/{standings.month_of()}")
    slices = ", ".join(f"('{scope}{period}')" for scope in standings.SCOPES.values() for period in periods)
    _execute(f"""
    CREATE TEMP TABLE bench_changed ON COMMIT DROP AS
    SELECT user_id, (user_id % 3 = 0)::int AS won FROM leaderboards_rating
    WHERE (user_id * 7919) % {int(1 / CHANGED)} = 0;
    INSERT INTO leaderboards_tally AS t (user_id, slice, games, wins, "left", holes, strokes, holes_won, went_out,
        went_out_won, pairs, negative_holes, best_hole, worst_hole, best_game, worst_game, streak, longest_streak,
        last_at, last_game)
    SELECT user_id, s.name, 1, won, 0, 9, 50, 3, 2, 1, 6, 0, 0, 14, 50 / 9.0, 50 / 9.0, won, won, now(),
        {many_players.newest_game()}
    FROM bench_changed, (VALUES {slices}) AS s (name)
    ON CONFLICT (user_id, slice) DO UPDATE SET games = t.games + 1, wins = t.wins + excluded.wins, holes = t.holes + 9,
        strokes = t.strokes + excluded.strokes, holes_won = t.holes_won + 3, went_out = t.went_out + 2,
        longest_streak = t.longest_streak + excluded.wins;
    INSERT INTO leaderboards_stale (user_id) SELECT user_id FROM bench_changed
    """)
    return f"a minute of play, {Stale.objects.count():,} players have new results"


def _play_all() -> str:
    """Give everybody who is on a board one more game in its slice."""
    names = ", ".join(f"'{name}'" for name in standings.live_slices())
    _execute(f"""
    UPDATE leaderboards_tally SET games = games + 1, wins = wins + user_id % 2, holes = holes + 9,
        strokes = strokes + 50, holes_won = holes_won + 3, went_out = went_out + 2,
        longest_streak = longest_streak + user_id % 2
    WHERE slice IN ({names}) AND games >= {settings.GOLF_LEADERBOARD_GAMES};
    INSERT INTO leaderboards_stale (user_id) SELECT DISTINCT user_id FROM leaderboards_standing
    """)
    return f"all {Stale.objects.count():,} players on the boards have new results"


def _make_view() -> None:
    """As it is usually done: everybody is numbered, by each metric, and found by their number."""
    names = ", ".join(f"'{name}'" for name in standings.live_slices())
    values = ", ".join(f"{metric.sql} AS {key}" for key, metric in METRICS.items())
    places = ", ".join(
        f"ROW_NUMBER() OVER (PARTITION BY slice ORDER BY {key} DESC, user_id DESC) AS {key}_place"
        for key in METRICS
    )
    _execute(
        f"CREATE MATERIALIZED VIEW bench_places AS SELECT *, {places} FROM ("
        f"SELECT t.slice, t.user_id, t.games, {values} FROM leaderboards_tally AS t"
        " JOIN accounts_user AS u ON u.id = t.user_id"
        " LEFT JOIN leaderboards_rating AS r ON r.user_id = t.user_id"
        f" WHERE t.slice IN ({names}) AND t.games >= {settings.GOLF_LEADERBOARD_GAMES}"
        " AND u.is_active AND NOT u.is_guest AND u.deleted_at IS NULL AND u.games_shown_to = 'all') AS ranked"
    )
    _execute("CREATE UNIQUE INDEX ON bench_places (slice, user_id)")
    for key in METRICS:
        _execute(f"CREATE INDEX ON bench_places (slice, {key}_place)")
    _execute("ANALYZE bench_places")


def _refresh_view() -> None:
    _execute("REFRESH MATERIALIZED VIEW CONCURRENTLY bench_places")


def _be_the_same() -> None:
    """Both have the same numbers of the same players, or there is nothing to compare."""
    columns = f"slice, user_id, games, {', '.join(METRICS)}"
    ours, view = (f"SELECT {columns} FROM {table}" for table in ("leaderboards_standing", "bench_places"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM (({ours} EXCEPT {view}) UNION ALL ({view} EXCEPT {ours})) AS other"
        )
        (others,) = cursor.fetchone()
    if others:
        raise RuntimeError(f"{others} rows differ")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _beside_a_reader(work: Callable[[], object]) -> tuple[float, str]:
    """How long it takes, and how somebody fared who looked at the first page of a board meanwhile, again and again."""
    spent: list[float] = []
    ended = threading.Event()

    begun, board = threading.Event(), Board("wins", "all")

    def read() -> None:
        standings.page(board)
        begun.set()
        while not ended.wait(PAUSE):
            spent.append(1000 * _seconds(lambda: standings.page(board)))
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait()
    took = _seconds(work)
    ended.set()
    reader.join()
    told = (
        f"{len(spent):,} pages, {statistics.median(spent):.1f} ms, at most {max(spent):.0f}"
        if spent
        else "no pages"
    )
    return took, told
