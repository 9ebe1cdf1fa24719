"""Who is at the tables that this process serves: told to the other processes, heard from them, and shown there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from games import bus, frames, hub
from games.bulk import EventRow
from games.codec import encode
from games.presence import Attendance

if TYPE_CHECKING:
    from collections.abc import Callable

    from games.bus import Bus
    from games.hub import Hub
    from games.live import LiveGame
    from games.presence import Presence
    from games.viewers import Viewer

BEATS_A_FRAME: Final = 2
"""People are told who is there every ten seconds, which also shows them what they have missed."""
NOBODY: Final = Attendance(frozenset(), 0, None)


class Attending:
    """`shown` gives the game that is shown at a table here, if this process has it at hand."""

    def __init__(
        self, hub: Hub, bus: Bus, presence: Presence, shown: Callable[[int], LiveGame | None]
    ) -> None:
        self._hub = hub
        self._bus = bus
        self.presence = presence
        self._shown = shown
        self._attendance: dict[int, Attendance] = {}
        self._said: dict[int, tuple[set[int], int]] = {}
        self._told: dict[int, tuple[list[bool], int]] = {}
        self._beats = 0

    def present(self, table: int) -> frozenset[int]:
        """The ids of the users at a table, as last heard."""
        return self._attendance.get(table, NOBODY).users

    def is_alone_at(self, table: int) -> bool:
        """Whether this process is the only one that serves a table, by everybody's last word.

        Who comes to it says so at once; and should that word be lost, the runtime's watch finds out what was missed.
        """
        heard = self._attendance.get(table, NOBODY).processes
        return heard is not None and heard <= {self._bus.origin}

    def greet(self, viewer: Viewer, live: LiveGame) -> None:
        """Tell somebody who has just come who is there."""
        there = self._attendance.get(viewer.table, NOBODY)
        viewer.send(frames.dumps(hub.presence(live, there.users, there.gallery)))

    def forget(self, table: int) -> None:
        """Nobody looks at this table here any more."""
        for known in (self._attendance, self._said, self._told):
            known.pop(table, None)

    async def part(self) -> None:
        """Everybody here is on the way to another process: until this word is too old nobody calls them absent."""
        word = {table: (self.players_here(table), 0) for table in self._hub.tables}
        await self.presence.say(self._bus.origin, word)

    async def tell(self, table: int) -> None:
        """Say who is at this table here, hear who is there elsewhere, and tell the table if that changed."""
        here = self._here(table)
        await self.presence.say(self._bus.origin, {table: here})
        if self._said.get(table) != here:
            self._said[table] = here
            shown = self._shown(table)
            self._bus.publish(bus.news(self._bus.origin, table, shown.id if shown else 0, ()))
        await self.look_round(table)

    async def look_round(self, table: int) -> None:
        """Hear who is at this table by everybody's word, and tell those here if that changed."""
        heard = await self.presence.at(table)
        self._take_note(table, heard or self._by_ourselves(table))

    def _by_ourselves(self, table: int) -> Attendance:
        """Who is at a table as far as this process knows, while nobody can know more."""
        users, gallery = self._here(table)
        return Attendance(frozenset(users), gallery, None)

    def _take_note(self, table: int, heard: Attendance, *, anyway: bool = False) -> None:
        """This is who is at a table: everybody there is told if it looks otherwise than before, or anyway."""
        if not self._hub.serves(table):
            return
        was_alone = self.is_alone_at(table)
        self._attendance[table] = heard
        live = self._shown(table)
        if was_alone and live is not None and not self.is_alone_at(table):
            # What happened while they came was not said to them: by the last of it they notice.
            self._say_last(live)
        if live is not None:
            frame = hub.presence(live, heard.users, heard.gallery)
            look = frame["seats"], heard.gallery
            if anyway or self._told.get(table) != look:
                self._told[table] = look
                self._hub.tell(table, frame)

    def _say_last(self, live: LiveGame) -> None:
        last = live.recent[-1]
        row = EventRow(live.id, last.seq, last.time, *encode(last.event))
        self._bus.publish(bus.news(self._bus.origin, live.table.id, live.id, (row,)))

    def players_here(self, table: int) -> set[int]:
        """The ids of those who have a seat at this table and a socket here."""
        live = self._shown(table)
        return {user for user in self._hub.users(table) if live and live.seat_of(user) is not None}

    def _here(self, table: int) -> tuple[set[int], int]:
        seated = self.players_here(table)
        gallery = [v for v in self._hub.viewers(table) if v.user_id is None or v.user_id not in seated]
        return seated, len(gallery)

    async def beat(self) -> None:
        """Say who is here, and hear who is elsewhere; every second time all are told, changed or not."""
        tables = self._hub.tables
        self._beats += 1
        if not tables:
            return
        await self.presence.say(self._bus.origin, {table: self._here(table) for table in tables})
        heard = await self.presence.at_each(tables)
        for table in tables:
            now = self._by_ourselves(table) if heard is None else heard[table]
            self._take_note(table, now, anyway=self._beats % BEATS_A_FRAME == 0)
