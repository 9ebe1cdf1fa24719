"""Everything that serves tables in one event loop: threads, journal, live games, hub, bus and presence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import secrets
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError
from django.utils.translation import gettext_noop as noop

from games import actions, due, hub
from games.bus import make_bus
from games.fold import BrokenStream
from games.frames import dumps
from games.hub import Bye, Hub
from games.journal import Journal
from games.live import LiveGames, last_seqs
from games.models import Table
from games.presence import BEAT_SECONDS, Attendance, make_presence
from games.rules.fairness import FairShuffle
from games.tables import may_see
from games.threads import DatabaseThreads

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from games.bus import News
    from games.fold import Stored
    from games.frames import Json
    from games.hub import Viewer
    from games.live import LiveGame

log = logging.getLogger(__name__)

WATCH_SECONDS: Final = 2.0
NOBODY: Final = Attendance(frozenset(), 0, None)


class Runtime:
    """Made at the start of an event loop; `start` before anything else, `stop` at the end."""

    def __init__(self) -> None:
        self.threads = DatabaseThreads()
        self.journal = Journal(self.threads)
        self.hub = Hub()
        self.games = LiveGames(self.threads, lambda live: self.hub.serves(live.table.id))
        self.bus = make_bus()
        self.presence = make_presence()
        self.shuffle = FairShuffle(secrets.token_bytes)
        self.dice = random.Random(secrets.token_bytes(16))
        self.changed = asyncio.Event()
        """Set when a game moved on here: the clock may have something to do."""
        self.current: dict[int, int] = {}
        """The game that is shown at each table that somebody looks at here."""
        self._attendance: dict[int, Attendance] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen to the others and keep the heartbeat going."""
        await self.bus.open(self._hear)
        self._spawn(self._every(BEAT_SECONDS, self._beat))
        if not self.bus.alone:
            self._spawn(self._every(WATCH_SECONDS, self._watch))

    async def stop(self) -> None:
        """Let appends commit, then stop listening and give everything back."""
        await self.journal.drained()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.bus.close()
        await self.presence.close()
        self.threads.close()

    # People come and go

    async def enter(self, viewer: Viewer, live: LiveGame, first_frame: Callable[[LiveGame], Json]) -> None:
        """A socket at a table: it gets its first frame, and from then on is shown what happens there."""
        # Counted at once, so that the table is not closed because somebody else leaves it meanwhile.
        first = not self.hub.serves(viewer.table)
        self.hub.add(viewer)
        self.current.setdefault(viewer.table, live.id)
        if first:
            await self.bus.subscribe(viewer.table)
        if not self.bus.alone:
            async with live.lock:
                await self.show(live, await self.games.catch_up(live))
        attendance = await self.presence.at(viewer.table)
        deserted = attendance is not None and not attendance.users
        if deserted and viewer.user_id is not None and live.seat_of(viewer.user_id) is not None:
            # Said first, or the clock might find the table deserted and let it rest again.
            await self.presence.say(self.bus.origin, {viewer.table: ((viewer.user_id,), 0)})
            await actions.resume(self, live)
        live = await self.games.get(self.current[viewer.table])
        # No pause from here: the first frame and the next events fit together.
        self.hub.seen(live, self.present(viewer.table))
        viewer.greet(dumps(first_frame(live)))
        await self.attend(viewer.table)

    async def leave(self, viewer: Viewer) -> None:
        """A socket is gone. A table that nobody is left at stands still."""
        self.hub.remove(viewer)
        await self.attend(viewer.table)
        if not self.hub.serves(viewer.table):
            game = self.current.pop(viewer.table, None)
            self._attendance.pop(viewer.table, None)
            await self.bus.unsubscribe(viewer.table)
            if game is not None:
                await self.threads.run(due.look_now, game)
                self.changed.set()

    def present(self, table: int) -> frozenset[int]:
        """The ids of the users at a table, as last heard."""
        return self._attendance.get(table, NOBODY).users

    async def attend(self, table: int) -> None:
        """Say who is at this table here, hear who is there elsewhere, and tell the table if that changed."""
        await self.presence.say(self.bus.origin, {table: self._here(table)})
        heard = await self._heard(table)
        before = self._attendance.get(table, NOBODY)
        if self.hub.serves(table):
            self._attendance[table] = heard
            if (before.users, before.gallery) != (heard.users, heard.gallery):
                self._tell_presence(table)

    async def _heard(self, table: int) -> Attendance:
        """Who is at this table by everybody's word; while that cannot be had, by this process's own."""
        users, gallery = self._here(table)
        return await self.presence.at(table) or Attendance(frozenset(users), gallery, None)

    def players_here(self, table: int) -> set[int]:
        """The ids of those who have a seat at this table and a socket here."""
        live = self.games.at_hand(self.current.get(table, 0))
        return {user for user in self.hub.users(table) if live and live.seat_of(user) is not None}

    def _here(self, table: int) -> tuple[Iterable[int], int]:
        seated = self.players_here(table)
        gallery = [v for v in self.hub.viewers(table) if v.user_id is None or v.user_id not in seated]
        return seated, len(gallery)

    def _tell_presence(self, table: int) -> None:
        live = self.games.at_hand(self.current.get(table, 0))
        if live is not None:
            heard = self._attendance[table]
            self.hub.tell(table, hub.presence(live, heard.users, heard.gallery))

    async def _beat(self) -> None:
        tables = self.hub.tables
        if tables:
            await self.presence.say(self.bus.origin, {table: self._here(table) for table in tables})
        for table in tables:
            heard = await self._heard(table)
            if self.hub.serves(table):
                self._attendance[table] = heard
                self._tell_presence(table)

    # Games move on

    async def show(self, live: LiveGame, batch: list[Stored]) -> None:
        """Show events that are committed to everybody who looks at the table here."""
        self.changed.set()
        if batch and self.current.get(live.table.id) == live.id:
            afresh = any(actions.is_start(stored.event) for stored in batch)
            if afresh:
                self._send_away(live)
            self.hub.show(live, batch, self.present(live.table.id), afresh=afresh)
            if any(actions.seats_someone(stored.event) for stored in batch):
                await self.attend(live.table.id)

    def _send_away(self, live: LiveGame) -> None:
        """Whoever may not see the table any more, now that its game has begun."""
        for viewer in self.hub.viewers(live.table.id):
            if not may_see(live, viewer.user_id):
                viewer.end(Bye("not_allowed", noop("The game has begun, and this table is private.")))

    async def move_to(self, table: int, game: int) -> LiveGame:
        """The table has a new game: everybody there gets a snapshot of it."""
        live = await self.games.get(game)
        if self.hub.serves(table) and self.current.get(table) != game:
            self.current[table] = game
            self.hub.show_afresh(live, self.present(table))
            await self.attend(table)
        self.changed.set()
        return live

    def _hear(self, news: News) -> None:
        if news.origin == self.bus.origin:
            return
        if self.hub.serves(news.table) or self.bus.alone:
            self._spawn(self._take_in(news))

    async def _take_in(self, news: News) -> None:
        shown = self.current.get(news.table)
        if shown is not None and news.game > shown:
            await self.move_to(news.table, news.game)
            return
        live = self.games.at_hand(news.game) or await self.games.coming(news.game)
        if live is None:
            self.changed.set()
            return
        async with live.lock:
            added = await self.games.take_in(live, news.events)
            if news.rows and news.rows[-1][0] > live.seq:
                added += await self.games.catch_up(live)
            await self.show(live, added)

    async def _watch(self) -> None:
        """What a lost message would have told: asks the database for the last event of each table served here."""
        shown = {table: game for table, game in self.current.items() if self.hub.serves(table)}
        if not shown:
            return
        latest, current = await self.threads.run(_latest, shown)
        for table, game in shown.items():
            live = self.games.at_hand(game)
            if live is not None and latest.get(game, -1) > live.seq:
                async with live.lock:
                    await self.show(live, await self.games.catch_up(live))
            if (newer := current.get(table)) is not None and newer != game:
                await self.move_to(table, newer)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Future[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a task of the runtime failed", exc_info=error)

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            with contextlib.suppress(BrokenStream):
                try:
                    await work()
                except DatabaseError as error:
                    log.warning("the database does not answer: %s", type(error).__name__)
                except Exception:
                    # Whatever it was: without a heartbeat every table would count as deserted.
                    log.exception("a heartbeat or a watch failed")


def _latest(shown: dict[int, int]) -> tuple[dict[int, int], dict[int, int | None]]:
    tables = Table.objects.filter(pk__in=shown).values_list("pk", "game_id")
    return last_seqs(shown.values()), dict(tables)
