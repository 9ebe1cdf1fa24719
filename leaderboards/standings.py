"""Who stands where. Synchronous; asks the database.

A `Standing` is a player's numbers in one slice of the games, and a `Level` says how many players have a number.
Someone's place is one more than the players on better levels: however many players there are, there are few levels to
add up. So nobody has to be numbered anew when somebody passes them, and a refresh touches only those whose results have
changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BooleanField, Sum
from django.db.models.expressions import RawSQL
from django.utils import timezone

from leaderboards import season_names
from leaderboards.fresh_tables import fresh_tables
from leaderboards.metrics import METRICS
from leaderboards.models import Changed, Level, Season, Stale, Standing
from leaderboards.turns import FOLD, STANDINGS, share_turn, take_turn
from leaderboards.upserts import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

PAGE: Final = 25
NEIGHBOURS: Final = 2
AT_ONCE: Final = 1000
"""Changes of players that are seen to in one transaction."""
LOOK_BACK: Final = 6
"""Months."""
SCOPES: Final = {"all": "all", "humans": "people"}
"""What the outside calls a scope, and the slices of it begin with."""


@dataclass(frozen=True, slots=True)
class Board:
    """One leaderboard: a metric, and the slice of the games that it is about."""

    metric: str
    slice: str


@dataclass(frozen=True, slots=True)
class Line:
    """A player on a board."""

    place: int
    user_id: int
    value: int
    games: int

    @property
    def key(self) -> tuple[int, int]:
        """After which the next page begins."""
        return self.value, self.user_id


def board(metric: str, scope: str, period: str, now: datetime | None = None) -> Board:
    """The board of this metric (`METRICS`), scope (`SCOPES`) and period: `all`, `month` or `week`, the present ones."""
    names = {"all": "", "month": f"/{month_of(now)}", "week": f"/{week_of(now)}"}
    return Board(metric, SCOPES[scope] + names[period])


def month_of(now: datetime | None = None) -> str:
    return season_names.month((now or timezone.now()).astimezone(zone()).date())


def week_of(now: datetime | None = None) -> str:
    return season_names.week((now or timezone.now()).astimezone(zone()).date())


def page(board: Board, after: tuple[int, int] | None = None, size: int = PAGE) -> tuple[list[Line], bool]:
    """The players after this key, best first; and whether there are more."""
    rows = _ordered(board)
    if after is not None:
        rows = rows.filter(_beyond(board.metric, "<", after))
    found = list(rows.values_list(board.metric, "user_id", "games")[: size + 1])
    return _placed(board, found[:size]), len(found) > size


def around(board: Board, user_id: int) -> list[Line]:
    """Somebody's own place, with those just before and after; empty for whoever has none."""
    own = Standing.objects.filter(slice=board.slice, user=user_id).values_list(
        board.metric, "user_id", "games"
    )
    found = own.first()
    if found is None or found[0] is None:
        return []
    key = found[:2]
    before = _of(board).filter(_beyond(board.metric, ">", key)).order_by(board.metric, "user_id")
    after = _ordered(board).filter(_beyond(board.metric, "<", key))
    names = (board.metric, "user_id", "games")
    nearest = list(before.values_list(*names)[:NEIGHBOURS])[::-1]
    return _placed(board, [*nearest, found, *after.values_list(*names)[:NEIGHBOURS]])


def place(board: Board, value: int) -> int:
    """The place of whoever has this number."""
    better = _levels(board).filter(value__gt=value).aggregate(players=Sum("players"))["players"]
    return 1 + (better or 0)


def players(board: Board) -> int:
    """How many are on the board."""
    return _levels(board).aggregate(players=Sum("players"))["players"] or 0


def _of(board: Board) -> QuerySet[Standing]:
    return Standing.objects.filter(slice=board.slice, **{f"{board.metric}__isnull": False})


def _ordered(board: Board) -> QuerySet[Standing]:
    return _of(board).order_by(f"-{board.metric}", "-user_id")


def _levels(board: Board) -> QuerySet[Level]:
    return Level.objects.filter(slice=board.slice, metric=board.metric)


def _beyond(metric: str, how: str, key: tuple[int, int]) -> RawSQL:
    """Compared as a row, so that one walk along the index finds it however many have the same number."""
    return RawSQL(f"({metric}, user_id) {how} (%s, %s)", key, output_field=BooleanField())  # noqa: S611 - names of ours


def _placed(board: Board, rows: Sequence[tuple[int, int, int]]) -> list[Line]:
    """These neighbours in order, with their places."""
    if not rows:
        return []
    first, last = rows[0][0], rows[-1][0]
    levels = _levels(board).filter(value__range=(last, first)).order_by("-value")
    places, next_place = {}, place(board, first)
    for value, count in levels.values_list("value", "players"):
        places[value] = next_place
        next_place += count
    for value, _user, _games in rows:
        if value not in places:  # The board was refreshed just now, after the rows were read.
            places[value] = place(board, value)
    return [Line(places[value], user, value, games) for value, user, games in rows]


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


def refresh(most: int = AT_ONCE) -> int:
    """Bring the standings of players whose results have changed up to date. How many changes were seen to."""
    with transaction.atomic():
        take_turn(STANDINGS)
        # What is added meanwhile has rows of its own, and is seen next time.
        seen = dict(Stale.objects.order_by("pk").values_list("pk", "user_id")[:most])
        if seen:
            _put(sorted(set(seen.values())), live_slices())
            Stale.objects.filter(pk__in=seen).delete()
    return len(seen)


