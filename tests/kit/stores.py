"""The event store with a door before it, and with faults that a test asks for."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from games import event_store, journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from games.event_store import Append


class Store:
    """Stands where `event_store.append` stood."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._append = event_store.append
        self._door = threading.Event()
        self._door.set()
        self._knocked = threading.Event()
        self.batches: list[list[Append]] = []
        """What has come in."""
        self.faults: list[tuple[str, Exception]] = []
        """For each append to come: `before` or `after` the commit, and what is raised then."""
        patch.setattr(event_store, "append", self.append)
        patch.setattr(journal, "FIRST_PAUSE", 0.001)

    def append(self, batch: Sequence[Append]) -> None:
        self.batches.append(list(batch))
        self._knocked.set()
        assert self._door.wait(20)
        when, error = self.faults.pop(0) if self.faults else ("never", Exception())
        if when == "before":
            raise error
        self._append(batch)
        if when == "after":
            raise error

    def shut(self) -> None:
        """Whoever comes from now on waits at the door."""
        self._knocked.clear()
        self._door.clear()

    def open(self) -> None:
        self._door.set()

    async def knock(self) -> None:
        """Returns when somebody stands at the door."""
        assert await asyncio.to_thread(self._knocked.wait, 20)
