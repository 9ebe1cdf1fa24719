"""The only reader and writer of `GameEvent`. Synchronous; every function asks the database.

Streams that `archive` has moved into files are read from there; nobody else need know where one lies.

The primary key (game, seq) decides a race between two writers: the loser gets Conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Length

from accounts.barring import Barred
from accounts.models import User
from games import archive_files, bulk, due, pulse
from games.bulk import EventRow
from games.codec import UnknownEvent, decode, encode
from games.fold import BrokenStream, Stored
from games.models import Archive, Game, GameEvent
from games.projections import is_projected, project, project_whole
from games.rules.views import WIRE_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from games.rules.events import Event
    from games.rules.state import GameState, Phase


Streams: TypeAlias = "dict[int, list[Stored] | BrokenStream]"
WEIGHED_AT_ONCE: Final = 1_000
BY_CADDIE: Final = '"caddie"]'


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
    `seats`: the users to whom these events give a seat, or give it back: nobody gets one who is barred by then.
    """

    game_id: int
    first_seq: int
    time: datetime
    events: tuple[Event, ...]
    due_at: datetime | None
    phase: Phase | None = None
    by_clock: bool = False
    due_stays: bool = False
    seats: tuple[int, ...] = ()
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
        """Whether nothing but events and a due time is to be written, and nothing to be asked before."""
        if self.phase is not None or self.due_at is None or self.seats:
            return False
        return not any(map(is_projected, self.events))


def append(batch: Sequence[Append]) -> None:
    """Write these appends, at most one a game, with their projections and due times: each of them whole or not at all.

    Raises Conflict if any of them comes too late, Barred if any gives a seat to somebody who may not have one.
    """
    # In order of games, so that two processes never wait for each other's.
    batch = sorted(batch, key=lambda one: one.game_id)
    if bulk.can_write_at_once() and all(one.is_plain for one in batch):
        # One statement is a transaction already.
        late = frozenset(_write(batch))
        pulse.stored.add(sum(len(one.rows) for one in batch if one.game_id not in late))
        if late:
            raise Conflict("another writer was first", late)
        return
    try:
        with transaction.atomic():
            _check_welcome({user for one in batch for user in one.seats})
            if _write(batch):
                raise Conflict("another writer was first")
            for one in batch:
                project(one.game_id, one.time, one.events, one.phase)
            due.end(one.game_id for one in batch if one.due_at is None)
    except IntegrityError as error:
        raise Conflict(str(error)) from error
    pulse.stored.add(sum(len(one.rows) for one in batch))


def _check_welcome(users: set[int]) -> None:
    """Barred where one of these is. They are held until the commit: a ban waits for it, and so finds their seats.

    In order, so that no two writers wait for each other.
    """
    if not users:
        return
    held = User.objects.filter(pk__in=users).order_by("pk").select_for_update(no_key=True)
    if len(held.filter(is_active=True).values_list("pk", flat=True)) < len(users):
        raise Barred


def write_whole(game_id: int, stream: Sequence[Stored], state: GameState) -> None:
    """Write the stream, and its columns, of a game that has been played so far elsewhere. In the caller's transaction.

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
    found = rows(game_id, after)
    if not found or found[0].seq != after + 1:
        found = _from_file(game_id, after) or found
    if not found and after < 0:
        found = rows(game_id)  # A game has events: they have just been brought back.
    return [_read(*row) for row in found]


def load_readable(game_id: int) -> tuple[list[Stored], EventRow | None]:
    """A game's events up to the first that is none, and the last row that is stored, whatever it is. OutOfReach."""
    found, stream = rows(game_id) or _from_file(game_id, -1), []
    for row in found:
        try:
            stream.append(_read(*row))
        except BrokenStream:
            break
    return stream, found[-1] if found else None


