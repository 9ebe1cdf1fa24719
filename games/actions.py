"""The only way anything happens at a table.

`act` is for sockets and the clock, in an event loop; `act_now` for pages, the console, tasks and commands: the same
decision and the same append, in a transaction of its own.
"""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts import trail
from games import bus, due, event_store, meters
from games.event_store import Append, Conflict
from games.fold import Stored, fold
from games.journal import Unavailable
from games.live import load_game
from games.rules import events as e
from games.rules.commands import UndoMove
from games.rules.decide import tell
from games.rules.fairness import FairShuffle
from games.rules.state import ENDED_PHASES
from games.schedule import Step, next_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.fold import Fold
    from games.live import LiveGame, TableInfo
    from games.rules.commands import Command
    from games.rules.fairness import Shuffle
    from games.runtime import Runtime

RACES: Final = 8
"""How often a command meets a newer state, because another process was first, before it is given up."""
LOOK_AGAIN: Final = timedelta(minutes=1)
"""When the clock looks again at a table where nothing waits for time."""


class Stale(Exception):
    """The client had not seen what happened to its seat or turn meanwhile."""


class Superseded(Exception):
    """The game has moved on since the caller looked."""


async def act(
    runtime: Runtime,
    live: LiveGame,
    command: Command,
    *,
    by: e.By = None,
    seen: int | None = None,
    expected: int | None = None,
) -> int:
    """Do this at the table: decide, commit, evolve, show. Gives back the last event's number; it is durable.

    `seen` is the last event that the client had seen (Stale if that is too long ago); `expected` the one that the
    clock decided on (Superseded if there are newer ones). IllegalMove where the rules refuse, Barred where somebody
    who is banned by now would get a seat, Unavailable where the database cannot be reached. Whoever is interrupted
    meanwhile, the deed is done whole or not at all.
    """
    return await asyncio.shield(asyncio.ensure_future(_act(runtime, live, command, by, seen, expected)))


async def _act(
    runtime: Runtime, live: LiveGame, command: Command, by: e.By, seen: int | None, expected: int | None
) -> int:
    async with live.lock:
        trail.note(table=live.table.id, game=live.id, seq=live.seq)
        for _race in range(RACES):
            if expected is not None and live.seq != expected:
                raise Superseded
            if seen is not None and _is_stale(live.fold, command, seen):
                raise Stale
            stages = meters.Stages()
            one, further, step = prepare(live, command, by, runtime.shuffle, by_clock=expected is not None)
            stored = one.stored()
            if any(map(seats_someone, one.events)):
                await runtime.games.learn_names(live, stored)  # Before the commit: after it nothing may fail.
            stages.done(meters.DECIDE)
            try:
                await runtime.journal.append(one)
            except Conflict:
                meters.CONFLICTS.inc()
                await runtime.show(live, await runtime.games.catch_up(live))
                continue
            stages.done(meters.COMMIT)
            live.adopt(further, stored, one.due_at, step)
            await runtime.show(live, stored)
            if not runtime.people.is_alone_at(live.table.id):
                runtime.bus.publish(bus.news(runtime.bus.origin, live.table.id, live.id, one.rows))
            stages.done(meters.FAN_OUT)
            _count(one, by or ("person" if expected is None else "cpu"))
            return live.seq
    raise Unavailable


def _count(one: Append, by: str) -> None:
    meters.BY[by].inc()
    if one.phase is not None and one.phase in ENDED_PHASES:
        meters.ENDED.labels(one.phase).inc()
    if any(map(is_start, one.events)):
        meters.STARTED.inc()


def _is_stale(folded: Fold, command: Command, seen: int) -> bool:
    """Whether its player could not know what this command would do now.

    Whoever takes a move back may do so while others move: only another deed of their own makes it another move.
    """
    if isinstance(command, UndoMove):
        return seen < folded.acted.get(command.seat, -1)
    return folded.is_stale(getattr(command, "seat", None), seen)


