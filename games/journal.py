"""Group commit: what all tables of this process append while one transaction commits goes in the next.

Nothing waits for a timer. A failed transaction is taken apart and each append in it tried alone, so that one
table's conflict never harms another's move. An append that returns is durable.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextvars import Context
from typing import TYPE_CHECKING, Final, TypeAlias

from django.db import InterfaceError, OperationalError

from accounts.barring import Barred
from games import event_store, meters
from games.event_store import Append, Conflict

if TYPE_CHECKING:
    from games.threads import DatabaseThreads

log = logging.getLogger(__name__)

MOST_IN_A_BATCH: Final = 100
TRIES: Final = 5
FIRST_PAUSE: Final = 0.05
PATIENCE_SECONDS: Final = 5.0
"""No try begins later than this after the first: then whoever waits is told to try again."""

Waiting: TypeAlias = "tuple[Append, asyncio.Future[None]]"


class Unavailable(Exception):
    """The database does not answer; nothing was stored, and the same may be tried again."""


class Journal:
    """The one who writes events for this process."""

    def __init__(self, threads: DatabaseThreads) -> None:
        self._threads = threads
        self._waiting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def append(self, one: Append) -> None:
        """Store these events; when this returns they are committed.

        Raises Conflict if another process was first, Barred if somebody may not have the seat that they would get,
        Unavailable if the database cannot be reached.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, done))
        if self._writer is None:
            # In a context of its own: what goes wrong here is of no one table.
            self._writer = asyncio.create_task(self._write(), context=Context())
        await done

    async def drained(self) -> None:
        """Returns when everything that was appended so far has been answered."""
        if self._writer is not None:
            await self._writer

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_IN_A_BATCH], self._waiting[MOST_IN_A_BATCH:]
                # Those that change more than events and due times are few, and would slow the others down.
                for kind in (True, False):
                    if same := [(one, done) for one, done in batch if one.is_plain is kind]:
                        await self._commit(same)
        finally:
            self._writer = None

    async def _commit(self, batch: list[Waiting]) -> None:
        """Deadlocks, serialisation failures and lost connections are tried again, with growing pauses, for a while."""
        meters.BATCH.observe(len(batch))
        given_up_at = time.monotonic() + PATIENCE_SECONDS
        for attempt in range(TRIES):
            try:
                await self._threads.run(event_store.append, [one for one, _done in batch])
            except (OperationalError, InterfaceError) as error:
                meters.FAILURES.inc()
                log.error("%d appends failed at try %d: %s", len(batch), attempt + 1, in_short(error))
                if time.monotonic() > given_up_at:
                    break
                await asyncio.sleep(FIRST_PAUSE * 2**attempt)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others in the batch may be all right
                await self._commit_rest(batch, error, again=attempt > 0)
                return
            else:
                _answer_all(batch, None)
                return
        _answer_all(batch, None if await self._is_stored(batch[0][0]) else Unavailable())

    async def _commit_rest(self, batch: list[Waiting], error: Exception, *, again: bool) -> None:
        """What this failure has left undone is tried alone, append by append."""
        late = error.late if isinstance(error, Conflict) else None
        if not isinstance(error, Conflict | Barred):
            meters.FAILURES.inc()
            log.error("%d appends failed: %s", len(batch), in_short(error))
        for one, done in batch:
            if late is not None and one.game_id not in late:
                _answer(done, None)
            elif late is not None and not again:
                _answer(done, error)
            else:
                await self._commit_alone(one, done, again=again)

    async def _commit_alone(self, one: Append, done: asyncio.Future[None], *, again: bool) -> None:
        """What an earlier try has stored, before its connection broke, is no conflict."""
        try:
            await self._threads.run(_append_once, one, again=again)
        except (OperationalError, InterfaceError) as error:
            log.error("game %d: an append failed: %s", one.game_id, in_short(error))
            _answer(done, None if await self._is_stored(one) else Unavailable())
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits is told
            _answer(done, error)
        else:
            _answer(done, None)

    async def _is_stored(self, one: Append) -> bool:
        """Whether the last try was committed before its connection broke; with one of a batch all of it was."""
        try:
            return await self._threads.run(event_store.holds, one)
        except (OperationalError, InterfaceError):
            return False


def in_short(error: Exception) -> str:
    """An error's kind and first line. What the database adds in further lines may hold rows, and so cards."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def _append_once(one: Append, *, again: bool) -> None:
    """An append whose first try may have been committed before its connection broke is not a conflict.

    Otherwise it is one, even where another process has stored the very same at the same microsecond.
    """
    try:
        event_store.append([one])
    except Conflict:
        if not (again and event_store.holds(one)):
            raise


def _answer_all(batch: list[Waiting], error: Exception | None) -> None:
    for _one, done in batch:
        _answer(done, error)


def _answer(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