def last_event(game_id: int) -> Event | None:
    """The last event of a game; None where there is none, or it cannot be read."""
    last = GameEvent.objects.filter(game_id=game_id).order_by("-seq").values_list(*EventRow._fields).first()
    try:
        if last is not None:
            return _read(*last).event
        archived = load(game_id)
    except BrokenStream:
        return None
    return archived[-1].event if archived else None


def rows(game_id: int, after: int = -1) -> list[EventRow]:
    """A game's events after the given one as the database has them, in order; none where they are in a file."""
    found = GameEvent.objects.filter(game_id=game_id, seq__gt=after).order_by("seq")
    return [EventRow(*row) for row in found.values_list(*EventRow._fields)]


def forget(game_id: int, count: int) -> None:
    """Delete the rows of a game whose events are in a file. Conflict where they are not so many. In a transaction."""
    deleted, _kinds = GameEvent.objects.filter(game_id=game_id).delete()
    if deleted != count:
        raise Conflict(f"game {game_id} has {deleted} events, not {count}")


def bring_back(rows: Sequence[EventRow]) -> None:
    """Write the rows of a game again that were in a file. In the caller's transaction."""
    bulk.write(list(rows), [])


def weight(game_ids: Sequence[int]) -> tuple[int, int]:
    """How many rows these games have, and how many bytes of text are in them."""
    events = size = 0
    for start in range(0, len(game_ids), WEIGHED_AT_ONCE):
        some = GameEvent.objects.filter(game_id__in=game_ids[start : start + WEIGHED_AT_ONCE])
        found = some.aggregate(events=Count("seq"), size=Sum(Length("type") + Length("data")))
        events, size = events + found["events"], size + (found["size"] or 0)
    return events, size


def _from_file(game_id: int, after: int) -> list[EventRow]:
    """A game's events after the given one, if they are in a file. BrokenStream where that is not as it was."""
    kept = Archive.objects.filter(pk=game_id).values_list("name", "sha256").first()
    return [row for row in archive_files.read(game_id, *kept) if row.seq > after] if kept else []


def load_some(
    game_ids: Collection[int], kinds: Sequence[type[Event]], by_caddie: Sequence[type[Event]]
) -> Streams:
    """Of each of these games the events of these kinds, and those of the others that the caddie made; in order.

    Few of many: for whoever sums up games. A game with stored data that is no event has a BrokenStream in their place.
    """
    names, others = ([WIRE_NAMES[kind] for kind in some] for some in (kinds, by_caddie))
    caddies = Q(type__in=others, data__endswith=BY_CADDIE)
    stored = GameEvent.objects.filter(Q(type__in=names) | caddies, game_id__in=list(game_ids)).order_by(
        "game_id", "seq"
    )
    found = {
        game_id: list(some) for game_id, some in groupby(stored.values_list(*EventRow._fields), itemgetter(0))
    }
    streams: Streams = {}
    for game_id in game_ids:
        try:
            some = found.get(game_id) or [
                row
                for row in _from_file(game_id, -1)
                if row[3] in names or (row[3] in others and row[4].endswith(BY_CADDIE))
            ]
            streams[game_id] = [_read(*row) for row in some]
        except BrokenStream as broken:
            streams[game_id] = broken
    return streams


def _read(game_id: int, seq: int, time: datetime, name: str, data: str) -> Stored:
    try:
        return Stored(seq, time, decode(name, data))
    except UnknownEvent as error:
        raise BrokenStream(game_id, seq, str(error)) from error


def last_seqs(game_ids: Iterable[int]) -> dict[int, int]:
    """The number of each game's last event, in one query."""
    # Asked game by game, so that the index answers with its last entry: a maximum by groups reads them all.
    last = GameEvent.objects.filter(game=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    found = Game.objects.filter(pk__in=list(game_ids)).annotate(
        last=Coalesce(Subquery(last), F("archive__events") - 1)
    )
    return {pk: seq for pk, seq in found.values_list("pk", "last") if seq is not None}
