"""Seasons: when a month is over, its standings are written down for good. Synchronous; asks the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from games.models import Game
from leaderboards import rating_games, refreshing, season_names, standings
from leaderboards.metrics import METRICS
from leaderboards.models import Season, SeasonPlace, Stale, Unrated
from leaderboards.standings import SCOPES, Board
from leaderboards.turns import SEASON, STANDINGS, take_turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

KEPT: Final = 100
"""Places of each board that are written down; more where some are shared."""
MEDALS: Final = 3
GRACE: Final = timedelta(minutes=10)
"""So long after the end of a month its last results are waited for, and as long as some are due."""


@dataclass(frozen=True, slots=True)
class Medal:
    """A place among the first three of a season."""

    season: str
    scope: str
    metric: str
    place: int


def freeze_due(now: datetime | None = None) -> str | None:
    """Make the oldest month final that is over and is not final yet. Its name; None if there is nothing to do.

    Usually that is the month before this one. Months in which nobody played are passed over.
    """
    now = now or timezone.now()
    for month in reversed(standings.unfrozen(now)):
        if now < _end(month) + GRACE or _unfinished(month):
            return None
        if _freeze(month, now):
            return month
    return None


def _end(month: str) -> datetime:
    """When the next month begins, by the site's time zone."""
    day = season_names.first_day(season_names.after(month))
    return datetime(day.year, day.month, day.day, tzinfo=standings.zone())


def _unfinished(month: str) -> bool:
    """Whether something of that month is still to be folded, rated or ranked, after an attempt at it.

    On a site that is busy there is always something of the month after it: that is not waited for.
    """
    end = _end(month)
    if Game.objects.filter(results_due_at__isnull=False, ended_at__lt=end).exists():
        return True
    unrated = Unrated.objects.filter(ended_at__lt=end)
    while unrated.exists():
        if not rating_games.work_out():
            return True
    last = Stale.objects.aggregate(last=Max("pk"))["last"] or 0
    while Stale.objects.filter(pk__lte=last).exists():
        refreshing.refresh()
    return False


def _freeze(month: str, now: datetime) -> bool:
    with transaction.atomic():
        take_turn(SEASON)
        take_turn(STANDINGS)  # All of it is written down as it is at one moment.
        if Season.objects.filter(month=month).exists():
            return False
        players = standings.players(Board("wins", f"all/{month}"))
        if not players:
            return False  # Nobody played: there is nothing to write down.
        season = Season.objects.create(month=month, frozen_at=now, players=players)
        for scope, name in SCOPES.items():
            for metric in METRICS:
                SeasonPlace.objects.bulk_create(_places(season, scope, metric, f"{name}/{month}"))
    return True


def _places(season: Season, scope: str, metric: str, name: str) -> list[SeasonPlace]:
    lines, _more = standings.page(Board(metric, name), size=KEPT)
    return [
        SeasonPlace(
            season=season, scope=scope, metric=metric, place=line.place,
            user_id=line.user_id, value=line.value, games=line.games,
        )
        for line in lines
        # Nothing is no achievement: nobody gets a medal for no wins.
        if line.value or metric in {"average", "rating"}
    ]  # fmt: skip


def months() -> list[str]:
    """Those that are final, newest first."""
    return list(Season.objects.order_by("-month").values_list("month", flat=True))


def places(month: str, scope: str, metric: str) -> QuerySet[SeasonPlace]:
    """A season's final standings; whom of them a reader may see is for `showing` to say."""
    return SeasonPlace.objects.filter(season=month, scope=scope, metric=metric).order_by("place", "-user_id")


def medals(user_id: int) -> Sequence[Medal]:
    """Somebody's medals, newest first."""
    found = SeasonPlace.objects.filter(user=user_id, place__lte=MEDALS).order_by("-season_id", "place", "pk")
    return [Medal(*row) for row in found.values_list("season_id", "scope", "metric", "place")]
