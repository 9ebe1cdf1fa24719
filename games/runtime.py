"""Everything that serves tables in one event loop: threads, journal, live games, hub, bus and presence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import secrets
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError
from django.utils.translation import gettext_noop

from games import actions, bus, doors, due, meters, pulse, snapshots
from games.attending import Attending
from games.ending import no_longer_than
from games.fold import BrokenStream
from games.frames import dumps
from games.hub import Hub
from games.journal import Journal
from games.live import LiveGames, last_seqs
from games.models import Table
from games.presence import BEAT_SECONDS, make_presence
from games.rules.fairness import FairShuffle
from games.tables import may_see
from games.threads import DatabaseThreads
from games.traffic import Traffic
from games.viewers import Bye

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from games.bus import News
    from games.fold import Stored
    from games.live import LiveGame
    from games.picture import Json
    from games.viewers import Viewer

log = logging.getLogger(__name__)

WATCH_SECONDS: Final = 1.5
"""Between two looks for what a lost message would have told: nobody is behind for two seconds."""
ANSWER_SECONDS: Final = 2.0
"""So long a goodbye waits for anything that ought to be done before."""
SNAPSHOT_SECONDS: Final = 5.0


class Runtime:
    """Made at the start of an event loop; `start` before anything else, `stop` at the end."""

    def __init__(self) -> None:
        self.threads = DatabaseThreads()
        self._writing = DatabaseThreads(1, keeping=True)
        self.journal = Journal(self._writing)
        self.hub = Hub()
        self.games = LiveGames(self.threads, lambda live: self.hub.serves(live.table.id))
        self.bus = bus.make_bus()
        self.people = Attending(self.hub, self.bus, make_presence(), self.shown)
        self.traffic = Traffic(self.threads)
        self.shuffle = FairShuffle(secrets.token_bytes)
        self.dice = random.Random(secrets.token_bytes(16))
        self.changed = asyncio.Event()
        """Set when a game moved on here: the clock may have something to do."""
        self.draining = False
        """Whether this process is about to end: nobody new, and the clock claims nothing any more."""
        self.current: dict[int, int] = {}
        """The game that is shown at each table that somebody looks at here."""
        self._moved: dict[int, LiveGame] = {}
        """Games that moved on here since snapshots were last kept."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen to the others and keep the heartbeat going."""
        await self.bus.open(self._hear)
        self._spawn(self._every(BEAT_SECONDS, self._beat))
        self._spawn(self._every(WATCH_SECONDS, partial(doors.look, self)))
        self._spawn(self._every(pulse.BEAT_SECONDS, self._pulse))
        if not self.bus.alone:
            self._spawn(self._every(WATCH_SECONDS, self._watch))
            self._spawn(self._every(SNAPSHOT_SECONDS, self._keep_snapshots))

    async def drain(self, notice: float) -> None:
        """Nobody new from now on; after `notice` seconds everybody here is sent to another process.

        Whoever waits for an answer gets it first.
        """
        self.draining = True
        await asyncio.sleep(notice)
        for viewer in self.hub.everybody():
            viewer.end_politely(restarting())
        await no_longer_than(ANSWER_SECONDS, self.people.part())

    def hang_up(self) -> None:
        """Whoever still waits for an answer may ask another process."""
        for viewer in self.hub.everybody():
            viewer.end(restarting())

    async def stop(self) -> None:
        """Let appends commit, then stop listening and give everything back."""
        await self.journal.drained()
        await self._keep_snapshots()
        await self.threads.run(pulse.end, self.bus.origin)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.bus.close()
        await self.people.presence.close()
        self.threads.close()
        self._writing.close()

    # People come and go

    def admit(self) -> None:
        """Bye where nobody new is taken in any more."""
        if self.draining:
            raise restarting()

    async def enter(self, viewer: Viewer, live: LiveGame, first_frame: Callable[[LiveGame], Json]) -> None:
        """A socket at a table: it gets its first frame, and from then on is shown what happens there."""
        self.admit()
        # Counted at once, so that the table is not closed because somebody else leaves it meanwhile.
        first = not self.hub.serves(viewer.table)
        self.hub.add(viewer)
        self.current.setdefault(viewer.table, live.id)
        if first:
            await self.bus.subscribe(viewer.table)
        if not self.bus.alone:
            async with live.lock:
                await self.show(live, await self.games.catch_up(live))
        attendance = await self.people.presence.at(viewer.table)
        deserted = attendance is not None and not attendance.users
        if deserted and viewer.user_id is not None and live.seat_of(viewer.user_id) is not None:
            # Said first, or the clock might find the table deserted and let it rest again.
            await self.people.presence.say(self.bus.origin, {viewer.table: ((viewer.user_id,), 0)})
            await actions.resume(self, live)
        await self.people.tell(viewer.table)
        live = await self.games.get(self.current[viewer.table])
        # No pause from here: the first frame and the next events fit together.
        self.hub.seen(live, self.people.present(viewer.table))
        viewer.greet(dumps(first_frame(live)))
        self.people.greet(viewer, live)

    async def leave(self, viewer: Viewer) -> None:
        """A socket is gone. A table that nobody is left at stands still."""
        self.hub.remove(viewer)
        if self.draining:
            return  # What is to be said was said when this began.
        await self.people.tell(viewer.table)
        if not self.hub.serves(viewer.table):
            game = self.current.pop(viewer.table, None)
            self.people.forget(viewer.table)
            await self.bus.unsubscribe(viewer.table)
            if game is not None:
                await self.threads.run(due.look_now, game)
                self.changed.set()

    def shown(self, table: int) -> LiveGame | None:
        """The game that is shown at a table here, if it is at hand."""
        return self.games.at_hand(self.current.get(table, 0))

    async def _beat(self) -> None:
        if not self.draining:
            await self.people.beat()

    async def _pulse(self) -> None:
        await self.threads.run(pulse.beat, self.bus.origin, self.hub.people)

    # Games move on

    async def show(self, live: LiveGame, batch: list[Stored]) -> None:
        """Show events that are committed to everybody who looks at the table here."""
        self.changed.set()
        if batch:
            self._moved[live.id] = live
        if batch and self.current.get(live.table.id) == live.id:
            afresh = any(actions.is_start(stored.event) for stored in batch)
            if afresh:
                self._send_away(live)
            self.hub.show(live, batch, self.people.present(live.table.id), afresh=afresh)
            if any(actions.seats_someone(stored.event) for stored in batch):
                await self.people.tell(live.table.id)

    def _send_away(self, live: LiveGame) -> None:
        """Whoever may not see the table any more, now that its game has begun."""
        for viewer in self.hub.viewers(live.table.id):
            if not may_see(live, viewer.user_id):
                viewer.end(Bye("not_allowed", gettext_noop("The game has begun, and this table is private.")))

    async def move_to(self, table: int, game: int) -> LiveGame:
        """The table has a new game: everybody there gets a snapshot of it."""
        live = await self.games.get(game)
        if self.hub.serves(table) and self.current.get(table) != game:
            self.current[table] = game
            self.hub.show_afresh(live, self.people.present(table))
            await self.people.tell(table)
        self.changed.set()
        return live

    def _hear(self, news: News) -> None:
        if news.origin == self.bus.origin:
            return
        if news.notice is not None:
            self._spawn(doors.heed(self, news.notice))
            return
        if self.hub.serves(news.table) or self.bus.alone:
            self._spawn(self._take_in(news))

    async def _take_in(self, news: News) -> None:
        if news.said is not None:
            self.hub.say(news.table, *news.said)
            return
        if not news.rows:
            await self.people.look_round(news.table)  # People have come or gone there.
        shown = self.current.get(news.table)
        if shown is not None and news.game > shown:
            await self.move_to(news.table, news.game)
            return
        live = self.games.at_hand(news.game) or await self.games.coming(news.game)
        if live is None:
            self.changed.set()
            return
        try:
            async with live.lock:
                added = await self.games.take_in(live, news.events)
                if news.rows and news.rows[-1][0] > live.seq:
                    added += await self.games.catch_up(live)
                await self.show(live, added)
        except BrokenStream:
            self._send_elsewhere(news.table)

    def _send_elsewhere(self, table: int) -> None:
        """Nobody can be shown here what happens at a table. Whoever comes back hears what is the matter."""
        for viewer in self.hub.viewers(table):
            viewer.end(restarting())

    async def _watch(self) -> None:
        """What a lost message would have told: asks the database for the last event of each table served here."""
        shown = {table: game for table, game in self.current.items() if self.hub.serves(table)}
        if not shown:
            return
        latest, current = await self.threads.run(_latest, shown)
        for table, game in shown.items():
            try:
                await self._heal(table, game, latest.get(game, -1), current.get(table))
            except BrokenStream:
                self._send_elsewhere(table)  # Perhaps another process can read it.

    async def _heal(self, table: int, game: int, last_seq: int, newest: int | None) -> None:
        live = self.games.at_hand(game)
        if live is not None and last_seq > live.seq:
            meters.RESYNCS.labels("missed").inc()
            async with live.lock:
                await self.show(live, await self.games.catch_up(live))
        if newest is not None and newest != game:
            await self.move_to(table, newest)

    async def _keep_snapshots(self) -> None:
        """So that whoever takes one of these games up need not fold all of it."""
        moved, self._moved = self._moved, {}
        games = [(live.id, live.fold.copy(), live.recent[-1]) for live in moved.values()]
        await self.threads.run(snapshots.keep, games)

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


def restarting() -> Bye:
    """What everybody is told when a process ends that others can stand in for."""
    return Bye("restarting", gettext_noop("The site restarts. Your game goes on in a moment."))


def _latest(shown: dict[int, int]) -> tuple[dict[int, int], dict[int, int | None]]:
    tables = Table.objects.filter(pk__in=shown).values_list("pk", "game_id")
    return last_seqs(shown.values()), dict(tables)
