"""When the clock has to look at which game: rows of `GameClock`, written in the transaction of the events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.models import Min, Q
from django.utils import timezone

from games.models import GameClock

if TYPE_CHECKING:
    from collections.abc import Iterable

LEASE: Final = timedelta(seconds=2)
MOST_AT_ONCE: Final = 50


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


def set_all(due: Iterable[tuple[int, datetime | None, bool]]) -> None:
    """New times for games: (game, when, whether the clock that moved it keeps its claim). None: the game is over."""
    lease = timezone.now() + LEASE
    rows, over = [], []
    for game, at, kept in sorted(due, key=lambda one: one[0]):
        if at is None:
            over.append(game)
        else:
            rows.append(GameClock(game_id=game, due_at=at, claimed_until=lease if kept else None))
    if rows:
        GameClock.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["game"], update_fields=["due_at", "claimed_until"]
        )
    if over:
        GameClock.objects.filter(pk__in=over).delete()


def put_off(game_id: int, until: datetime, *, was: datetime) -> None:
    """A later time for a game that the clock looked at too early, unless somebody has moved meanwhile."""
    GameClock.objects.filter(pk=game_id, due_at=was).update(due_at=until, claimed_until=None)


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
