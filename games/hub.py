"""This process's viewers, by table and by user; hands every viewer its own frames."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from games import frames, meters
from games.picture import Picture
from games.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from games.fold import Stored
    from games.live import LiveGame
    from games.picture import Json
    from games.viewers import Viewer


class Hub:
    """All viewers of this process."""

    def __init__(self) -> None:
        self._tables: dict[int, set[Viewer]] = defaultdict(set)
        self._sockets: dict[int, int] = defaultdict(int)
        self._pictures: dict[int, Picture] = {}

    def add(self, viewer: Viewer) -> None:
        if not self._tables[viewer.table]:
            meters.TABLES.inc()
        self._tables[viewer.table].add(viewer)
        meters.SOCKETS.inc()

    def remove(self, viewer: Viewer) -> None:
        """Forget a viewer, and the table with its last one."""
        viewers = self._tables.get(viewer.table, set())
        if viewer in viewers:
            viewers.remove(viewer)
            meters.SOCKETS.dec()
            meters.TABLES.dec(not viewers)
        if not viewers:
            self._tables.pop(viewer.table, None)
            self._pictures.pop(viewer.table, None)

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

    def everybody(self) -> list[Viewer]:
        """The viewers of all tables."""
        return [viewer for viewers in self._tables.values() for viewer in viewers]

    @property
    def people(self) -> int:
        """How many people look at tables here: each once, and those without a name each for themselves."""
        viewers = self.everybody()
        known = {viewer.user_id for viewer in viewers if viewer.user_id is not None}
        return len(known) + sum(viewer.user_id is None for viewer in viewers)

    def _greeted(self, table: int) -> list[Viewer]:
        return [viewer for viewer in self.viewers(table) if viewer.greeted]

    def users(self, table: int) -> set[int]:
        """The ids of the users who look at a table here."""
        return {viewer.user_id for viewer in self.viewers(table) if viewer.user_id is not None}

    def show(
        self, live: LiveGame, batch: Sequence[Stored], present: Collection[int], *, afresh: bool
    ) -> None:
        """Show what happened to everybody at the table. `afresh`: with a whole snapshot after it."""
        viewers = self._greeted(live.table.id)
        if not viewers:
            return
        scene = Scene(live, batch, self._picture(live).changes(live, present))
        for viewer in viewers:
            seat, signed_in = live.seat_of(viewer.user_id), viewer.user_id is not None
            viewer.send(scene.frame(seat, signed_in=signed_in))
            if afresh:
                viewer.send(frames.dumps(frames.snapshot(live, seat, present, signed_in=signed_in)))

    def seen(self, live: LiveGame, present: Collection[int]) -> None:
        """Remember what the table looks like, so that the next change can be told from it."""
        if live.table.id not in self._pictures:
            self._picture(live).table(live, present)

    def _picture(self, live: LiveGame) -> Picture:
        """What the gallery was last shown of this game."""
        picture = self._pictures.get(live.table.id)
        if picture is None or picture.game != live.id:
            picture = self._pictures[live.table.id] = Picture(live.id)
        return picture

    def show_afresh(self, live: LiveGame, present: Collection[int]) -> None:
        """Give everybody at the table a snapshot: it has a new game."""
        self._picture(live).table(live, present)
        for viewer in self._greeted(live.table.id):
            seat = live.seat_of(viewer.user_id)
            signed_in = viewer.user_id is not None
            viewer.send(frames.dumps(frames.snapshot(live, seat, present, signed_in=signed_in)))

    def say(self, table: int, seat: int, phrase: str) -> None:
        """Let everybody at a table hear what a seat says."""
        self.tell(table, {"type": "said", "seat": seat, "phrase": phrase})

    def tell(self, table: int, frame: Json) -> None:
        """The same frame for everybody at a table."""
        text = frames.dumps(frame)
        for viewer in self._greeted(table):
            viewer.send(text)


def presence(live: LiveGame, users: Collection[int], gallery: int) -> Json:
    """The frame that says who is connected."""
    seats: Iterable[bool] = [
        seat is not None and (seat.persona is not None or seat.player in users)
        for seat in live.fold.state.seats
    ]
    return {"type": "presence", "seq": live.seq, "seats": list(seats), "gallery": gallery}
