"""The frames that a table sends, as far as a player and the checks look into them (docs/protocol.md)."""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import UNSET, Raw, Struct, UnsetType, field
from msgspec.json import Decoder

Card: TypeAlias = str
Cards: TypeAlias = tuple[Card | None, ...]


class You(Struct):
    seat: int | None
    host: bool


class Drawn(Struct):
    seat: int
    source: str = field(name="from")
    card: Card | None


class SeatShown(Struct):
    """A seat in `table`, or what changed of it in `now`."""

    grid: Cards | UnsetType = UNSET
    total: int | UnsetType = UNSET


class Changed(Struct):
    """`now`: what changed in `table`."""

    stock: int | UnsetType = UNSET
    discard: tuple[Card, ...] | UnsetType = UNSET
    drawn: Drawn | UnsetType | None = UNSET
    seats: dict[str, SeatShown | None] = {}


class TableShown(Struct):
    """`table` in a snapshot."""

    phase: str
    hole: int
    stock: int
    discard: tuple[Card, ...]
    drawn: Drawn | None
    seats: tuple[SeatShown | None, ...]


class Snapshot(Struct, tag_field="type", tag="snapshot"):
    seq: int
    game: str
    table: TableShown
    you: You
    legal: Raw


class Events(Struct, tag_field="type", tag="events"):
    seq: int
    game: str
    events: list[Raw]
    now: Raw
    legal: Raw
    you: You | None = None


class Ok(Struct, tag_field="type", tag="ok"):
    id: int | None
    seq: int


class Refusal(Struct, tag_field="type", tag="error"):
    id: int | None
    code: str
    message: str


class Presence(Struct, tag_field="type", tag="presence"):
    seq: int


class Said(Struct, tag_field="type", tag="said"):
    seat: int


class Awarded(Struct, tag_field="type", tag="awarded"):
    """Somebody has got an achievement."""


class Goodbye(Struct, tag_field="type", tag="bye"):
    code: str


Frame: TypeAlias = Snapshot | Events | Ok | Refusal | Presence | Said | Awarded | Goodbye


class Part(Struct):
    why: str
    points: int


class Line(Struct):
    """A seat's score of a hole."""

    score: int
    parts: list[Part]


class Event(Struct):
    """An event of any type, with the fields of all."""

    seq: int
    type: str
    seat: int | None = None
    source: str = field(name="from", default="")
    card: Card | None = None
    out: Card | None = None
    at: int = -1
    cards: dict[str, Card] = {}
    discard: Card | None = None
    stock: int = 0
    scores: list[Line] = []
    totals: tuple[int, ...] = ()
    grids: tuple[tuple[Card, ...], ...] = ()
    winners: tuple[int, ...] = ()
    places: tuple[int, ...] = ()


class Option(Struct):
    """An entry of `legal`."""

    do: str
    at: list[int] = []
    count: int | None = None
    source: list[str] = field(name="from", default_factory=list)


read_frame: Final = Decoder(Frame).decode
read_event: Final = Decoder(Event).decode
read_changed: Final = Decoder(Changed).decode
read_options: Final = Decoder(list[Option]).decode
