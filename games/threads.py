"""A fixed set of threads for an event loop's database work. Each piece of work ends with its connection given back."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

THREADS: Final = 4
"""No more than the database's pool has connections, or they would wait for one another."""


class DatabaseThreads:
    """Runs synchronous functions that ask the database beside an event loop."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="golf-database")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` gives back."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: _and_give_back(work, *args, **kwargs)
        )

    def close(self) -> None:
        """Ends the threads once their work is done."""
        self._pool.shutdown(wait=False)


def _and_give_back(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return work(*args, **kwargs)
    finally:
        connections.close_all()
