"""The clock: games that are due, claimed by lease, and moved on.

Any number of clocks may run. A claim is a lease of two seconds, committed before anything else; the move itself is
decided on an expected seq, so that two clocks never play one turn twice. No row lock is held across `act`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from accounts import trail
from games import actions, due, meters
from games.actions import LOOK_AGAIN, Superseded
from games.cpu_tables.store import tables_for
from games.fold import BrokenStream
from games.heart import Heart
from games.journal import Unavailable
from games.live import NoSuchTable
from games.presence import BEAT_SECONDS, GOOD_FOR_SECONDS
from games.rules import commands as c
from games.rules.refusals import IllegalMove
from games.rules.state import ENDED_PHASES
from games.schedule import command_for, next_step, persona_of

if TYPE_CHECKING:
    import random

    from games.cpu.choose import SecondLook
    from games.due import Claim
    from games.live import LiveGame
    from games.presence import Attendance
    from games.rules.state import GameState
    from games.runtime import Runtime
    from games.schedule import Step

log = logging.getLogger(__name__)

LONGEST_SLEEP: Final = 0.1
"""Seconds between two looks at the database: other processes may have made something due."""
AFTER_A_FAULT: Final = 1.0
LATELY: Final = timedelta(seconds=30)
"""While nobody can know who is there, whoever has moved since then is."""
A_BEAT: Final = timedelta(seconds=BEAT_SECONDS + 2)
"""Within this time whoever is connected anywhere says so."""
SWEEP_SECONDS: Final = 60.0
LOOKS_AGAIN: Final = 0.25
"""The share of its time for which a clock looks again at what CPU players at Tour might do."""


async def run(runtime: Runtime) -> None:
    """Keep all games going until the runtime drains: then finish what is being done, and give all claims back."""
    hands, heart = _Hands(runtime), Heart()
    swept = -SWEEP_SECONDS
    while not runtime.draining:
        try:
            runtime.changed.clear()
            if monotonic() >= swept + SWEEP_SECONDS:
                await runtime.threads.run(due.sweep, timezone.now())
                swept = monotonic()
            claims = await runtime.threads.run(due.claim, timezone.now())
            now = timezone.now()
            for claim in claims:
                meters.CLOCK_LAG.observe(max((now - claim.due_at).total_seconds(), 0.0))
                hands.take(claim)
            heart.beat()
            if len(claims) < due.MOST_AT_ONCE:
                await _sleep(runtime)
        except DatabaseError as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            await asyncio.sleep(AFTER_A_FAULT)
        except Exception:
            # Whatever it was: without a clock every game would stand still.
            log.exception("a round of the clock failed")
            await asyncio.sleep(AFTER_A_FAULT)
    await hands.let_go()


class _Hands:
    """The games that this clock is moving on: each in a task of its own, one at a time."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._next: dict[int, Claim] = {}
        self._let_go: set[int] = set()

    def take(self, claim: Claim) -> None:
        """Move this game on, after what is being done to it already."""
        if claim.game_id in self._busy:
            self._next[claim.game_id] = claim
            return
        task = self._busy[claim.game_id] = asyncio.create_task(_move_on_safely(self._runtime, claim))
        task.add_done_callback(lambda _done: self._done(claim.game_id))

    def _done(self, game_id: int) -> None:
        del self._busy[game_id]
        if self._runtime.draining:
            self._let_go.add(game_id)
        if (claim := self._next.pop(game_id, None)) is not None:
            self.take(claim)

    async def let_go(self) -> None:
        """Finish what is being done, and give the claims back, so that another clock need not wait for their end."""
        while self._busy:
            await asyncio.wait(self._busy.values())
        try:
            await self._runtime.threads.run(due.give_back, self._let_go)
        except DatabaseError as error:
            log.warning("claims could not be given back: %s", type(error).__name__)


async def _sleep(runtime: Runtime) -> None:
    """Until something is due, something has changed here, or it is time to look again."""
    try:
        first = await runtime.threads.run(due.first, timezone.now())
    except DatabaseError:
        first = None
    pause = LONGEST_SLEEP
    if first is not None:
        pause = min(pause, max((first - timezone.now()).total_seconds(), 0.005))
    # Not wait_for: up to Python 3.11 it may swallow the cancellation that ends the clock.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(pause):
            await runtime.changed.wait()


