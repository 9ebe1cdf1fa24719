"""How people behaved in games that are over: how fast they decided, and how they stood when they left.

Pure folds of events; `measured` alone asks the database. What it says of anybody is for others to judge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from games import event_store
from games.fold import BrokenStream
from games.rules import events as e

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from games.fold import Stored

TELLING: Final = (
    e.CardDrawn, e.CardSwapped, e.CardDiscarded, e.DrawUndone,
    e.HoleEnded, e.SeatOnAutopilot, e.SeatTakenBack,
)  # fmt: skip


@dataclass(slots=True)
class Conduct:
    """What one seat did in one game."""

    seconds: list[float] = field(default_factory=list)
    """From each card that it drew unseen to what it did with it: by a person, so with reading and choosing in it."""
    left_behind: bool | None = None
    """Whether somebody was ahead of it when it left for good. None: it did not leave, or before any hole was over."""


def conduct(stream: Sequence[Stored]) -> dict[int, Conduct]:
    """What each seat did, by its number. Events that tell nothing may be left out."""
    seats: dict[int, Conduct] = {}
    for seat, seconds in _decisions(stream):
        seats.setdefault(seat, Conduct()).seconds.append(seconds)
    for seat, behind in _leaving(stream).items():
        seats.setdefault(seat, Conduct()).left_behind = behind
    return seats


def _decisions(stream: Iterable[Stored]) -> Iterable[tuple[int, float]]:
    """The seat and the seconds of every decision about a card from the stock that a person made."""
    drawn: Stored | None = None
    for stored in stream:
        match stored.event:
            case e.CardDrawn(source="stock", by=None):
                drawn = stored
            case e.CardSwapped(seat=seat, by=None) | e.CardDiscarded(seat=seat, by=None) if drawn is not None:
                if getattr(drawn.event, "seat", None) == seat:
                    yield seat, (stored.time - drawn.time).total_seconds()
                drawn = None
            case _:
                drawn = None


def _leaving(stream: Iterable[Stored]) -> dict[int, bool | None]:
    """Whether the seats that the caddie had at the end were behind when it got them; None before a hole was over."""
    left: dict[int, bool | None] = {}
    totals: Sequence[int] = ()
    for stored in stream:
        match stored.event:
            case e.HoleEnded(totals=now):
                totals = now
            case e.SeatOnAutopilot(seat=seat):
                left[seat] = is_behind(seat, totals)
            case e.SeatTakenBack(seat=seat):
                left.pop(seat, None)
    return left


def is_behind(seat: int, totals: Sequence[int]) -> bool | None:
    """Whether another seat has fewer strokes; None where there are none yet."""
    return None if not totals else min(totals) < totals[seat]


def measured(game_ids: Collection[int]) -> Mapping[int, dict[int, Conduct]]:
    """What each seat of these games did, by game and seat. A game that cannot be read is left out."""
    streams = event_store.load_some(game_ids, TELLING, ())
    return {game: conduct(stream) for game, stream in streams.items() if not isinstance(stream, BrokenStream)}
