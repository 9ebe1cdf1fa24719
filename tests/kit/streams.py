"""Streams to store: appends to a game that has just been made. Synchronous; asks the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from games import event_store
from games.codes import new_code
from games.event_store import Append
from games.live import load_game
from games.models import Game, Table
from games.rules import events as e
from games.rules.evolve import replay
from games.rules.house_rules import CLASSIC
from tests.kit import cast
from tests.kit.random_games import RandomGame

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


def played_game(game: RandomGame, moves: int = 10_000) -> int:
    """The id of a game that is played so far, a command a minute, by people who have accounts."""
    number, people = new_game(), dict[int, int]()
    event_store.append([appended(number, *game.events, phase=game.state.phase)])
    for minute, step in enumerate(islice(game.steps(), moves), start=1):
        first = len(game.events) - len(step.events)
        events = [_with_account(event, people) for event in step.events]
        phase = step.after.phase if step.after.phase is not step.before.phase else None
        due = later(minute + 1) if step.after.is_live else None
        event_store.append(
            [appended(number, *events, after=first - 1, due=due, phase=phase, at=later(minute))]
        )
    return number


def played_out(game: int, seed: int) -> None:
    """Play a stored game to its end, by moves at random."""
    live = load_game(game)
    moves = RandomGame(live.fold.state.rules, len(live.fold.state.seats), seed)
    moves.state, seq, begun = live.fold.state, live.seq, event_store.load(game)[-1].time
    for minute, step in enumerate(moves.steps(), start=1):
        phase = step.after.phase if step.after.phase is not step.before.phase else None
        at = begun + timedelta(minutes=minute)
        event_store.append([appended(game, *step.events, after=seq, phase=phase, at=at)])
        seq += len(step.events)


def _with_account(event: e.Event, people: dict[int, int]) -> e.Event:
    if not isinstance(event, e.PlayerJoined) or event.player is None:
        return event
    if event.player not in people:
        people[event.player] = cast.person(f"Player {len(people)}").id
    return replace(event, player=people[event.player])


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)
