"""The state of a game: what a fold of its events gives. Values only; `evolve` makes them.

Its types are imported for real, not for type checking alone: snapshots of it are written and read by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from games.rules.cards import Card
from games.rules.commands import Level, Source
from games.rules.events import Cuts
from games.rules.grid import Grid
from games.rules.house_rules import HouseRules
from games.rules.scoring import ScoreLine

PERSONAS: Final = ("sofia", "maya", "priya", "marcus", "kenji", "diego", "river", "sage")
"""The CPU players whom a host can ask to the table; each sits there once at most."""
FEWEST_SEATS: Final = 2
MOST_SEATS: Final = 6
MOST_RENEWALS: Final = 10
"""How often the stock is renewed in a hole; the draw after that ends the hole."""
MISSED_TURNS_TO_AUTOPILOT: Final = 2


class Phase(StrEnum):
    LOBBY = "lobby"
    OPENING = "opening"
    PLAYING = "playing"
    LAST_TURNS = "last_turns"
    HOLE_OVER = "hole_over"
    GAME_OVER = "game_over"
    ABANDONED = "abandoned"


TURN_PHASES: Final = (Phase.PLAYING, Phase.LAST_TURNS)
ENDED_PHASES: Final = (Phase.GAME_OVER, Phase.ABANDONED)

FlipDue: TypeAlias = Literal["must", "may"] | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """The card that the player on turn has drawn and not yet placed."""

    card: Card
    source: Source


@dataclass(frozen=True, slots=True)
class SeatState:
    """A seat that somebody has: a person (`player` is the user's id) or a CPU player (`persona`)."""

    player: int | None
    persona: str | None
    level: Level | None = None
    """How strong the CPU player plays; None for a person."""
    total: int = 0
    holes_won: int = 0
    ready: bool = False
    missed: int = 0
    """Turns in a row that the caddie had to play because time ran out."""
    autopilot: bool = False

    @property
    def is_person(self) -> bool:
        return self.persona is None

    @property
    def awaited(self) -> bool:
        """Whether the table waits for this seat's player between holes."""
        return self.persona is None and not self.autopilot


@dataclass(frozen=True, slots=True)
class HoleState:
    """One deal, from the opening to the settlement."""

    number: int
    dealer: int
    first: int
    secret: str
    cuts: Cuts
    grids: tuple[Grid, ...]
    stock: tuple[Card, ...]
    """Top first."""
    discard: tuple[Card, ...]
    """Top last."""
    opened: tuple[bool, ...]
    turn: int | None = None
    turns: int = 0
    """How many turns have ended in this hole."""
    drawn: Drawn | None = None
    flip: FlipDue = None
    went_out: int | None = None
    renewals: int = 0
    scores: tuple[ScoreLine, ...] | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """How the cards lay before a decision of the person at the table: after event `seq`."""

    seq: int
    phase: Phase
    hole: HoleState


@dataclass(frozen=True, slots=True)
class Coaching:
    """What a table needs that allows hints and taking moves back."""

    seq: int
    """Of the last event."""
    moments: tuple[Moment, ...] = ()
    """Before each decision of this hole that may be taken back; the last one last."""


@dataclass(frozen=True, slots=True)
class GameState:
    """A whole game. Before the start `seats` has a None for each empty seat."""

    rules: HouseRules
    seats: tuple[SeatState | None, ...]
    phase: Phase = Phase.LOBBY
    host: int | None = None
    hole: HoleState | None = None
    commitment: str | None = None
    """To the secret of the hole to come."""
    secret: str | None = None
    cuts: Cuts = ()
    scorecard: tuple[tuple[int, ...], ...] = ()
    """Of each finished hole, every seat's settled score."""
    places: tuple[int, ...] | None = None
    coaching: Coaching | None = None
    """None at the usual tables, which allow none."""

    def seat(self, number: int) -> SeatState:
        """A seat that is taken; KeyError for an empty or unknown one."""
        seat = self.seats[number] if 0 <= number < len(self.seats) else None
        if seat is None:
            raise KeyError(number)
        return seat

    def seat_of(self, player: int) -> int | None:
        """The number of a person's seat, or None."""
        for number, seat in enumerate(self.seats):
            if seat is not None and seat.player == player:
                return number
        return None

    @property
    def taken(self) -> list[tuple[int, SeatState]]:
        """The seats that somebody has, with their numbers, in order."""
        return [(number, seat) for number, seat in enumerate(self.seats) if seat is not None]

    @property
    def turn(self) -> int | None:
        return self.hole.turn if self.hole else None

    @property
    def is_live(self) -> bool:
        return self.phase not in ENDED_PHASES

    @property
    def awaits_deal(self) -> bool:
        """Whether a hole is to begin: after the start, or after a hole that was not the last."""
        return self.phase is Phase.HOLE_OVER or (self.phase is Phase.OPENING and self.hole is None)
