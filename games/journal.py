"""Group commit: what all tables of this process append while one transaction commits goes in the next.

Nothing waits for a timer. A failed transaction is taken apart and each append in it tried alone, so that one
table's conflict never harms another's move. An append that returns is durable.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from django.db import InterfaceError, OperationalError

from games import event_store
from games.event_store import Append, Conflict

if TYPE_CHECKING:
    from games.threads import DatabaseThreads

log = logging.getLogger(__name__)

MOST_IN_A_BATCH: Final = 100
TRIES: Final = 4
FIRST_PAUSE: Final = 0.05


class Unavailable(Exception):
    """The database does not answer; nothing was stored, and the same may be tried again."""


class Journal:
    """The one who writes events for this process."""

    def __init__(self, threads: DatabaseThreads) -> None:
        self._threads = threads
        self._waiting: list[tuple[Append, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def append(self, one: Append) -> None:
        """Store these events; when this returns they are committed.

        Raises Conflict if another process was first, Unavailable if the database cannot be reached.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await done

    async def drained(self) -> None:
        """Returns when everything that was appended so far has been answered."""
        if self._writer is not None:
            await self._writer

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_IN_A_BATCH], self._waiting[MOST_IN_A_BATCH:]
                await self._commit(batch)
        finally:
            self._writer = None

    async def _commit(self, batch: list[tuple[Append, asyncio.Future[None]]]) -> None:
        try:
            await self._threads.run(event_store.append, [one for one, _done in batch])
        except Exception as error:
            if not isinstance(error, Conflict | OperationalError | InterfaceError):
                log.exception("a batch of %d appends failed", len(batch))
            for one, done in batch:
                await self._commit_alone(one, done)
            return
        for _one, done in batch:
            _answer(done, None)

    async def _commit_alone(self, one: Append, done: asyncio.Future[None]) -> None:
        """Deadlocks, serialisation failures and lost connections are tried again, with growing pauses."""
        for attempt in range(TRIES):
            try:
                await self._threads.run(_append_once, one)
            except (OperationalError, InterfaceError) as error:
                log.warning(
                    "game %d: the database failed at try %d: %s",
                    one.game_id,
                    attempt + 1,
                    type(error).__name__,
                )
                await asyncio.sleep(FIRST_PAUSE * 2**attempt)
            except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits is told
                _answer(done, error)
                return
            else:
                _answer(done, None)
                return
        _answer(done, None if await self._is_stored(one) else Unavailable())

    async def _is_stored(self, one: Append) -> bool:
        """Whether the last try was committed before its connection broke."""
        try:
            return await self._threads.run(event_store.holds, one)
        except (OperationalError, InterfaceError):
            return False


def _append_once(one: Append) -> None:
    """An append whose first try may have been committed before its connection broke is not a conflict."""
    try:
        event_store.append([one])
    except Conflict:
        if not event_store.holds(one):
            raise


def _answer(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
