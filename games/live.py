"""This process's live games: each folded as far as this process knows, with the lock under which it moves on."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.conf import settings

from accounts.models import User
from games import due, event_store, faults, snapshots
from games.fold import BrokenStream, Fold, Stored, fold, go_on
from games.models import Game, Table
from games.rules.events import PlayerJoined, SeatHandedOver, SeatTakenOver
from games.schedule import Step, Tempo, next_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from games.threads import DatabaseThreads

KEPT_EVENTS: Final = 100
"""How many of a game's last events stay at hand for those who come back; a longer tail is a snapshot."""
KEPT_BEFORE_SNAPSHOT: Final = 30
"""How many of them are read again where a snapshot saves the rest."""
MOST_GAMES: Final = 2000
"""How many games a process keeps folded; the one untouched for longest goes, and is folded again when needed."""


class NoSuchTable(LookupError):
    """There is no table with that code, or it has no game."""


@dataclass(frozen=True, slots=True)
class Person:
    """What others may know about a user."""

    name: str
    is_guest: bool
    portrait: str = ""
    country: str = ""
    muted: bool = False
    """Whether what they say is sent to nobody."""


NOBODY_ANY_MORE: Final = Person("—", is_guest=True)


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table's own choices, which do not change while it stands."""

    id: int
    code: str
    visibility: str
    watch: bool
    tempo: Tempo


class LiveGame:
    """One game, folded. Only `actions` moves it on, under its lock; everybody may look."""

    def __init__(
        self,
        game_id: int,
        table: TableInfo,
        folded: Fold,
        recent: Iterable[Stored],
        people: dict[int, Person],
        resumed: datetime | None,
    ) -> None:
        self.id = game_id
        self.table = table
        self.people = people
        self.resumed_at = resumed
        self.due_at: datetime | None = None
        """When the clock is due, by the last word of this process; None while it does not know."""
        self.lock = asyncio.Lock()
        self.fold = folded
        self._next: tuple[tuple[int, datetime | None], Step | None] | None = None
        self.recent: deque[Stored] = deque(recent, maxlen=KEPT_EVENTS)

    @property
    def seq(self) -> int:
        return self.fold.seq

    def resumed(self, at: datetime | None) -> None:
        """Somebody came back to the table at this time, after it stood still."""
        if at is not None and (self.resumed_at is None or at > self.resumed_at):
            self.resumed_at = at

    def next_step(self) -> Step | None:
        """The first thing that time will do here if nobody moves; None where nothing waits for time."""
        moment = self.fold.seq, self.resumed_at
        if self._next is None or self._next[0] != moment:
            self._next = moment, next_step(self.fold, self.table.tempo, self.resumed_at)
        return self._next[1]

    def add(self, events: Iterable[Stored]) -> list[Stored]:
        """Fold in those events that are next, and give them back; earlier ones are known already.

        BrokenStream where one of them cannot follow; those before it are folded in.
        """
        added = [stored for stored in events if stored.seq > self.fold.seq]
        # What leaves a gap is left for another time.
        added = [stored for seq, stored in enumerate(added, self.fold.seq + 1) if stored.seq == seq]
        if added:
            self.due_at = None  # As whoever appended them has said.
            try:
                go_on(self.fold, added, self.id)
            finally:
                self.recent.extend(stored for stored in added if stored.seq <= self.fold.seq)
        return added

    def adopt(
        self, further: Fold, events: Iterable[Stored], due_at: datetime | None, step: Step | None
    ) -> None:
        """Move on to a fold that has these events, which are committed, more; the clock is due then, for this step."""
        self.fold = further
        self._next = (further.seq, self.resumed_at), step
        self.due_at = due_at
        self.recent.extend(events)

    def since(self, seq: int) -> list[Stored] | None:
        """The events after `seq`; None where they reach back too far, or `seq` lies ahead."""
        if seq > self.seq or seq < self.recent[0].seq - 1:
            return None
        return [stored for stored in self.recent if stored.seq > seq]

    def seat_of(self, user_id: int | None) -> int | None:
        """A user's seat, or None."""
        return None if user_id is None else self.fold.state.seat_of(user_id)

    def name_of(self, seat: int | None) -> str:
        """The name at a seat as everybody sees it; empty where nobody sits."""
        taken = self.fold.state.seats[seat] if seat is not None else None
        if taken is None:
            return ""
        if taken.persona is not None:
            return taken.persona.capitalize()
        return self.person(taken.player).name

    def person(self, user_id: int | None) -> Person:
        """What others may know about a user; somebody whose account is gone has no name left."""
        return self.people.get(user_id or 0, NOBODY_ANY_MORE)


