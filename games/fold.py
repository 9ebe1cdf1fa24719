"""A stream folded as far as it goes: the state, and what the table needs to know about time and order.

The types of a `Fold` are imported for real, not for type checking alone: snapshots are written and read by them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from games.rules.events import SeatTakenOver
from games.rules.evolve import begin, evolve
from games.rules.state import GameState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from games.rules.events import Event


class Stored(NamedTuple):
    """An event with its place and time in the stream."""

    seq: int
    time: datetime
    event: Event


class BrokenStream(Exception):
    """A stream that cannot be folded: it names the game, the place and the reason."""

    def __init__(self, game_id: int, seq: int, reason: str) -> None:
        super().__init__(f"game {game_id}, event {seq}: {reason}")
        self.game_id = game_id
        self.seq = seq
        self.reason = reason


class OutOfReach(BrokenStream):
    """A stream that may well be sound, but lies where it cannot be read or written just now."""


@dataclass(slots=True)
class Fold:
    """The state after event `seq`, and when things began.

    `began_at`: when the present turn, opening or pause began; putting a card back does not renew it.
    `boundary`: the last event with which a turn, hole or game began or ended. `acted`: each seat's last event.
    """

    state: GameState
    seq: int
    last_at: datetime
    began_at: datetime
    boundary: int = 0
    acted: dict[int, int] = field(default_factory=dict)

    def add(self, stored: Stored, state: GameState | None = None) -> None:
        """Fold one more event in. `state`: what it leads to, for whoever has worked it out already."""
        before, self.state = self.state, state or evolve(self.state, stored.event)
        self.seq, self.last_at = stored.seq, stored.time
        seat = getattr(stored.event, "seat", None)
        if seat is not None:
            self.acted[seat] = stored.seq
        if _moment(before) != _moment(self.state) or isinstance(stored.event, SeatTakenOver):
            self.boundary, self.began_at = stored.seq, stored.time

    def copy(self) -> Fold:
        """Another fold as far as this one, to go on from."""
        return replace(self, acted=dict(self.acted))

    def is_stale(self, seat: int | None, seen: int) -> bool:
        """Whether, after event `seen`, this seat has acted or a turn, hole or game has begun or ended."""
        return seen < self.boundary or (seat is not None and seen < self.acted.get(seat, -1))


def _moment(state: GameState) -> tuple[object, ...]:
    hole = state.hole
    return (state.phase, hole.number, hole.turns, hole.turn) if hole else (state.phase,)


def fold(stream: Iterable[Stored], game_id: int) -> Fold:
    """Fold a whole stream. BrokenStream where an event cannot follow the ones before it."""
    events = iter(stream)
    first = next(events, None)
    if first is None:
        raise BrokenStream(game_id, 0, "the stream is empty")
    with _broken_at(game_id, first):
        if first.seq != 0:
            raise ValueError("expected event 0")
        folded = Fold(begin(first.event), first.seq, first.time, first.time)
    go_on(folded, events, game_id)
    return folded


def go_on(folded: Fold, events: Iterable[Stored], game_id: int) -> None:
    """Fold further events of a game in. BrokenStream where one cannot follow; those before it are folded in."""
    for stored in events:
        with _broken_at(game_id, stored):
            if stored.seq != folded.seq + 1:
                raise ValueError(f"expected event {folded.seq + 1}")
            folded.add(stored)


@contextmanager
def _broken_at(game_id: int, stored: Stored) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise BrokenStream(game_id, stored.seq, f"{type(error).__name__}: {error}") from error
