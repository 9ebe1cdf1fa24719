"""Any game for those who look after the site, also one that is being played, or that cannot be read to its end.

What the gallery sees leaves here as frames and redacted events; every card only where it is asked for by name. Who may
ask is up to the caller. Synchronous; asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from games import event_store
from games.fold import BrokenStream, fold
from games.live import LiveGame, Person, people, table_looked_at
from games.rules import events as e
from games.rules.views import redact
from replays.document import SEATING
from replays.showing import frames_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from games.fold import Stored
    from games.models import Game
    from games.rules.cards import Card
    from games.rules.state import GameState

Json = dict[str, Any]
ABOUT: Final = ("type", "seat", "by", "player")
"""Of an event: told in words of their own, and not among its details."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A game, folded as far as it goes."""

    game: Game
    stream: list[Stored]
    fault: str = ""
    """Why the rest of it cannot be read; empty: nothing is left."""
    live: LiveGame | None = None
    """None where not even the first event can be read."""

    @property
    def state(self) -> GameState | None:
        return self.live.fold.state if self.live else None

    @property
    def is_over(self) -> bool:
        """Whether all its cards are known to everybody who may see it at all."""
        return self.state is not None and not self.state.is_live


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the console lists it."""

    stored: Stored
    kind: str
    name: str
    """Of whoever acted, or is seated by it; empty where nobody did."""
    by: str
    """`caddie` or `clock`, where one of them acted."""
    details: Json


@dataclass(frozen=True, slots=True)
class Laid:
    """A seat's six cards, every one of them; `hidden` says which nobody sees."""

    name: str
    cards: tuple[Card, ...]
    hidden: tuple[bool, ...]
    drawn: Card | None = None
    on_turn: bool = False

    @property
    def laid(self) -> list[tuple[Card, bool]]:
        return list(zip(self.cards, self.hidden, strict=True))


@dataclass(frozen=True, slots=True)
class Open:
    """All cards of the hole that lies on the table."""

    hole: int
    seats: list[Laid] = field(default_factory=list)
    stock: tuple[Card, ...] = ()
    """Top first."""
    discard: tuple[Card, ...] = ()
    """Top last."""


def watched(game: Game) -> Watched:
    """The game as far as it can be read."""
    try:
        stream, last = event_store.load_readable(game.pk)
    except BrokenStream as broken:
        return Watched(game, [], broken.reason)
    cut = "" if last is None or (stream and stream[-1].seq == last.seq) else _unread(stream)
    if not stream:
        return Watched(game, [], cut or "the stream is empty")
    try:
        folded = fold(stream[:1], game.pk)
    except BrokenStream as broken:
        return Watched(game, stream, f"event {broken.seq}: {broken.reason}")
    now = LiveGame(game.pk, table_looked_at(game.table), folded, stream[:1], _people(stream), None)
    try:
        now.add(stream[1:])
    except BrokenStream as broken:
        return Watched(game, stream, f"event {broken.seq}: {broken.reason}", now)
    missing = f"event {now.seq + 1} is missing" if now.seq < stream[-1].seq else ""
    return Watched(game, stream, missing or cut, now)


def _unread(stream: list[Stored]) -> str:
    return f"event {stream[-1].seq + 1 if stream else 0} cannot be read"


def _people(stream: list[Stored]) -> dict[int, Person]:
    players = (one.event.player for one in stream if isinstance(one.event, SEATING))
    return people({player for player in players if player is not None})


def gallery(seen: Watched) -> Json:
    """What the replay's board needs, and nothing that the gallery has not been shown."""
    told: Json = {"rules": {}, "frames": [], "events": [], "turning_move": None, "you": None}
    if seen.state is None:
        return told
    return told | {"rules": seen.state.rules.to_json(), "frames": list(_frames(seen))}


def _frames(seen: Watched) -> Iterator[Json]:
    afresh = _from_the_beginning(seen)
    try:
        yield from frames_of(afresh, seen.stream[1:])
    except BrokenStream:
        return  # As far as it goes.


def _from_the_beginning(seen: Watched) -> LiveGame:
    first = seen.stream[:1]
    known = seen.live.people if seen.live else {}
    return LiveGame(
        seen.game.pk, table_looked_at(seen.game.table), fold(first, seen.game.pk), first, known, None
    )


def events(seen: Watched, *, every_card: bool) -> list[Told]:
    """Each event that can be read. `every_card`: with those cards that the gallery was not shown."""
    if seen.live is None:
        return [_told(one, "", every_card=every_card) for one in seen.stream]
    names = _names(seen)
    return [_told(one, names.get(one.seq, ""), every_card=every_card) for one in seen.stream]


def _names(seen: Watched) -> dict[int, str]:
    """Who acted, by event: seats have other people at other times."""
    names: dict[int, str] = {}
    then = _from_the_beginning(seen)
    for one in seen.stream:
        seat = getattr(one.event, "seat", None)
        before = _name(then, seat)
        if one.seq:
            try:
                then.add([one])
            except BrokenStream:
                break
        names[one.seq] = _name(then, seat) or before
    return names


def _name(at: LiveGame, seat: int | None) -> str:
    return at.name_of(seat) if seat is not None and seat < len(at.fold.state.seats) else ""


def _told(one: Stored, name: str, *, every_card: bool) -> Told:
    shown = redact(one.event, None)
    details = {key: value for key, value in shown.items() if key not in ABOUT}
    if every_card:
        details |= _hidden(one.event)
    return Told(one, shown["type"], name, shown.get("by", ""), details)


def _hidden(event: e.Event) -> Json:
    """The cards of an event that the gallery was not shown. Its secrets stay where they are."""
    match event:
        case e.CardDrawn():
            return {"card": event.card}
        case e.HoleStarted():
            return {"grids": event.grids, "stock": event.stock}
        case e.StockRenewed():
            return {"stock": event.stock}
        case _:
            return {}


def every_card(seen: Watched) -> Open | None:
    """All cards of the present hole, or of the last; None before the first."""
    state, at = seen.state, seen.live
    if state is None or at is None or state.hole is None:
        return None
    hole = state.hole
    seats = [
        Laid(
            name=at.name_of(number),
            cards=hole.grids[number].cards,
            hidden=tuple(not up for up in hole.grids[number].up),
            drawn=hole.drawn.card if hole.drawn and hole.turn == number else None,
            on_turn=hole.turn == number,
        )
        for number, _seat in state.taken
    ]
    return Open(hole.number, seats, hole.stock, hole.discard)
