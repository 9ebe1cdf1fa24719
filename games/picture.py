"""The table as the wire has it (docs/protocol.md, `table`), and what has changed in it since it was last looked at."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from games.rules.scoring import values_shown
from games.rules.views import SeatViews, course_shown, scores_shown, view_for

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from games.live import LiveGame
    from games.rules.house_rules import HouseRules
    from games.rules.views import DrawnView, SeatView

Json = dict[str, Any]


class Picture:
    """What one viewer sees of one game, for as long as somebody looks: only what has changed is drawn anew."""

    def __init__(self, game: int, viewer: int | None = None) -> None:
        self.game = game
        self._viewer = viewer
        self._views = SeatViews()
        self._seats: dict[int, tuple[SeatView, bool, Json]] = {}
        self._settled: tuple[HouseRules, Json] | None = None
        self._table: Json = {}

    def table(self, live: LiveGame, present: Collection[int]) -> Json:
        """The whole table now. `present`: the ids of the users who are connected."""
        self._table = self._drawn(live, present)
        return self._table

    def changes(self, live: LiveGame, present: Collection[int]) -> Json:
        """The `now` of a frame: those fields that are not as when this was last asked for; at first, all."""
        before = self._table
        after = self.table(live, present)
        return changes(before, after) if before else whole(after)

    def _drawn(self, live: LiveGame, present: Collection[int]) -> Json:
        view = view_for(live.fold.state, self._viewer, self._views)
        if self._settled is None or self._settled[0] is not view.rules:
            self._settled = view.rules, _settled(live, view.rules)
        step = live.next_step()
        return self._settled[1] | {
            "host": view.host,
            "phase": view.phase,
            "hole": view.hole,
            "dealer": view.dealer,
            "turn": view.turn,
            "went_out": view.went_out,
            "due_at": moment(step.at) if step else None,
            "stock": view.stock,
            "discard": view.discard,
            "drawn": drawn_card(view.drawn),
            "seats": [
                None if seat is None else self._seat(live, number, seat, present)
                for number, seat in enumerate(view.seats)
            ],
            "scorecard": view.scorecard,
            "tally": None if view.tally is None else scores_shown(view.tally),
            "coaching": view.coaching,
            "hole_winners": view.hole_winners,
            "places": view.places,
            "course": None if view.course is None else course_shown(view.course),
        }

    def _seat(self, live: LiveGame, number: int, seat: SeatView, present: Collection[int]) -> Json:
        connected = seat.persona is not None or seat.player in present
        known = self._seats.get(number)
        if known is not None and known[0] is seat and known[1] is connected:
            return known[2]
        shown = who(live, seat.player, seat.persona, seat.level) | {
            "grid": seat.grid,
            "columns": seat.columns,
            "showing": seat.showing,
            "score": seat.score,
            "total": seat.total,
            "holes_won": seat.holes_won,
            "connected": connected,
            "autopilot": seat.autopilot,
            "ready": seat.ready,
        }
        self._seats[number] = seat, connected, shown
        return shown


def _settled(live: LiveGame, rules: HouseRules) -> Json:
    """What stays as it is as long as the rules do."""
    return {
        "code": live.table.code,
        "game": str(live.id),
        "visibility": live.table.visibility,
        "watch": live.table.watch,
        "pace": live.table.tempo.pace,
        "turn_seconds": live.table.tempo.turn_seconds,
        "rules": rules.to_json(),
        "holes": rules.holes,
        "values": values_shown(rules),
    }


def changes(before: Json, after: Json) -> Json:
    """Those fields of `after` that differ from `before`; of seats, by number, only their changed fields."""
    changed = {
        name: value
        for name, value in after.items()
        if value is not before[name] and name != "seats" and value != before[name]
    }
    if len(before["seats"]) == len(after["seats"]):
        seats = {
            str(number): now if was is None or now is None else {k: v for k, v in now.items() if was[k] != v}
            for number, (was, now) in enumerate(zip(before["seats"], after["seats"], strict=True))
            if was is not now and was != now
        }
        if seats:
            changed["seats"] = seats
    return changed


def whole(table: Json) -> Json:
    """A `now` that holds everything, for those who come back after a while."""
    return table | {"seats": {str(number): seat for number, seat in enumerate(table["seats"])}}


def drawn_card(shown: DrawnView | None) -> Json | None:
    """The drawn card as the wire has it."""
    return None if shown is None else {"seat": shown.seat, "from": shown.source, "card": shown.card}


def who(live: LiveGame, player: int | None, persona: str | None, level: str | None) -> Json:
    """What everybody may know about whoever has a seat."""
    if persona is not None:
        nobody = {"portrait": None, "country": None}
        return {"name": persona.capitalize(), "kind": "cpu", "persona": persona, "level": level} | nobody
    person = live.person(player)
    kind = "guest" if person.is_guest else "person"
    shown = {"portrait": person.portrait or None, "country": person.country or None}
    return {"name": person.name, "kind": kind, "persona": None, "level": None} | shown


@lru_cache(maxsize=1024)
def moment(time: datetime) -> str:
    """A time in UTC as the wire has it: RFC 3339, milliseconds."""
    return time.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