async def _move_on_safely(runtime: Runtime, claim: Claim) -> None:
    """A game that cannot be moved on is set aside for a while, and harms no other."""
    trail.note(game=claim.game_id)
    try:
        await move_on(runtime, claim)
    except (Superseded, Unavailable, DatabaseError):
        return  # It moved on without us, or its lease runs out and it is tried again.
    except (BrokenStream, NoSuchTable):
        # `faults` has noted why. Another version may be able to read it: it is tried again.
        await runtime.threads.run(due.put_off, claim.game_id, timezone.now() + LOOK_AGAIN, was=claim.due_at)
    except Exception:
        log.exception("game %d could not be moved on", claim.game_id)


async def move_on(runtime: Runtime, claim: Claim) -> None:
    """Do all that is due at a game: CPU players' moves, expired turns, the next hole; or let it rest."""
    live = await runtime.games.get(claim.game_id)
    # What somebody else has just done may not have been heard of here yet: judged without it, nothing might seem due.
    async with live.lock:
        await runtime.show(live, await runtime.games.catch_up(live))
    if live.fold.state.phase in ENDED_PHASES:
        await runtime.threads.run(due.end, [live.id])
        return
    live.resumed(claim.resumed_at)
    due_at = claim.due_at
    while live.fold.state.is_live and not runtime.draining:
        if await _is_deserted(runtime, live, due_at):
            return
        step = next_step(live.fold, live.table.tempo, live.resumed_at)
        now = timezone.now()
        if step is None or step.at > now:
            await runtime.threads.run(due.put_off, live.id, step.at if step else now + LOOK_AGAIN, was=due_at)
            return
        seq = live.seq
        command = await asyncio.to_thread(_command, live.fold.state, step, runtime.dice)
        await actions.act(runtime, live, command, by=step.by, expected=seq)
        due_at = live.due_at or due_at


def _command(state: GameState, step: Step, dice: random.Random) -> c.Command:
    """What is to be done, with the tables that there are: beside the event loop, as it reads files and thinks."""
    tables = tables_for(state.rules)
    persona = None if step.seat is None else persona_of(state.seat(step.seat))
    again = _second_look() if persona and persona.level.watchful else None
    thought = meters.Stages()
    command = command_for(state, step, dice, tables, again)
    if persona:
        thought.done(meters.THINKING.labels(persona.key))
    return command


@cache
def _second_look() -> SecondLook:
    from games.cpu_tables import second_look  # NumPy only where somebody plays at Tour

    return second_look.SecondLook(LOOKS_AGAIN)


async def _is_deserted(runtime: Runtime, live: LiveGame, due_at: datetime) -> bool:
    """Whether nobody is connected: then the table stands still, and is closed after a while."""
    # A machine that was asleep wakes up with its own sockets, but with old words about them.
    if runtime.people.players_here(live.table.id):
        return False
    attendance = await runtime.people.presence.at(live.table.id)
    if attendance is not None and attendance.users:
        return False
    now = timezone.now()
    if (attendance is None or attendance.last_seen is None) and _has_moved_lately(live, now):
        return False
    if (later := await _not_closed_before(runtime, live, attendance, now)) > now:
        # Whoever was here a moment ago may be on the way from one process to another.
        soon = attendance is not None and (attendance.last_seen or 0) > now.timestamp() - GOOD_FOR_SECONDS
        until = min(later, now + (A_BEAT if soon else LOOK_AGAIN))
        await runtime.threads.run(due.put_off, live.id, until, was=due_at)
        return True
    try:
        await actions.act(runtime, live, c.Abandon("idle"), by="clock", expected=live.seq)
    except IllegalMove:
        log.info("game %d was over already", live.id)
    return True


def _has_moved_lately(live: LiveGame, now: datetime) -> bool:
    """Whether a person made a move not long ago: what a clock knows by itself, while Redis is away or empty."""
    people = {seat for seat, taken in live.fold.state.taken if taken.is_person}
    return any(
        getattr(stored.event, "seat", None) in people and getattr(stored.event, "by", None) is None
        for stored in live.recent
        if stored.time > now - LATELY
    )


async def _not_closed_before(
    runtime: Runtime, live: LiveGame, attendance: Attendance | None, now: datetime
) -> datetime:
    """When a table that nobody seems to be at may be closed, or is to be looked at again."""
    if attendance is None:
        return now + due.LEASE
    if attendance.last_seen is None:
        # After a restart of everything.
        await runtime.people.presence.say(runtime.bus.origin, {live.table.id: ((), 0)})
        return now + A_BEAT
    last_seen = datetime.fromtimestamp(attendance.last_seen, now.tzinfo)
    return last_seen + timedelta(minutes=settings.GOLF_IDLE_TABLE_MINUTES)
