"""What happened at a table: past tense, frozen, never changed once stored.

Events carry the cards that they concern, so a stream can be read without knowing the shuffle.
They hold secrets (the stock, hidden cards) and ids of players: they leave the server only
through `views.redact`. `by` is `caddie` where the caddie acted for a person, `clock` where time did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from games.rules.cards import Card
    from games.rules.commands import Level, Reason, Source
    from games.rules.house_rules import HouseRules
    from games.rules.scoring import ScoreLine

By = Literal["caddie", "clock"] | None
Cuts: TypeAlias = tuple[tuple[int, str], ...]
"""(seat, 32 hex digits), in order of seats."""
Turned: TypeAlias = "tuple[tuple[int, Card], ...]"
"""(position, card), in order of positions."""


@dataclass(frozen=True, slots=True)
class GameCreated:
    rules: HouseRules
    seats: int
    """How many seats the table has, 2 to 6."""


@dataclass(frozen=True, slots=True)
class CoachingAllowed:
    """Hints may be asked for in this game, and moves taken back; it comes right after `GameCreated` or never."""


@dataclass(frozen=True, slots=True)
class RulesChanged:
    rules: HouseRules


@dataclass(frozen=True, slots=True)
class PlayerJoined:
    """A person (`player` is the user's id) or a CPU player (`persona`) has a seat."""

    seat: int
    player: int | None
    persona: str | None
    level: Level | None = None
    """How strong the CPU player plays, unless it is Club (`levels`)."""


@dataclass(frozen=True, slots=True)
class PlayerLeft:
    seat: int


@dataclass(frozen=True, slots=True)
class GameStarted:
    """Empty seats are gone and the rest closed up. `next_secret` (hex) stays on the server."""

    holes: int
    next_commitment: str
    next_secret: str


@dataclass(frozen=True, slots=True)
class PackCut:
    seat: int
    cut: str


@dataclass(frozen=True, slots=True)
class HoleStarted:
    """`turn` plays first. `stock` is top first, `grids` as dealt: both stay on the server."""

    hole: int
    dealer: int
    turn: int
    discard: Card
    stock: tuple[Card, ...]
    grids: tuple[tuple[Card, ...], ...]
    commitment: str
    cuts: Cuts
    by: By = None


@dataclass(frozen=True, slots=True)
class CardsOpened:
    seat: int
    cards: Turned
    by: By = None


@dataclass(frozen=True, slots=True)
class CardDrawn:
    seat: int
    source: Source
    card: Card
    by: By = None


@dataclass(frozen=True, slots=True)
class DrawUndone:
    seat: int
    card: Card
    by: By = None


@dataclass(frozen=True, slots=True)
class CardSwapped:
    seat: int
    at: int
    card: Card
    out: Card
    by: By = None


@dataclass(frozen=True, slots=True)
class CardDiscarded:
    seat: int
    card: Card
    by: By = None


@dataclass(frozen=True, slots=True)
class CardFlipped:
    seat: int
    at: int
    card: Card
    by: By = None


@dataclass(frozen=True, slots=True)
class FlipSkipped:
    seat: int
    by: By = None


@dataclass(frozen=True, slots=True)
class CardFlippedAsAction:
    seat: int
    at: int
    card: Card
    by: By = None


@dataclass(frozen=True, slots=True)
class Knocked:
    seat: int
    cards: Turned
    by: By = None


@dataclass(frozen=True, slots=True)
class MovesUndone:
    """The cards lie as they did after event `to_seq`; what has happened since is in the stream, and counts no more."""

    seat: int
    to_seq: int


@dataclass(frozen=True, slots=True)
class StockRenewed:
    """`stock` is the new stock, top first; it stays on the server."""

    stock: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class WentOut:
    seat: int


@dataclass(frozen=True, slots=True)
class GridRevealed:
    """After a seat's last turn, or when the hole ends early: its face-down cards are turned up."""

    seat: int
    cards: Turned


@dataclass(frozen=True, slots=True)
class HoleEnded:
    """`reveal` is the secret of this hole; `next_secret` stays on the server; both hex."""

    scores: tuple[ScoreLine, ...]
    totals: tuple[int, ...]
    grids: tuple[tuple[Card, ...], ...]
    winners: tuple[int, ...]
    reveal: str
    next_commitment: str | None
    next_secret: str | None


@dataclass(frozen=True, slots=True)
class Ready:
    seat: int


@dataclass(frozen=True, slots=True)
class GameEnded:
    totals: tuple[int, ...]
    places: tuple[int, ...]
    winners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SeatOnAutopilot:
    seat: int
    by: By = None


@dataclass(frozen=True, slots=True)
class SeatTakenBack:
    seat: int


@dataclass(frozen=True, slots=True)
class SeatHandedOver:
    """The same person goes on under another user's id: a guest who has signed in to an account."""

    seat: int
    player: int


@dataclass(frozen=True, slots=True)
class SeatTakenOver:
    """A finished game is played on from one of its moments: a person or a CPU player has the seat from here on."""

    seat: int
    player: int | None
    persona: str | None


@dataclass(frozen=True, slots=True)
class GameAbandoned:
    """`reveal` is the secret (hex) of the hole that was not finished, if one was committed to."""

    reason: Reason
    reveal: str | None
    by: By = None


TableEvent: TypeAlias = GameCreated | CoachingAllowed | RulesChanged | PlayerJoined | PlayerLeft | GameStarted
TurnEvent: TypeAlias = (
    CardDrawn
    | DrawUndone
    | CardSwapped
    | CardDiscarded
    | CardFlipped
    | FlipSkipped
    | CardFlippedAsAction
    | Knocked
)
Choice: TypeAlias = CardsOpened | TurnEvent
"""What tells of a decision of the game: with each a seat has chosen between its cards."""
HoleEvent: TypeAlias = (
    PackCut
    | HoleStarted
    | CardsOpened
    | MovesUndone
    | StockRenewed
    | WentOut
    | GridRevealed
    | HoleEnded
    | Ready
)
SeatEvent: TypeAlias = SeatOnAutopilot | SeatTakenBack | SeatHandedOver | SeatTakenOver
EndEvent: TypeAlias = GameEnded | GameAbandoned
Event: TypeAlias = TableEvent | TurnEvent | HoleEvent | SeatEvent | EndEvent