class LiveGames:
    """The games that this process has at hand."""

    def __init__(self, threads: DatabaseThreads, in_use: Callable[[LiveGame], bool]) -> None:
        self._threads = threads
        self._in_use = in_use
        self._games: OrderedDict[int, LiveGame] = OrderedDict()
        self._loading: dict[int, asyncio.Task[LiveGame]] = {}

    async def get(self, game_id: int) -> LiveGame:
        """The game, folded from its events at the first touch. BrokenStream where that cannot be done."""
        if (live := self._games.get(game_id)) is not None:
            self._games.move_to_end(game_id)
            return live
        task = self._loading.get(game_id)
        if task is None:
            task = self._loading[game_id] = asyncio.create_task(self._load(game_id))
            task.add_done_callback(lambda _done: self._loading.pop(game_id, None))
        return await asyncio.shield(task)

    def at_hand(self, game_id: int) -> LiveGame | None:
        """The game if this process has it folded already."""
        return self._games.get(game_id)

    def seating(self, user_id: int) -> list[LiveGame]:
        """The games at hand in which this user has a seat."""
        return [live for live in self._games.values() if live.seat_of(user_id) is not None]

    async def coming(self, game_id: int) -> LiveGame | None:
        """The game if this process is just folding it, as soon as it is folded."""
        task = self._loading.get(game_id)
        return None if task is None else await asyncio.shield(task)

    async def _load(self, game_id: int) -> LiveGame:
        live = await self._threads.run(load_game, game_id)
        self._games[game_id] = live
        if len(self._games) > MOST_GAMES:
            self._make_room()
        return live

    def _make_room(self) -> None:
        """Let the game go that was untouched for longest. One that is in use would live on beside its successor."""
        for game_id, live in self._games.items():
            if not live.lock.locked() and not self._in_use(live):
                del self._games[game_id]
                return

    async def catch_up(self, live: LiveGame) -> list[Stored]:
        """Fold in what other processes have appended, and give it back; learn when they took the table up again."""
        resumed_at, events = await self._threads.run(_after, live.id, live.seq)
        live.resumed(resumed_at)
        return await self.take_in(live, events)

    async def take_in(self, live: LiveGame, events: Sequence[Stored]) -> list[Stored]:
        """Fold in events that are stored already; those that were new."""
        await self.learn_names(live, events)
        try:
            return live.add(events)
        except BrokenStream as error:
            await self._threads.run(faults.set_aside, error)
            raise

    async def learn_names(self, live: LiveGame, events: Iterable[Stored]) -> None:
        """Ask for the names of those who sit down in these events."""
        joined = [
            stored.event
            for stored in events
            if isinstance(stored.event, PlayerJoined | SeatHandedOver | SeatTakenOver)
        ]
        if strangers := {event.player for event in joined if event.player is not None} - live.people.keys():
            live.people |= await self._threads.run(people, strangers)


@faults.noted()
def _after(game_id: int, seq: int) -> tuple[datetime | None, list[Stored]]:
    return due.resumed_at(game_id), event_store.load(game_id, seq)


@faults.noted()
def load_game(game_id: int) -> LiveGame:
    """A game folded from its last snapshot and the events since, or from all its events. Asks the database.

    BrokenStream where the stream cannot be folded.
    """
    game = Game.objects.select_related("table", "clock").filter(pk=game_id).first()
    if game is None:
        raise NoSuchTable(game_id)
    folded, recent = _from_snapshot(game_id) or _from_events(game_id)
    seated = people({seat.player for _n, seat in folded.state.taken if seat.player is not None})
    resumed_at = game.clock.resumed_at if hasattr(game, "clock") else None
    if game.fault:
        faults.cleared(game_id)
    return LiveGame(game_id, table_info(game.table), folded, recent, seated, resumed_at)


def _from_events(game_id: int) -> tuple[Fold, list[Stored]]:
    stream = event_store.load(game_id)
    return fold(stream, game_id), stream[-KEPT_EVENTS:]


def _from_snapshot(game_id: int) -> tuple[Fold, list[Stored]] | None:
    """The fold and the last events; None where there is no snapshot that fits the stream."""
    snapshot = snapshots.kept(game_id)
    if snapshot is None:
        return None
    known = snapshot.fold.seq
    # Some from before it, for those who come back; the last of these proves that both are of the same stream.
    recent = event_store.load(game_id, max(known - KEPT_BEFORE_SNAPSHOT, -1))
    if not any(snapshot.fits(stored) for stored in recent):
        return None
    try:
        go_on(snapshot.fold, [stored for stored in recent if stored.seq > known], game_id)
    except BrokenStream:
        return None
    return snapshot.fold, recent


def table_info(table: Table) -> TableInfo:
    """A table's choices, with the site's own where it made none."""
    turn_seconds = settings.GOLF_TURN_SECONDS if table.turn_seconds is None else table.turn_seconds
    tempo = Tempo(table.pace or settings.GOLF_CPU_PACE, turn_seconds)
    return TableInfo(table.pk, table.code, table.visibility, table.watch, tempo)


def table_looked_at(table: Table) -> TableInfo:
    """The same without its code, which lets one in, and which no board that is only looked at needs."""
    return replace(table_info(table), code="")


def people(user_ids: Iterable[int]) -> dict[int, Person]:
    """Names of users. Asks the database."""
    rows = User.objects.filter(pk__in=list(user_ids)).select_related("merged_into")
    # A guest whose games an account has taken over is shown as that account.
    now = {row.pk: row.merged_into or row for row in rows}
    return {
        pk: Person(row.name, row.is_guest, row.portrait, row.country, row.is_muted) for pk, row in now.items()
    }


def last_seqs(game_ids: Iterable[int]) -> dict[int, int]:
    """The number of each game's last event, in one query. Asks the database."""
    return event_store.last_seqs(game_ids)
