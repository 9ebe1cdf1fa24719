"""What the server sends: views and redacted events as frames, each serialised once a distinct view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from games.hints import HINT, may_ask
from games.picture import Json, Picture, drawn_card, moment, who, whole
from games.rules.events import GameStarted
from games.rules.legal import legal
from games.rules.views import drawn_for, redact

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from games.fold import Stored
    from games.live import LiveGame
    from games.rules.legal import Option


def dumps(frame: object) -> str:
    """A frame as the text that goes over the wire."""
    return msgspec.json.encode(frame).decode()


def table(live: LiveGame, viewer: int | None, present: Collection[int]) -> Json:
    """The table as this viewer may see it. `present`: the ids of the users who are connected."""
    return Picture(live.id, viewer).table(live, present)


def drawn(live: LiveGame, viewer: int | None) -> Json | None:
    """The drawn card as this viewer may see it."""
    return drawn_card(drawn_for(live.fold.state.hole, viewer))


def event(live: LiveGame, stored: Stored, viewer: int | None) -> Json:
    """One event as this viewer may see it."""
    shown: Json = {"seq": stored.seq, "type": "", "time": moment(stored.time)} | redact(stored.event, viewer)
    if "player" in shown:
        shown |= who(live, shown.pop("player"), shown.get("persona"), shown.get("level"))
    return shown


def options(live: LiveGame, viewer: int | None, *, signed_in: bool) -> tuple[Option, ...]:
    """What this viewer may do now. Whoever is not signed in cannot take a seat over the socket."""
    if viewer is None and not signed_in:
        return ()
    options = legal(live.fold.state, viewer)
    return (*options, HINT) if may_ask(live.fold.state, options) else options


def you(live: LiveGame, viewer: int | None) -> Json:
    """The `you` of a frame."""
    return {"seat": viewer, "host": viewer is not None and live.fold.state.host == viewer}


def snapshot(live: LiveGame, viewer: int | None, present: Collection[int], *, signed_in: bool) -> Json:
    """Everything that this viewer may see now."""
    return {
        "type": "snapshot",
        "seq": live.seq,
        "game": str(live.id),
        "table": table(live, viewer, present),
        "you": you(live, viewer),
        "legal": [option.to_json() for option in options(live, viewer, signed_in=signed_in)],
    }


def events(
    live: LiveGame, batch: Sequence[Stored], now: Json, viewer: int | None, legal: Sequence[Option]
) -> Json:
    """What happened, for one viewer; `now` is what it changed in their `table`, `legal` what they may do now."""
    return {
        "type": "events",
        "seq": batch[-1].seq if batch else live.seq,
        "game": str(live.id),
        "events": [event(live, stored, viewer) for stored in batch],
        "now": now,
        "legal": [option.to_json() for option in legal],
    }


def since_or_snapshot(
    live: LiveGame, viewer: int | None, present: Collection[int], seen: int | None, *, signed_in: bool
) -> Json:
    """What a client that has seen event `seen` (None: nothing) needs: the events since, or a snapshot.

    A snapshot also where seats were renumbered meanwhile, where the tail is too long, or `seen` lies ahead.
    """
    tail = None if seen is None else live.since(seen)
    if tail is None or any(isinstance(stored.event, GameStarted) for stored in tail):
        return snapshot(live, viewer, present, signed_in=signed_in)
    now = whole(table(live, viewer, present))
    legal = options(live, viewer, signed_in=signed_in)
    return events(live, tail, now, viewer, legal) | {"you": you(live, viewer)}
