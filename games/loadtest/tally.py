"""What was counted, and how long things took."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SAMPLES: Final = 20
"""So many faults are told in full; the others are counted."""


def _trips() -> array[float]:
    return array("d")


@dataclass(slots=True)
class Tally:
    """The counts of a run, or of one process's part of it.

    Moves, frames, bytes and round trips are those of the measured time alone; errors, closes and faults those of
    the whole run; `whole_` those of games that were played from the start to the result.
    """

    moves: int = 0
    frames: int = 0
    bytes: int = 0
    event_frames: int = 0
    event_bytes: int = 0
    trips: array[float] = field(default_factory=_trips)
    """Seconds from sending a move until all players of the table had it."""
    seconds: float = 0.0
    whole_games: int = 0
    whole_moves: int = 0
    whole_bytes: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    closes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)
    counting: bool = False

    def frame(self, size: int) -> None:
        """A frame of any kind came in."""
        if self.counting:
            self.frames += 1
            self.bytes += size

    def events_frame(self, size: int) -> None:
        """The frame that has just come in holds events."""
        if self.counting:
            self.event_frames += 1
            self.event_bytes += size

    def move(self, seconds: float) -> None:
        """A move was answered `ok` and has reached everybody."""
        if self.counting:
            self.moves += 1
            self.trips.append(seconds)

    def whole_game(self, moves: int, size: int) -> None:
        """A game was played from its start to its result."""
        self.whole_games += 1
        self.whole_moves += moves
        self.whole_bytes += size

    def fault(self, kind: str, detail: str) -> None:
        """The site did what it must not do."""
        self.faults[kind] += 1
        if len(self.samples) < MOST_SAMPLES:
            self.samples.append(f"{kind}: {detail[:400]}")

    def add(self, other: Tally) -> None:
        """Take in what another process counted in the same time."""
        for name in ("moves", "frames", "bytes", "event_frames", "event_bytes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("whole_games", "whole_moves", "whole_bytes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.trips.extend(other.trips)
        self.seconds = max(self.seconds, other.seconds)
        for mine, theirs in (
            (self.errors, other.errors),
            (self.closes, other.closes),
            (self.faults, other.faults),
        ):
            mine.update(theirs)
        self.samples = [*self.samples, *other.samples][:MOST_SAMPLES]


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest of the values, which are in order, that at least this share (0 to 1) of them do not exceed."""
    if not ordered:
        return 0.0
    rank = max(1, -int(-share * len(ordered) // 1))
    return ordered[min(rank, len(ordered)) - 1]
