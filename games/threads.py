"""Fixed sets of threads for an event loop's database work."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection, connections

from accounts import trail

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

THREADS: Final = 4
"""With the journal's one no more than the database's pool has connections, or they would wait for one another."""


class DatabaseThreads:
    """Runs synchronous functions that ask the database beside an event loop.

    Each piece of work ends with its connection given back. `keeping`: only when it fails, for the one who has work
    all the time; and always on SQLite, where nobody else waits for a connection, and a new one costs more than most
    questions.
    """

    def __init__(self, threads: int = THREADS, *, keeping: bool = False) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="golf-database")
        self._done = _keep if keeping or connection.vendor == "sqlite" else _give_back

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives back."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, trail.along(lambda: self._done(partial(work, *args, **kwargs)))
        )

    def close(self) -> None:
        """Ends the threads once their work is done."""
        with contextlib.suppress(RuntimeError):  # closed already
            self._pool.submit(connections.close_all)
        self._pool.shutdown(wait=False)


def _give_back(work: Callable[[], T]) -> T:
    try:
        return _keep(work)
    finally:
        connections.close_all()


def _keep(work: Callable[[], T]) -> T:
    try:
        return work()
    except BaseException as error:
        connections.close_all()
        if isinstance(error, OperationalError | InterfaceError):
            _sift()
        raise


def _sift() -> None:
    """Where one connection was cut, others were too: throw those away, or each would fail whoever is next."""
    pool = getattr(connection, "pool", None)
    if pool is not None:
        pool.check()
