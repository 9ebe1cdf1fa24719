"""What events mean for the columns of `Game` and `Seat`. Runs in the transaction that stores the events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from games.models import Game, Seat
from games.rules import events as e
from games.rules.house_rules import preset_of
from games.rules.levels import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from games.fold import Stored
    from games.rules.house_rules import HouseRules
    from games.rules.state import GameState, Phase


PROJECTED: Final = (
    e.GameCreated,
    e.CoachingAllowed,
    e.RulesChanged,
    e.PlayerJoined,
    e.PlayerLeft,
    e.SeatHandedOver,
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
    columns: dict[str, object] = {} if phase is None else {"phase": phase}
    for event in events:
        match event:
            case e.GameCreated():
                columns |= {**_of_rules(event.rules), "seat_count": event.seats}
            case e.CoachingAllowed():
                columns["coaching"] = True
            case e.RulesChanged():
                columns |= _of_rules(event.rules)
            case e.PlayerJoined():
                Seat.objects.create(
                    game_id=game_id,
                    number=event.seat,
                    user_id=event.player,
                    persona=event.persona or "",
                    level=event.level or "",
                )
            case e.SeatHandedOver():
                Seat.objects.filter(game_id=game_id, number=event.seat).update(user_id=event.player)
            case e.PlayerLeft():
                Seat.objects.filter(game_id=game_id, number=event.seat).delete()
            case e.GameStarted():
                columns |= {"seat_count": _close_up(game_id), "started_at": time}
            case e.HoleStarted():
                columns["hole"] = event.hole
            case e.GameEnded():
                columns |= {"ended_at": time, "results_due_at": time}
                place(game_id, event)
            case e.GameAbandoned():
                columns["ended_at"] = time
    if columns:
        Game.objects.filter(pk=game_id).update(**columns)


def _of_rules(rules: HouseRules) -> dict[str, object]:
    return {"rules": rules.to_json(), "preset": key_of_preset(rules)}


def key_of_preset(rules: HouseRules) -> str:
    """The key of the preset that these rules are, whatever the number of packs and holes; empty for own rules."""
    preset = preset_of(rules)
    return preset.key if preset else ""


def place(game_id: int, ended: e.GameEnded) -> None:
    """Write with each seat of a game how it came out."""
    for number, (rank, total) in enumerate(zip(ended.places, ended.totals, strict=True)):
        Seat.objects.filter(game_id=game_id, number=number).update(place=rank, total=total)


def _close_up(game_id: int) -> int:
    """Empty seats go; in order of numbers each seat moves down, so that none meets another. How many there are."""
    seats = list(Seat.objects.filter(game_id=game_id).order_by("number"))
    for number, seat in enumerate(seats):
        if seat.number != number:
            Seat.objects.filter(pk=seat.pk).update(number=number)
    return len(seats)


def project_whole(game_id: int, stream: Sequence[Stored], state: GameState) -> None:
    """The columns of a game that is written whole. None of its people has their seat here by it."""
    Game.objects.filter(pk=game_id).update(
        phase=state.phase,
        **_of_rules(state.rules),
        coaching=state.coaching is not None,
        seat_count=len(state.seats),
        hole=state.hole.number if state.hole else 0,
        started_at=_time_of(stream, e.GameStarted),
        ended_at=_time_of(stream, e.GameEnded, e.GameAbandoned),
    )
    Seat.objects.bulk_create(
        Seat(
            game_id=game_id,
            number=number,
            persona=seat.persona or "",
            level=said(seat.level) or "",
            place=state.places[number] if state.places else None,
            total=seat.total if state.places else None,
        )
        for number, seat in state.taken
    )


def _time_of(stream: Sequence[Stored], *kinds: type[e.Event]) -> datetime | None:
    return next((one.time for one in stream if isinstance(one.event, kinds)), None)
