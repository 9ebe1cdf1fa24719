"""The only reader and writer of `GameEvent`. Synchronous; every function asks the database.

The primary key (game, seq) decides a race between two writers: the loser gets Conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from games import bulk, due
from games.bulk import EventRow
from games.codec import UnknownEvent, decode, encode
from games.fold import BrokenStream, Stored
from games.models import Game, GameEvent
from games.projections import is_projected, project, project_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from games.rules.events import Event
    from games.rules.state import GameState, Phase


class Conflict(Exception):
    """Another writer was first: an event of that number exists already.

    `late`: the games to which that happened, where all others of the batch are stored; None: nothing of it is.
    """

    def __init__(self, why: str = "", late: frozenset[int] | None = None) -> None:
        super().__init__(why)
        self.late = late


@dataclass(frozen=True, slots=True)
class Append:
    """Events to add to one game's stream, all at one time.

    `due_at`: when the clock is next due (None: never again). `phase`: the game's new phase where these change it.
    `by_clock`: the clock moves this game on, and keeps its claim on it. `due_stays`: the clock is due as before.
    """

    game_id: int
    first_seq: int
    time: datetime
    events: tuple[Event, ...]
    due_at: datetime | None
    phase: Phase | None = None
    by_clock: bool = False
    due_stays: bool = False
    rows: tuple[EventRow, ...] = field(init=False, compare=False, repr=False)
    """The events as they are stored."""

    def __post_init__(self) -> None:
        """Encode the events, once for everybody who needs them so."""
        numbered = enumerate(self.events, start=self.first_seq)
        rows = tuple(EventRow(self.game_id, seq, self.time, *encode(event)) for seq, event in numbered)
        object.__setattr__(self, "rows", rows)

    def stored(self) -> list[Stored]:
        return [Stored(self.first_seq + n, self.time, event) for n, event in enumerate(self.events)]

    @property
    def is_plain(self) -> bool:
        """Whether nothing but events and a due time is to be written."""
        return self.phase is None and self.due_at is not None and not any(map(is_projected, self.events))


def append(batch: Sequence[Append]) -> None:
    """Write these appends, at most one a game, with their projections and due times: each of them whole or not at all.

    Raises Conflict if any of them comes too late.
    """
    # In order of games, so that two processes never wait for each other's.
    batch = sorted(batch, key=lambda one: one.game_id)
    if bulk.can_write_at_once() and all(one.is_plain for one in batch):
        # One statement is a transaction already.
        if late := frozenset(_write(batch)):
            raise Conflict("another writer was first", late)
        return
    try:
        with transaction.atomic():
            if _write(batch):
                raise Conflict("another writer was first")
            for one in batch:
                project(one.game_id, one.time, one.events, one.phase)
            due.end(one.game_id for one in batch if one.due_at is None)
    except IntegrityError as error:
        raise Conflict(str(error)) from error


def write_whole(game_id: int, stream: Sequence[Stored], state: GameState) -> None:
    """Write the stream, and its columns, of a game that is over before it is stored. In the caller's transaction.

    `state`: the one after it.
    """
    bulk.write([EventRow(game_id, seq, time, *encode(event)) for seq, time, event in stream], [])
    project_whole(game_id, stream, state)


def _write(batch: Sequence[Append]) -> set[int]:
    """Write events and due times. The games that come too late, where the database says which (else IntegrityError)."""
    waking = due.rows(_waking(batch))
    if not bulk.can_write_at_once():
        bulk.write([row for one in batch for row in one.rows], waking)
        return set()
    first = [one.rows[0] for one in batch]
    further = [row for one in batch for row in one.rows[1:]]
    return {one.game_id for one in batch} - bulk.write_at_once(first, further, waking)


def _waking(batch: Sequence[Append]) -> list[tuple[int, datetime | None, bool]]:
    """When the clock is to look at which game, where that changes."""
    return [(one.game_id, one.due_at, one.by_clock) for one in batch if not one.due_stays]


def holds(one: Append) -> bool:
    """Whether exactly these events are stored: after a connection was lost in COMMIT, this tells what became of it."""
    stored = GameEvent.objects.filter(
        game_id=one.game_id, seq__gte=one.first_seq, seq__lt=one.first_seq + len(one.events)
    )
    return list(stored.order_by("seq").values_list(*EventRow._fields)) == list(one.rows)


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
    # Asked game by game, so that the index answers with its last entry: a maximum by groups reads them all.
    last = GameEvent.objects.filter(game=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    found = Game.objects.filter(pk__in=list(game_ids)).annotate(last=Subquery(last))
    return {pk: seq for pk, seq in found.values_list("pk", "last") if seq is not None}
