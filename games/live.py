"""This process's live games: each folded as far as this process knows, with the lock under which it moves on."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from accounts.models import User
from games import due, event_store
from games.fold import Fold, Stored, fold
from games.models import Game, Table
from games.rules.events import PlayerJoined
from games.schedule import Tempo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from games.threads import DatabaseThreads

KEPT_EVENTS: Final = 100
"""How many of a game's last events stay at hand for those who come back; a longer tail is a snapshot."""
MOST_GAMES: Final = 2000
"""How many games a process keeps folded; the one untouched for longest goes, and is folded again when needed."""


class NoSuchTable(LookupError):
    """There is no table with that code, or it has no game."""


@dataclass(frozen=True, slots=True)
class Person:
    """What others may know about a user."""

    name: str
    is_guest: bool


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
        stream: list[Stored],
        people: dict[int, Person],
        resumed: datetime | None,
    ) -> None:
        self.id = game_id
        self.table = table
        self.people = people
        self.resumed_at = resumed
        self.lock = asyncio.Lock()
        self.fold: Fold = fold(stream, game_id)
        self.recent: deque[Stored] = deque(stream[-KEPT_EVENTS:], maxlen=KEPT_EVENTS)

    @property
    def seq(self) -> int:
        return self.fold.seq

    def resumed(self, at: datetime | None) -> None:
        """Somebody came back to the table at this time, after it stood still."""
        if at is not None and (self.resumed_at is None or at > self.resumed_at):
            self.resumed_at = at

    def add(self, events: Iterable[Stored]) -> list[Stored]:
        """Fold in those events that are next, and give them back; earlier ones are known already."""
        added = []
        for stored in events:
            if stored.seq == self.fold.seq + 1:
                self.fold.add(stored)
                self.recent.append(stored)
                added.append(stored)
        return added

    def adopt(self, further: Fold, events: Iterable[Stored]) -> None:
        """Move on to a fold that has these events, which are committed, more."""
        self.fold = further
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
        return live.add(events)

    async def learn_names(self, live: LiveGame, events: Iterable[Stored]) -> None:
        """Ask for the names of those who sit down in these events."""
        joined = [stored.event for stored in events if isinstance(stored.event, PlayerJoined)]
        if strangers := {event.player for event in joined if event.player is not None} - live.people.keys():
            live.people |= await self._threads.run(people, strangers)


def _after(game_id: int, seq: int) -> tuple[datetime | None, list[Stored]]:
    return due.resumed_at(game_id), event_store.load(game_id, seq)


def load_game(game_id: int) -> LiveGame:
    """A game folded from all its events. Asks the database; BrokenStream where the stream cannot be folded."""
    game = Game.objects.select_related("table").filter(pk=game_id).first()
    if game is None:
        raise NoSuchTable(game_id)
    live = LiveGame(game_id, table_info(game.table), event_store.load(game_id), {}, due.resumed_at(game_id))
    live.people = people({seat.player for _n, seat in live.fold.state.taken if seat.player is not None})
    return live


def table_info(table: Table) -> TableInfo:
    """A table's choices, with the site's own where it made none."""
    turn_seconds = settings.GOLF_TURN_SECONDS if table.turn_seconds is None else table.turn_seconds
    tempo = Tempo(table.pace or settings.GOLF_CPU_PACE, turn_seconds)
    return TableInfo(table.pk, table.code, table.visibility, table.watch, tempo)


def people(user_ids: Iterable[int]) -> dict[int, Person]:
    """Names of users. Asks the database."""
    rows = User.objects.filter(pk__in=list(user_ids)).values_list("pk", "name", "is_guest")
    return {pk: Person(name, is_guest) for pk, name, is_guest in rows}


def last_seqs(game_ids: Iterable[int]) -> dict[int, int]:
    """The number of each game's last event, in one query. Asks the database."""
    return event_store.last_seqs(game_ids)
