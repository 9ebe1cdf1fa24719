"""What has just happened at a table, as everybody there is shown it: each distinct frame is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from games import frames
from games.rules.events import CardDrawn, PlayerJoined, PlayerLeft, SeatHandedOver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.fold import Stored
    from games.live import LiveGame
    from games.picture import Json
    from games.rules.legal import Option


class Scene:
    """A batch of events, and what it changed in the gallery's picture of the table (`now`).

    Two viewers get the same text unless one of them sees more, may do something else, or has to be told who they are.
    """

    def __init__(self, live: LiveGame, batch: Sequence[Stored], now: Json) -> None:
        self._live = live
        self._batch = batch
        self._now = now
        self._shows_drawn = "drawn" in now or any(isinstance(stored.event, CardDrawn) for stored in batch)
        self._says_you = "host" in now or any(
            isinstance(stored.event, PlayerJoined | PlayerLeft | SeatHandedOver) for stored in batch
        )
        self._insiders = _insiders(live, batch)
        self._made: dict[tuple[int | None, tuple[Option, ...]], str] = {}

    def frame(self, seat: int | None, *, signed_in: bool) -> str:
        """The text of the frame for somebody at this seat, or in the gallery."""
        legal = frames.options(self._live, seat, signed_in=signed_in)
        viewer = seat if self._says_you or seat in self._insiders else None
        key = viewer, legal
        text = self._made.get(key)
        if text is None:
            text = self._made[key] = self._make(viewer, legal)
        return text

    def _make(self, viewer: int | None, legal: Sequence[Option]) -> str:
        now = self._now
        if self._shows_drawn and (drawn := frames.drawn(self._live, viewer)):
            now = now | {"drawn": drawn}  # The gallery's may look as before, and hide another card.
        frame = frames.events(self._live, self._batch, now, viewer, legal)
        if self._says_you:
            frame["you"] = frames.you(self._live, viewer)
        return frames.dumps(frame)


def _insiders(live: LiveGame, batch: Sequence[Stored]) -> set[int | None]:
    """The seats that see a card which the others do not: one that they drew from the stock."""
    seats: set[int | None] = set()
    for stored in batch:
        if isinstance(stored.event, CardDrawn) and stored.event.source == "stock":
            seats.add(stored.event.seat)
    hole = live.fold.state.hole
    if hole is not None and hole.drawn is not None and hole.drawn.source == "stock":
        seats.add(hole.turn)
    return seats
