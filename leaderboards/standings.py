"""Who stands where. Synchronous; asks the database.

A `Standing` is a player's numbers in one slice of the games, and a `Level` says how many players have a number.
Someone's place is one more than the players on better levels: however many players there are, there are few levels to
add up. So nobody has to be numbered anew when somebody passes them. `refreshing` keeps both up to date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BooleanField, Sum
from django.db.models.expressions import RawSQL
from django.utils import timezone

from leaderboards import season_names
from leaderboards.models import Level, Season, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

PAGE: Final = 25
NEIGHBOURS: Final = 2
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


def zone() -> ZoneInfo:
    """The site's time zone: that in which its months and weeks begin."""
    return ZoneInfo(settings.TIME_ZONE)
