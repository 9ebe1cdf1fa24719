"""This process's viewers, by table and by user; hands every viewer its own frames.

Knows sockets only as outboxes: a frame goes into a viewer's outbox at once and in order, and the socket's own
writer sends it, so that a slow reader holds up nobody.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_noop as noop

from games import frames
from games.rules.events import CardDrawn, PlayerJoined, PlayerLeft

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from games.fold import Stored
    from games.frames import Json
    from games.live import LiveGame

MOST_WAITING: Final = 512
"""Frames in an outbox before its reader counts as too slow."""


class Bye(Exception):
    """A socket is to be closed, with a word of why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class Viewer:
    """One socket at a table: somebody at a seat, or in the gallery."""

    def __init__(self, table: int, user_id: int | None, session: str | None) -> None:
        self.table = table
        self.user_id = user_id
        self.session = session
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.greeted = False
        """Whether it has had its first frame: before that it is shown nothing."""
        self._outbox: deque[str] = deque()
        self._filled = asyncio.Event()

    def greet(self, text: str) -> None:
        """Put the first frame into the outbox."""
        self.greeted = True
        self.send(text)

    def send(self, text: str) -> None:
        """Put a frame into the outbox. Whoever does not read is sent away, to come back and sync."""
        if self.ended.done():
            return
        if len(self._outbox) >= MOST_WAITING:
            self.end(Bye("too_slow", noop("Your connection did not keep up. It starts afresh.")))
            return
        self._outbox.append(text)
        self._filled.set()

    def end(self, bye: Bye) -> None:
        """Close this socket, with a word of why."""
        if not self.ended.done():
            self.ended.set_exception(bye)

    def waiting(self) -> list[str]:
        """Take the frames that wait out of the outbox."""
        taken = list(self._outbox)
        self._outbox.clear()
        self._filled.clear()
        return taken

    async def next_frames(self) -> list[str]:
        """The frames that wait, as soon as there are any."""
        await self._filled.wait()
        return self.waiting()


class Hub:
    """All viewers of this process."""

    def __init__(self) -> None:
        self._tables: dict[int, set[Viewer]] = defaultdict(set)
        self._sockets: dict[int, int] = defaultdict(int)
        self._shown: dict[int, Json] = {}

    def add(self, viewer: Viewer) -> None:
        self._tables[viewer.table].add(viewer)

    def remove(self, viewer: Viewer) -> None:
        """Forget a viewer, and the table with its last one."""
        viewers = self._tables.get(viewer.table, set())
        viewers.discard(viewer)
        if not viewers:
            self._tables.pop(viewer.table, None)
            self._shown.pop(viewer.table, None)

    def open_socket(self, user_id: int) -> int:
        """Count one more socket of a user; how many they are now."""
        self._sockets[user_id] += 1
        return self._sockets[user_id]

    def close_socket(self, user_id: int) -> None:
        self._sockets[user_id] -= 1
        if not self._sockets[user_id]:
            del self._sockets[user_id]

    @property
    def tables(self) -> list[int]:
        """The tables that somebody looks at."""
        return list(self._tables)

    def serves(self, table: int) -> bool:
        return table in self._tables

    def viewers(self, table: int) -> list[Viewer]:
        return list(self._tables.get(table, ()))

    def _greeted(self, table: int) -> list[Viewer]:
        return [viewer for viewer in self.viewers(table) if viewer.greeted]

    def users(self, table: int) -> set[int]:
        """The ids of the users who look at a table here."""
        return {viewer.user_id for viewer in self.viewers(table) if viewer.user_id is not None}

    def show(
        self, live: LiveGame, batch: Sequence[Stored], present: Collection[int], *, afresh: bool
    ) -> None:
        """Show what happened to everybody at the table. `afresh`: with a whole snapshot after it.

        A frame is made and serialised once a distinct view: who drew from the stock sees more than the others,
        and who may do something now has more to choose from.
        """
        if not self.serves(live.table.id):
            return
        now = self._changed(live, present)
        made: dict[object, str] = {}
        for viewer in self._greeted(live.table.id):
            seat = live.seat_of(viewer.user_id)
            signed_in = viewer.user_id is not None
            key = (seat, signed_in) if seat is not None or live.fold.state.hole is None else None
            if key not in made:
                made[key] = _events_frame(live, batch, now, seat, signed_in=signed_in)
            viewer.send(made[key])
            if afresh:
                viewer.send(frames.dumps(frames.snapshot(live, seat, present, signed_in=signed_in)))

    def _changed(self, live: LiveGame, present: Collection[int]) -> Json:
        """What the gallery sees otherwise than after the last change shown at this table."""
        after = frames.table(live, None, present)
        before = self._shown.get(live.table.id)
        self._shown[live.table.id] = after
        if before is None or before["game"] != after["game"]:
            return frames.whole(after)
        return frames.changes(before, after)

    def seen(self, live: LiveGame, present: Collection[int]) -> None:
        """Remember what the table looks like, so that the next change can be told from it."""
        self._shown.setdefault(live.table.id, frames.table(live, None, present))

    def show_afresh(self, live: LiveGame, present: Collection[int]) -> None:
        """Give everybody at the table a snapshot: it has a new game."""
        self._shown[live.table.id] = frames.table(live, None, present)
        for viewer in self._greeted(live.table.id):
            seat = live.seat_of(viewer.user_id)
            signed_in = viewer.user_id is not None
            viewer.send(frames.dumps(frames.snapshot(live, seat, present, signed_in=signed_in)))

    def tell(self, table: int, frame: Json) -> None:
        """The same frame for everybody at a table."""
        text = frames.dumps(frame)
        for viewer in self._greeted(table):
            viewer.send(text)


def _events_frame(
    live: LiveGame, batch: Sequence[Stored], now: Json, seat: int | None, *, signed_in: bool
) -> str:
    drawn = frames.drawn(live, seat)
    if drawn and ("drawn" in now or any(isinstance(stored.event, CardDrawn) for stored in batch)):
        now = now | {"drawn": drawn}  # The gallery's may look as before, and hide another card.
    frame = frames.events(live, batch, now, seat, signed_in=signed_in)
    if "host" in now or any(isinstance(stored.event, PlayerJoined | PlayerLeft) for stored in batch):
        frame["you"] = frames.you(live, seat)
    return frames.dumps(frame)


def presence(live: LiveGame, users: Collection[int], gallery: int) -> Json:
    """The frame that says who is connected."""
    seats: Iterable[bool] = [
        seat is not None and (seat.persona is not None or seat.player in users)
        for seat in live.fold.state.seats
    ]
    return {"type": "presence", "seq": live.seq, "seats": list(seats), "gallery": gallery}