def act_now(game_id: int, command: Command, *, by: e.By = None, player: int | None = None) -> int:
    """The same for synchronous code. Gives back the last event's number; raises what `act` raises.

    `player`: whose seat the command has to be of. Seats get new numbers at the start: Superseded where it is not.
    In a transaction it is part of that, and told when that has committed.
    """
    shuffle = FairShuffle(secrets.token_bytes)
    for _race in range(RACES):
        live = load_game(game_id)
        if player is not None and live.seat_of(player) != getattr(command, "seat", None):
            raise Superseded
        one = prepare(live, command, by, shuffle).append
        try:
            event_store.append([one])
        except Conflict:
            continue
        transaction.on_commit(partial(bus.tell_now, live.table.id, game_id, one.rows))
        return one.first_seq + len(one.events) - 1
    raise Unavailable


class Prepared(NamedTuple):
    """What is to be stored; the fold after it, and what time will do then."""

    append: Append
    fold: Fold
    step: Step | None


def prepare(
    live: LiveGame, command: Command, by: e.By, shuffle: Shuffle, *, by_clock: bool = False
) -> Prepared:
    """What is to be stored for this command, and what comes after it. IllegalMove where the rules refuse."""
    now = max(timezone.now(), live.fold.last_at)
    told, further = _told(live.fold, command, by, shuffle, now)
    phase = further.state.phase if further.state.phase is not live.fold.state.phase else None
    step = next_step(further, live.table.tempo, live.resumed_at)
    at = due_at(further, step, now, live.due_at)
    # The clock that moves a game renews its claim on it each time.
    stays = at is not None and at == live.due_at and not by_clock
    seats = tuple(_who_sits(told, live))
    append = Append(live.id, live.seq + 1, now, told, at, phase, by_clock, stays, seats)
    return Prepared(append, further, step)


def _who_sits(told: Sequence[e.Event], live: LiveGame) -> Iterator[int]:
    """The users who get a seat by these events, or their own one back from the caddie."""
    for event in told:
        match event:
            case e.PlayerJoined(player=int(player)):
                yield player
            case e.SeatTakenBack():
                seated = live.fold.state.seat(event.seat).player
                if seated is not None:
                    yield seated
            case _:
                pass


def begin(game_id: int, table: TableInfo, first: Sequence[e.Event], commands: Sequence[Command]) -> None:
    """Begin a game's stream: its first events, and what these commands make happen after them."""
    shuffle, now = FairShuffle(secrets.token_bytes), timezone.now()
    folded = fold([Stored(seq, now, event) for seq, event in enumerate(first)], game_id)
    events = tuple(first)
    for command in commands:
        told, folded = _told(folded, command, None, shuffle, now)
        events += told
    at = due_at(folded, next_step(folded, table.tempo, None), now)
    event_store.append([Append(game_id, 0, now, events, at, folded.state.phase)])


def _told(
    before: Fold, command: Command, by: e.By, shuffle: Shuffle, now: datetime
) -> tuple[tuple[e.Event, ...], Fold]:
    """The events of a command, and the fold after them. IllegalMove where the rules refuse."""
    told = tell(before.state, command, shuffle, by)
    folded = before.copy()
    for seq, (event, state) in enumerate(told, start=before.seq + 1):
        folded.add(Stored(seq, now, event), state)
    return tuple(event for event, _state in told), folded


def due_at(folded: Fold, step: Step | None, now: datetime, before: datetime | None = None) -> datetime | None:
    """When the clock has to look at this game next, whose next step is this; None once it is over.

    `before`: when it was to look, as far as is known. Where nothing waits for time that is as good as any.
    """
    if not folded.state.is_live:
        return None
    if step is not None:
        return step.at
    return before if before is not None and before > now else now + LOOK_AGAIN


async def resume(runtime: Runtime, live: LiveGame) -> None:
    """Somebody has come back to a table that stood still: people's time counts from now, and the clock goes on."""
    if not live.fold.state.is_live:
        return
    now = timezone.now()
    live.resumed(now)
    live.due_at = None
    await runtime.threads.run(due.resume, live.id, now, due_at(live.fold, live.next_step(), now))
    runtime.changed.set()


def is_start(event: e.Event) -> bool:
    """Whether seats may have new numbers after this event."""
    return isinstance(event, e.GameStarted)


def seats_someone(event: e.Event) -> bool:
    """Whether somebody got or lost a seat by this event."""
    return isinstance(event, e.PlayerJoined | e.PlayerLeft | e.SeatHandedOver)
