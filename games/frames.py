"""What the server sends: views and redacted events as frames, each serialised once a distinct view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from games.rules.events import GameStarted
from games.rules.legal import legal
from games.rules.scoring import values_shown
from games.rules.views import redact, scores_shown, view_for
from games.schedule import next_step

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from games.fold import Stored
    from games.live import LiveGame
    from games.rules.views import SeatView, View

Json = dict[str, Any]


def dumps(frame: object) -> str:
    """A frame as the text that goes over the wire."""
    return msgspec.json.encode(frame).decode()


def moment(time: datetime) -> str:
    """A time as the wire has it: RFC 3339, UTC, milliseconds."""
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"


def table(live: LiveGame, viewer: int | None, present: Collection[int]) -> Json:
    """The table as this viewer may see it. `present`: the ids of the users who are connected."""
    view = view_for(live.fold.state, viewer)
    step = next_step(live.fold, live.table.tempo, live.resumed_at)
    return {
        "code": live.table.code,
        "game": str(live.id),
        "visibility": live.table.visibility,
        "watch": live.table.watch,
        "pace": live.table.tempo.pace,
        "turn_seconds": live.table.tempo.turn_seconds,
        "host": view.host,
        "phase": view.phase,
        "rules": view.rules.to_json(),
        "hole": view.hole,
        "holes": view.rules.holes,
        "dealer": view.dealer,
        "turn": view.turn,
        "went_out": view.went_out,
        "due_at": moment(step.at) if step else None,
        "stock": view.stock,
        "discard": view.discard,
        "drawn": _drawn(view),
        "seats": [seat and _seat(live, seat, present) for seat in view.seats],
        "values": values_shown(view.rules),
        "scorecard": view.scorecard,
        "tally": None if view.tally is None else scores_shown(view.tally),
        "places": view.places,
    }


def drawn(live: LiveGame, viewer: int | None) -> Json | None:
    """The drawn card as this viewer may see it."""
    return _drawn(view_for(live.fold.state, viewer))


def _drawn(view: View) -> Json | None:
    shown = view.drawn
    return None if shown is None else {"seat": shown.seat, "from": shown.source, "card": shown.card}


def _seat(live: LiveGame, seat: SeatView, present: Collection[int]) -> Json:
    return _who(live, seat.player, seat.persona) | {
        "grid": seat.grid,
        "columns": seat.columns,
        "showing": seat.showing,
        "score": seat.score,
        "total": seat.total,
        "holes_won": seat.holes_won,
        "connected": seat.persona is not None or seat.player in present,
        "autopilot": seat.autopilot,
        "ready": seat.ready,
    }


def _who(live: LiveGame, player: int | None, persona: str | None) -> Json:
    if persona is not None:
        return {"name": persona.capitalize(), "kind": "cpu", "persona": persona}
    person = live.person(player)
    return {"name": person.name, "kind": "guest" if person.is_guest else "person", "persona": None}


def event(live: LiveGame, stored: Stored, viewer: int | None) -> Json:
    """One event as this viewer may see it."""
    shown: Json = {"seq": stored.seq, "type": "", "time": moment(stored.time)} | redact(stored.event, viewer)
    if "player" in shown:
        shown |= _who(live, shown.pop("player"), shown["persona"])
    return shown


def options(live: LiveGame, viewer: int | None, *, signed_in: bool) -> list[Json]:
    """The `legal` of a frame. Whoever is not signed in cannot take a seat over the socket."""
    if viewer is None and not signed_in:
        return []
    return [option.to_json() for option in legal(live.fold.state, viewer)]


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
        "legal": options(live, viewer, signed_in=signed_in),
    }


def events(
    live: LiveGame, batch: Sequence[Stored], now: Json, viewer: int | None, *, signed_in: bool
) -> Json:
    """What happened, for one viewer; `now` is what it changed in their `table`."""
    return {
        "type": "events",
        "seq": batch[-1].seq if batch else live.seq,
        "game": str(live.id),
        "events": [event(live, stored, viewer) for stored in batch],
        "now": now,
        "legal": options(live, viewer, signed_in=signed_in),
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
    return events(live, tail, now, viewer, signed_in=signed_in) | {"you": you(live, viewer)}


def changes(before: Json, after: Json) -> Json:
    """Those fields of `after` that differ from `before`; of seats, by number, only their changed fields."""
    changed = {name: value for name, value in after.items() if name != "seats" and before[name] != value}
    if len(before["seats"]) == len(after["seats"]):
        seats = {
            str(number): now if was is None or now is None else {k: v for k, v in now.items() if was[k] != v}
            for number, (was, now) in enumerate(zip(before["seats"], after["seats"], strict=True))
            if was != now
        }
        if seats:
            changed["seats"] = seats
    return changed


def whole(table: Json) -> Json:
    """A `now` that holds everything, for those who come back after a while."""
    return table | {"seats": {str(number): seat for number, seat in enumerate(table["seats"])}}
