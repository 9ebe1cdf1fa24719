"""A stream folded as far as it goes: the state, and what the table needs to know about time and order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from games.rules.evolve import begin, evolve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from games.rules.events import Event
    from games.rules.state import GameState


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

    def add(self, stored: Stored) -> None:
        """Fold one more event in."""
        before, self.state = self.state, evolve(self.state, stored.event)
        self.seq, self.last_at = stored.seq, stored.time
        seat = getattr(stored.event, "seat", None)
        if seat is not None:
            self.acted[seat] = stored.seq
        if _moment(before) != _moment(self.state):
            self.boundary, self.began_at = stored.seq, stored.time

    def after(self, events: Iterable[Stored]) -> Fold:
        """Another fold, these events further on; this one stays as it is."""
        further = replace(self, acted=dict(self.acted))
        for stored in events:
            further.add(stored)
        return further

    def is_stale(self, seat: int | None, seen: int) -> bool:
        """Whether, after event `seen`, this seat has acted or a turn, hole or game has begun or ended."""
        return seen < self.boundary or (seat is not None and seen < self.acted.get(seat, -1))


def _moment(state: GameState) -> tuple[object, ...]:
    hole = state.hole
    return (state.phase, hole.number, hole.turns, hole.turn) if hole else (state.phase,)


def fold(stream: Iterable[Stored], game_id: int) -> Fold:
    """Fold a whole stream. BrokenStream where an event cannot follow the ones before it."""
    folded: Fold | None = None
    for expected, stored in enumerate(stream):
        try:
            if stored.seq != expected:
                raise ValueError(f"expected event {expected}")
            if folded is None:
                folded = Fold(begin(stored.event), stored.seq, stored.time, stored.time)
            else:
                folded.add(stored)
        except Exception as error:
            raise BrokenStream(game_id, stored.seq, f"{type(error).__name__}: {error}") from error
    if folded is None:
        raise BrokenStream(game_id, 0, "the stream is empty")
    return folded
