"""What somebody asks for at a table: imperative, not yet decided.

Every command of a seated player names the seat. `by` is on none of them: who acts for a seat
(its player, the caddie) is told to `decide`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from games.rules.house_rules import HouseRules

Source = Literal["stock", "discard"]
Reason = Literal["idle", "moderator"]
Level = Literal["easy", "club", "tour"]
"""How strong a CPU player plays (`levels`)."""


@dataclass(frozen=True, slots=True)
class Open:
    """Turn up the first cards of a hole."""

    seat: int
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    seat: int
    source: Source


@dataclass(frozen=True, slots=True)
class UndoDraw:
    """Put a card that came from the discard pile back."""

    seat: int


@dataclass(frozen=True, slots=True)
class Swap:
    seat: int
    at: int


@dataclass(frozen=True, slots=True)
class Discard:
    seat: int


@dataclass(frozen=True, slots=True)
class Flip:
    """Turn up a card after a discard, where `flip_mode` asks for it or allows it."""

    seat: int
    at: int


@dataclass(frozen=True, slots=True)
class SkipFlip:
    seat: int


@dataclass(frozen=True, slots=True)
class FlipAction:
    """Turn up a card in place of a turn."""

    seat: int
    at: int


@dataclass(frozen=True, slots=True)
class Knock:
    seat: int


@dataclass(frozen=True, slots=True)
class UndoMove:
    """Take one's last move back, and all that came after it, at a table that allows it."""

    seat: int


@dataclass(frozen=True, slots=True)
class NextHole:
    """Say that one is ready for the next hole."""

    seat: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Add one's own 16 bytes (32 hex digits) to the shuffle of the hole to come."""

    seat: int
    cut: str


@dataclass(frozen=True, slots=True)
class Sit:
    """Take a seat before the start: the given one, or the first that is free."""

    player: int
    seat: int | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """Leave: before the start the seat becomes free, afterwards the caddie plays it."""

    seat: int


@dataclass(frozen=True, slots=True)
class TakeBackSeat:
    seat: int


@dataclass(frozen=True, slots=True)
class AddCpu:
    seat: int
    persona: str
    """`seat` is the host's, who asks; the CPU player gets the first free one."""
    level: Level = "club"


@dataclass(frozen=True, slots=True)
class Remove:
    seat: int
    target: int


@dataclass(frozen=True, slots=True)
class SetRules:
    seat: int
    rules: HouseRules


@dataclass(frozen=True, slots=True)
class Start:
    seat: int


@dataclass(frozen=True, slots=True)
class Deal:
    """The clock's: begin the next hole without waiting any longer."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """The clock's or a moderator's: end the game for good."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class HandOver:
    """The site's: a guest has signed in to an account, and their seat goes with them."""

    seat: int
    to: int
    """The user who has it from now on."""


TurnCommand: TypeAlias = Draw | UndoDraw | Swap | Discard | Flip | SkipFlip | FlipAction | Knock
SeatCommand: TypeAlias = TurnCommand | UndoMove | Open | NextHole | Cut | Stand | TakeBackSeat
HostCommand: TypeAlias = AddCpu | Remove | SetRules | Start
Command: TypeAlias = SeatCommand | HostCommand | Sit | Deal | Abandon | HandOver