def live_slices(now: datetime | None = None) -> list[str]:
    """The slices that are ranked: all time, this week and month, and months that have ended and are not final yet."""
    months = [month_of(now), *unfrozen(now)]
    periods = ["", f"/{week_of(now)}", *(f"/{month}" for month in sorted(months))]
    return [scope + period for scope in SCOPES.values() for period in periods]


def unfrozen(now: datetime | None = None) -> list[str]:
    """The months since the last one that is final, newest first; as far back as a site may have been down."""
    final = Season.objects.order_by("-month").values_list("month", flat=True).first() or ""
    months = [season_names.before(month_of(now))]
    while len(months) < LOOK_BACK:
        months.append(season_names.before(months[-1]))
    return [month for month in months if month > final]


def drop_old(now: datetime | None = None) -> int:
    """Forget the standings of weeks and months that are over and final. How many rows went."""
    live = live_slices(now)
    with transaction.atomic():
        take_turn(STANDINGS)
        gone, _by_model = Standing.objects.exclude(slice__in=live).delete()
        Level.objects.exclude(slice__in=live).delete()
        Level.objects.filter(players=0).delete()
    return gone


def zone() -> ZoneInfo:
    """The site's time zone: that in which its months and weeks begin."""
    return ZoneInfo(settings.TIME_ZONE)


_VALUES: Final = ", ".join(metric.sql for metric in METRICS.values())
_RANKED: Final = """
    FROM leaderboards_tally t
    JOIN accounts_user u ON u.id = t.user_id
    LEFT JOIN leaderboards_rating r ON r.user_id = t.user_id
    WHERE t.slice IN ({slices}) AND t.games >= %s AND u.is_active AND NOT u.is_guest AND u.deleted_at IS NULL
    AND u.games_shown_to = 'all'
"""
"""Who is on the boards: accounts in good standing, with games enough, who show them to everybody."""
_STANDINGS: Final = (
    f"INSERT INTO leaderboards_standing (slice, user_id, games, {', '.join(METRICS)})"
    f" SELECT t.slice, t.user_id, t.games, {_VALUES} {_RANKED}"
)
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


def _put(users: Collection[int], names: Sequence[str]) -> None:
    """Take these players off the boards of these slices, and put those on who belong there."""
    slices, some = _marks(names), f"AND user_id IN ({_marks(users)})"
    with connection.cursor() as cursor:
        cursor.execute(
            _LEVELS.format(slices=slices, whose=some, sign="-", how="MATERIALIZED"), [*names, *users]
        )
        Standing.objects.filter(slice__in=names, user__in=users).delete()
        cursor.execute(
            _STANDINGS.format(slices=slices) + f" AND t.user_id IN ({_marks(users)})",
            [*names, settings.GOLF_LEADERBOARD_GAMES, *users],
        )
        cursor.execute(
            _LEVELS.format(slices=slices, whose=some, sign="", how="MATERIALIZED"), [*names, *users]
        )


_BITS: Final = " ".join(
    f"WHEN {(1 << len(METRICS)) - 1 - (1 << bit)} THEN '{metric}'"
    for bit, metric in enumerate(reversed(METRICS))
)
_ALL_LEVELS: Final = (
    "INSERT INTO leaderboards_level (slice, metric, value, players)"  # noqa: S608 - names of ours
    f" SELECT * FROM (SELECT slice, CASE GROUPING({', '.join(METRICS)}) {_BITS} END,"
    f" COALESCE({', '.join(METRICS)}) AS value, COUNT(*) FROM leaderboards_standing WHERE slice IN ({{slices}})"
    f" GROUP BY GROUPING SETS ({', '.join(f'(slice, {metric})' for metric in METRICS)})) AS counted"
    " WHERE value IS NOT NULL"
)
"""All of them by one walk through the standings, where the database can do that."""
COUNTED_IN: Final = "64MB"
"""Memory in which levels are counted: with what PostgreSQL takes by itself it sorts the standings for each metric."""


def put_all() -> None:
    """Fill empty tables: everybody's standings, and then the levels."""
    names = live_slices()
    marks = _marks(names)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STANDINGS.format(slices=marks), [*names, settings.GOLF_LEADERBOARD_GAMES])
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL work_mem = '{COUNTED_IN}'")
            cursor.execute(_ALL_LEVELS.format(slices=marks), names)
        else:
            cursor.execute(_LEVELS.format(slices=marks, whose="", sign="", how="NOT MATERIALIZED"), names)


def make_anew() -> None:
    """Make everybody's standings from their tallies, beside those that are read meanwhile, and put them in place."""
    with transaction.atomic():
        # Whoever gets new results is stale until the turn is over.
        take_turn(STANDINGS)
        with fresh_tables((Standing, Level)):
            put_all()


def _marks(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))


def differing() -> dict[str, int]:
    """How many rows of the boards are missing, or others than they would be; nothing while some are to be looked at."""
    if Stale.objects.exists():
        return {}
    names = live_slices()
    columns = f"slice, user_id, games, {', '.join(METRICS)}"
    wanted = f"SELECT t.slice, t.user_id, t.games, {_VALUES} {_RANKED}".format(slices=_marks(names))
    stored = f"SELECT {columns} FROM leaderboards_standing WHERE slice IN ({_marks(names)})"  # noqa: S608
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
