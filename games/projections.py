"""What events mean for the columns of `Game` and `Seat`. Runs in the transaction that stores the events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from games.models import Game, Seat
from games.rules import events as e

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from games.rules.state import Phase


PROJECTED: Final = (
    e.GameCreated,
    e.RulesChanged,
    e.PlayerJoined,
    e.PlayerLeft,
    e.GameStarted,
    e.HoleStarted,
    e.GameEnded,
    e.GameAbandoned,
)


def is_projected(event: e.Event) -> bool:
    """Whether an event means something for these columns."""
    return isinstance(event, PROJECTED)


def project(game_id: int, time: datetime, events: Iterable[e.Event], phase: Phase | None) -> None:
    """Bring a game's columns up to date; `phase` is the new one where it changed. Single moves change nothing here."""
    if phase is not None:
        _game(game_id, phase=phase)
    for event in events:
        match event:
            case e.GameCreated():
                _game(game_id, rules=event.rules.to_json(), seat_count=event.seats)
            case e.RulesChanged():
                _game(game_id, rules=event.rules.to_json())
            case e.PlayerJoined():
                Seat.objects.create(
                    game_id=game_id, number=event.seat, user_id=event.player, persona=event.persona or ""
                )
            case e.PlayerLeft():
                Seat.objects.filter(game_id=game_id, number=event.seat).delete()
            case e.GameStarted():
                _close_up(game_id)
                _game(game_id, started_at=time)
            case e.HoleStarted():
                _game(game_id, hole=event.hole)
            case e.GameEnded() | e.GameAbandoned():
                _game(game_id, ended_at=time)


def _game(game_id: int, **columns: object) -> None:
    Game.objects.filter(pk=game_id).update(**columns)


def _close_up(game_id: int) -> None:
    """Empty seats go; in order of numbers each seat moves down, so that none meets another."""
    seats = list(Seat.objects.filter(game_id=game_id).order_by("number"))
    for number, seat in enumerate(seats):
        if seat.number != number:
            Seat.objects.filter(pk=seat.pk).update(number=number)
    Game.objects.filter(pk=game_id).update(seat_count=len(seats))
