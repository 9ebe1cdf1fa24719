"""Is a game what the rules make of it? Walks its stream again and compares what is stored beside it.

Synchronous; asks the database, and prints nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from accounts.models import User
from games import event_store, faults
from games.fold import BrokenStream, fold
from games.models import Game, Seat
from games.rules import events as e
from games.rules.house_rules import BadRules, from_json
from games.rules.levels import said
from games.rules.retrace import Deviation, retrace
from games.rules.state import ENDED_PHASES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from games.fold import Stored
    from games.rules.house_rules import HouseRules
    from games.rules.state import GameState

RACES: Final = 8
"""How often a game that is being played is read again, because it moved on between two queries."""


class NoSuchGame(LookupError):
    """There is no game with that number."""


class _TooFast(Exception):
    """A game moved on whenever it was read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is not as it should be. `seq`: the event; None where it is what is stored beside them."""

    seq: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What has been found of a game; sound without a fault."""

    game_id: int
    events: int
    holes: int
    fault: Fault | None = None

    def __str__(self) -> str:
        if self.fault is None:
            return (
                f"game {self.game_id}: {counted(self.events, 'event')}, {counted(self.holes, 'hole')}, sound"
            )
        place = "" if self.fault.seq is None else f", event {self.fault.seq}"
        return f"game {self.game_id}{place}: {self.fault.sentence}"


@dataclass(frozen=True, slots=True)
class Columns:
    """What is stored of a game beside its events, for finding it."""

    phase: str
    rules: HouseRules | None
    seat_count: int
    hole: int
    coaching: bool
    started_at: datetime | None
    ended_at: datetime | None
    seats: tuple[tuple[int, int | None, str, str], ...]
    """(number, user, persona, level); an account that is gone leaves None."""


def counted(number: int, what: str) -> str:
    """So many of them, in words."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def verify(game_id: int) -> Verdict:
    """The verdict on a game. NoSuchGame where there is none."""
    try:
        with faults.noted():
            stream, stored = _read(game_id)
    except BrokenStream as broken:
        return Verdict(game_id, broken.seq, 0, Fault(broken.seq, broken.reason))
    except _TooFast:
        return Verdict(game_id, 0, 0, Fault(None, "it moves on too fast to be read"))
    events = [one.event for one in stream]
    holes = sum(isinstance(event, e.HoleEnded) for event in events)
    fault = misplaced(stream)
    try:
        state = retrace(events, founding(stream))
    except Deviation as deviation:
        if fault is None or deviation.at < (fault.seq or 0):
            fault = Fault(deviation.at, str(deviation) if _is_over(events) else deviation.sentence)
    else:
        fault = fault or _differing(_columns_of(stream, state), stored)
    if fault is None:
        faults.cleared(game_id)
    return Verdict(game_id, len(events), holes, fault)


def can_be_folded(game_id: int) -> bool:
    """Whether its events, from the first to the last, can be folded: set aside, or taken up again, accordingly."""
    try:
        with faults.noted():
            fold(event_store.load(game_id), game_id)
    except BrokenStream:
        return False
    faults.cleared(game_id)
    return True


def all_games(*, live: bool = True, ended: bool = True) -> QuerySet[Game]:
    """All games, or those only that are or are not over, in order of their numbers."""
    found = Game.objects.order_by("pk")
    if not live:
        found = found.filter(phase__in=ENDED_PHASES)
    if not ended:
        found = found.exclude(phase__in=ENDED_PHASES)
    return found


def _read(game_id: int) -> tuple[list[Stored], Columns]:
    """A game's stream and its columns, of the same moment."""
    stored = _columns(game_id)
    for _race in range(RACES):
        stream, before, stored = event_store.load(game_id), stored, _columns(game_id)
        if before == stored:
            return stream, stored
    raise _TooFast


def _columns(game_id: int) -> Columns:
    game = Game.objects.filter(pk=game_id).first()
    if game is None:
        raise NoSuchGame(game_id)
    seats = Seat.objects.filter(game=game).order_by("number")
    return Columns(
        game.phase,
        _rules(game.rules),
        game.seat_count,
        game.hole,
        game.coaching,
        game.started_at,
        game.ended_at,
        tuple(seats.values_list("number", "user_id", "persona", "level")),
    )


def _rules(stored: dict[str, object]) -> HouseRules | None:
    try:
        return from_json(stored)
    except (BadRules, AttributeError):
        return None


def _columns_of(stream: Sequence[Stored], state: GameState) -> Columns:
    """What should be stored beside these events."""
    players = [seat.player for _n, seat in state.taken if seat.player is not None]
    known = set(User.objects.filter(pk__in=players).values_list("pk", flat=True))
    return Columns(
        str(state.phase),
        state.rules,
        len(state.seats),
        state.hole.number if state.hole else 0,
        state.coaching is not None,
        _time_of(stream, e.GameStarted),
        _time_of(stream, e.GameEnded, e.GameAbandoned),
        tuple(
            (
                number,
                seat.player if seat.player in known else None,
                seat.persona or "",
                said(seat.level) or "",
            )
            for number, seat in state.taken
        ),
    )


def _time_of(stream: Sequence[Stored], *kinds: type[e.Event]) -> datetime | None:
    return next((one.time for one in stream if isinstance(one.event, kinds)), None)


def _differing(expected: Columns, stored: Columns) -> Fault | None:
    for field in fields(Columns):
        should, is_ = getattr(expected, field.name), getattr(stored, field.name)
        if should != is_:
            values = "" if field.name in {"rules", "seats"} else f": {is_}, not {should}"
            return Fault(None, f"what is stored as {field.name} is not what the events say{values}")
    return None


def misplaced(stream: Sequence[Stored]) -> Fault | None:
    """The first event that is not in its place, or not in its time."""
    for expected, one in enumerate(stream):
        if one.seq != expected:
            return Fault(expected, "this event is missing")
    for before, one in pairwise(stream):
        if one.time < before.time:
            return Fault(one.seq, "it is older than the one before it")
    return None


def founding(stream: Sequence[Stored]) -> int:
    """How many events were stored together with the first."""
    return next((at for at, one in enumerate(stream) if one.time != stream[0].time), len(stream))


def _is_over(events: Sequence[e.Event]) -> bool:
    return bool(events) and isinstance(events[-1], e.GameEnded | e.GameAbandoned)
