"""Streams to store: appends to a game that has just been made. Synchronous; asks the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from games import event_store
from games.codes import new_code
from games.event_store import Append
from games.models import Game, Table
from games.rules import events as e
from games.rules.evolve import replay
from games.rules.house_rules import CLASSIC

if TYPE_CHECKING:
    from games.rules.state import Phase

NOON: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)


def new_game() -> int:
    """The id of a game at a table of its own, without any event."""
    return Game.objects.create(table=Table.objects.create(code=new_code())).pk


def appended(
    game: int,
    *events: e.Event,
    after: int = -1,
    due: datetime | None = NOON,
    phase: Phase | None = None,
    at: datetime = NOON,
) -> Append:
    """An append of these events after event `after`."""
    return Append(game, after + 1, at, events, due, phase)


def lobby(seats: int = 4) -> list[e.Event]:
    """Three CPU players at a table of so many seats, with a gap where seat 1 is."""
    joined = [e.PlayerJoined(n, None, persona) for n, persona in ((0, "maya"), (2, "kenji"), (3, "sage"))]
    return [e.GameCreated(CLASSIC, seats), *joined]


def stored_game(*events: e.Event) -> int:
    """The id of a game in which all this has happened."""
    game = new_game()
    event_store.append([appended(game, *events, phase=replay(events).phase)])
    return game


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)
