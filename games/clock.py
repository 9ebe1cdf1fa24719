"""The clock: games that are due, claimed by lease, and moved on.

Any number of clocks may run. A claim is a lease of two seconds, committed before anything else; the move itself is
decided on an expected seq, so that two clocks never play one turn twice. No row lock is held across `act`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from games import actions, due
from games.actions import LOOK_AGAIN, Superseded
from games.fold import BrokenStream
from games.journal import Unavailable
from games.live import NoSuchTable
from games.presence import BEAT_SECONDS
from games.rules import commands as c
from games.rules.refusals import IllegalMove
from games.schedule import command_for, next_step

if TYPE_CHECKING:
    from games.due import Claim
    from games.live import LiveGame
    from games.presence import Attendance
    from games.runtime import Runtime

log = logging.getLogger(__name__)

LONGEST_SLEEP: Final = 0.1
"""Seconds between two looks at the database: other processes may have made something due."""
AFTER_A_FAULT: Final = 1.0
BROKEN_FOR: Final = timedelta(hours=1)


async def run(runtime: Runtime) -> None:
    """Keep all games going until cancelled."""
    hands = _Hands(runtime)
    while True:
        try:
            runtime.changed.clear()
            claims = await runtime.threads.run(due.claim, timezone.now())
            for claim in claims:
                hands.take(claim)
            if len(claims) < due.MOST_AT_ONCE:
                await _sleep(runtime)
        except DatabaseError as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            await asyncio.sleep(AFTER_A_FAULT)
        except Exception:
            # Whatever it was: without a clock every game would stand still.
            log.exception("a round of the clock failed")
            await asyncio.sleep(AFTER_A_FAULT)


class _Hands:
    """The games that this clock is moving on: each in a task of its own, one at a time."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._next: dict[int, Claim] = {}

    def take(self, claim: Claim) -> None:
        """Move this game on, after what is being done to it already."""
        if claim.game_id in self._busy:
            self._next[claim.game_id] = claim
            return
        task = self._busy[claim.game_id] = asyncio.create_task(_move_on_safely(self._runtime, claim))
        task.add_done_callback(lambda _done: self._done(claim.game_id))

    def _done(self, game_id: int) -> None:
        del self._busy[game_id]
        if (claim := self._next.pop(game_id, None)) is not None:
            self.take(claim)


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
    try:
        await move_on(runtime, claim)
    except (Superseded, Unavailable, DatabaseError):
        return  # It moved on without us, or its lease runs out and it is tried again.
    except (BrokenStream, NoSuchTable) as error:
        log.error("set aside: %s", error)
        await runtime.threads.run(due.put_off, claim.game_id, timezone.now() + BROKEN_FOR, was=claim.due_at)
    except Exception:
        log.exception("game %d could not be moved on", claim.game_id)


async def move_on(runtime: Runtime, claim: Claim) -> None:
    """Do all that is due at a game: CPU players' moves, expired turns, the next hole; or let it rest."""
    live = await runtime.games.get(claim.game_id)
    # What somebody else has just done may not have been heard of here yet: judged without it, nothing might seem due.
    async with live.lock:
        await runtime.show(live, await runtime.games.catch_up(live))
    live.resumed(claim.resumed_at)
    due_at = claim.due_at
    while live.fold.state.is_live:
        if await _is_deserted(runtime, live, due_at):
            return
        step = next_step(live.fold, live.table.tempo, live.resumed_at)
        now = timezone.now()
        if step is None or step.at > now:
            await runtime.threads.run(due.put_off, live.id, step.at if step else now + LOOK_AGAIN, was=due_at)
            return
        seq = live.seq
        command = command_for(live.fold.state, step, runtime.dice)
        await actions.act(runtime, live, command, by=step.by, expected=seq)
        due_at = actions.due_at(live.fold, live.table, live.resumed_at, now) or due_at


async def _is_deserted(runtime: Runtime, live: LiveGame, due_at: datetime) -> bool:
    """Whether nobody is connected: then the table stands still, and is closed after a while."""
    # A machine that was asleep wakes up with its own sockets, but with old words about them.
    if runtime.players_here(live.table.id):
        return False
    attendance = await runtime.presence.at(live.table.id)
    if attendance is not None and attendance.users:
        return False
    now = timezone.now()
    if (later := await _not_closed_before(runtime, live, attendance, now)) > now:
        await runtime.threads.run(due.put_off, live.id, min(later, now + LOOK_AGAIN), was=due_at)
        return True
    try:
        await actions.act(runtime, live, c.Abandon("idle"), by="clock", expected=live.seq)
    except IllegalMove:
        log.info("game %d was over already", live.id)
    return True


async def _not_closed_before(
    runtime: Runtime, live: LiveGame, attendance: Attendance | None, now: datetime
) -> datetime:
    """When a table that nobody seems to be at may be closed, or is to be looked at again."""
    if attendance is None:
        return now + due.LEASE
    if attendance.last_seen is None:
        # After a restart of everything: whoever is connected somewhere says so within a heartbeat.
        await runtime.presence.say(runtime.bus.origin, {live.table.id: ((), 0)})
        return now + timedelta(seconds=BEAT_SECONDS + 2)
    last_seen = datetime.fromtimestamp(attendance.last_seen, now.tzinfo)
    return last_seen + timedelta(minutes=settings.GOLF_IDLE_TABLE_MINUTES)
