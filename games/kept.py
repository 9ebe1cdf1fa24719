"""What is kept about somebody here, for their export: their games, and their own moves in those that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts import kept
from games import event_store
from games.fold import BrokenStream
from games.models import Seat
from games.rules.state import ENDED_PHASES
from games.rules.views import redact

if TYPE_CHECKING:
    from accounts.models import User

    Json = dict[str, Any]


@kept.tells("games")
def games_of(user: User) -> list[Json]:
    """Every game in which somebody had a seat, oldest first."""
    seats = Seat.objects.filter(user=user).select_related("game__table").order_by("game_id")
    return [_told(seat) for seat in seats]


def _told(seat: Seat) -> Json:
    game = seat.game
    return {
        "game": str(game.pk),
        "table": game.table.code,
        "seat": seat.number,
        "rules": game.rules,
        "phase": game.phase,
        "started_at": game.started_at,
        "ended_at": game.ended_at,
        "moves": _moves(game.pk, seat.number) if game.phase in ENDED_PHASES else None,
    }


def _moves(game_id: int, number: int) -> list[Json]:
    """What this seat did, as it was shown to it; nothing where the events cannot be read."""
    try:
        stream = event_store.load(game_id)
    except BrokenStream:
        return []
    own = [stored for stored in stream if getattr(stored.event, "seat", None) == number]
    return [
        {"seq": one.seq, "time": one.time, **redact(one.event, number)} for one in own if _tells(one.event)
    ]


def _tells(event: object) -> bool:
    """Not who sat down: that is told by the seat, and `redact` leaves an id in it."""
    return not hasattr(event, "player")
