"""When the clock has to look at which game: rows of `GameClock`, written in the transaction of the events."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.models import Min, Q
from django.utils import timezone

from games.bulk import DueRow
from games.models import Game, GameClock
from games.rules.state import ENDED_PHASES, Phase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=2)
MOST_AT_ONCE: Final = 50
LIVE_PHASES: Final = [phase for phase in Phase if phase not in ENDED_PHASES]


@dataclass(frozen=True, slots=True)
class Claim:
    """A game that one clock may move on, until its lease runs out."""

    game_id: int
    due_at: datetime
    resumed_at: datetime | None


def claim(now: datetime) -> list[Claim]:
    """Claim games that are due and not claimed by another clock. Committed before anything else is done."""
    with transaction.atomic():
        due = GameClock.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), due_at__lte=now)
        due = due.order_by("due_at")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        rows = list(due.values_list("pk", "due_at", "resumed_at")[:MOST_AT_ONCE])
        if rows:
            GameClock.objects.filter(pk__in=[pk for pk, *_ in rows]).update(claimed_until=now + LEASE)
    return [Claim(*row) for row in rows]


def first(now: datetime) -> datetime | None:
    """When the next game that no clock has claimed is due."""
    free = GameClock.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now))
    found: datetime | None = free.aggregate(first=Min("due_at"))["first"]
    return found


def rows(due: Iterable[tuple[int, datetime | None, bool]]) -> list[DueRow]:
    """New times for games, as they are stored: (game, when, whether the clock that moved it keeps its claim).

    In order of games, so that two processes never wait for each other's. A game without a time is over: see `end`.
    """
    lease = timezone.now() + LEASE
    return sorted(DueRow(game, at, lease if kept else None) for game, at, kept in due if at is not None)


def end(games: Iterable[int]) -> None:
    """The clock never looks at these games again."""
    if over := sorted(games):
        GameClock.objects.filter(pk__in=over).delete()


def put_off(game_id: int, until: datetime, *, was: datetime) -> None:
    """A later time for a game that the clock looked at too early, unless somebody has moved meanwhile."""
    GameClock.objects.filter(pk=game_id, due_at=was).update(due_at=until, claimed_until=None)


def give_back(game_ids: Collection[int]) -> None:
    """Claims that their clock does not need any more: another one may look at once.

    If another has claimed a game meanwhile, both may look at it; of what they decide one thing happens.
    """
    GameClock.objects.filter(pk__in=game_ids).update(claimed_until=None)


def sweep(now: datetime) -> None:
    """Have the clock look at live games without a row. There should be none: they would stand still for ever."""
    for game_id in without_row():
        GameClock.objects.get_or_create(game_id=game_id, defaults={"due_at": now})
        log.error("game %d was not known to the clock", game_id)


def without_row() -> list[int]:
    """The live games that no clock would ever look at."""
    return list(Game.objects.filter(phase__in=LIVE_PHASES, clock=None).values_list("pk", flat=True))


def overdue(since: datetime, most: int | None = None) -> list[int]:
    """The games that were due by then, and that no clock has moved on yet; the longest overdue first."""
    late = GameClock.objects.filter(due_at__lt=since).order_by("due_at")
    return list(late.values_list("pk", flat=True)[:most])


def begin(game_id: int, at: datetime) -> None:
    """The clock looks at this game, which is written whole and goes on, for the first time."""
    GameClock.objects.create(game_id=game_id, due_at=at)


def look_now(game_id: int) -> None:
    """Have the clock look at a live game at once."""
    GameClock.objects.filter(pk=game_id).update(due_at=timezone.now(), claimed_until=None)


def resumed_at(game_id: int) -> datetime | None:
    """When somebody came back to a live game after it stood still; None if that never was."""
    return GameClock.objects.filter(pk=game_id).values_list("resumed_at", flat=True).first()


def resume(game_id: int, resumed_at: datetime, until: datetime | None) -> None:
    """Note that a table goes on after it stood still."""
    GameClock.objects.filter(pk=game_id).update(
        resumed_at=resumed_at, due_at=until or resumed_at, claimed_until=None
    )
