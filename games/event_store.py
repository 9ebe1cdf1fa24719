"""The only reader and writer of `GameEvent`. Synchronous; every function asks the database.

The primary key (game, seq) decides a race between two writers: the loser gets Conflict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from games import due
from games.codec import UnknownEvent, decode, encode
from games.fold import BrokenStream, Stored
from games.models import GameEvent
from games.projections import project

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from games.rules.events import Event
    from games.rules.state import Phase


class Conflict(Exception):
    """Another writer was first: an event of that number exists already."""


@dataclass(frozen=True, slots=True)
class Append:
    """Events to add to one game's stream, all at one time.

    `due_at`: when the clock is next due (None: never again). `phase`: the game's new phase where these change it.
    `by_clock`: the clock moves this game on, and keeps its claim on it.
    """

    game_id: int
    first_seq: int
    time: datetime
    events: tuple[Event, ...]
    due_at: datetime | None
    phase: Phase | None = None
    by_clock: bool = False

    def stored(self) -> list[Stored]:
        return [Stored(self.first_seq + n, self.time, event) for n, event in enumerate(self.events)]


def append(batch: Sequence[Append]) -> None:
    """Write all appends, with their projections and due times, in one transaction: all or none.

    Raises Conflict if any of them comes too late.
    """
    rows = sorted((row for one in batch for row in _rows(one)), key=lambda row: (row.game_id, row.seq))
    try:
        with transaction.atomic():
            GameEvent.objects.bulk_create(rows)
            for one in batch:
                project(one.game_id, one.time, one.events, one.phase)
            due.set_all((one.game_id, one.due_at, one.by_clock) for one in batch)
    except IntegrityError as error:
        raise Conflict(str(error)) from error


def _rows(one: Append) -> list[GameEvent]:
    rows = []
    for seq, event in enumerate(one.events, start=one.first_seq):
        name, data = encode(event)
        rows.append(GameEvent(game_id=one.game_id, seq=seq, time=one.time, type=name, data=data))
    return rows


def holds(one: Append) -> bool:
    """Whether exactly these events are stored: after a connection was lost in COMMIT, this tells what became of it."""
    stored = GameEvent.objects.filter(
        game_id=one.game_id, seq__gte=one.first_seq, seq__lt=one.first_seq + len(one.events)
    )
    key = ("seq", "time", "type", "data")
    expected = [(row.seq, row.time, row.type, row.data) for row in _rows(one)]
    return list(stored.order_by("seq").values_list(*key)) == expected


def load(game_id: int, after: int = -1) -> list[Stored]:
    """A game's events after the given one, in order. BrokenStream for stored data that is no event."""
    rows = GameEvent.objects.filter(game_id=game_id, seq__gt=after).order_by("seq")
    return [_read(game_id, *row) for row in rows.values_list("seq", "time", "type", "data")]


def _read(game_id: int, seq: int, time: datetime, name: str, data: str) -> Stored:
    try:
        return Stored(seq, time, decode(name, data))
    except UnknownEvent as error:
        raise BrokenStream(game_id, seq, str(error)) from error


def last_seqs(game_ids: Iterable[int]) -> dict[int, int]:
    """The number of each game's last event, in one query."""
    found = GameEvent.objects.filter(game_id__in=list(game_ids)).values("game_id").annotate(last=Max("seq"))
    return {row["game_id"]: row["last"] for row in found}
