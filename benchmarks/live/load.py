"""One program under load, once: what it moved, and what that took of the processors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from games.loadtest import workers
from games.loadtest.meters import NoMeter, memory, processor_seconds
from games.loadtest.plan import Plan
from games.loadtest.tally import percentile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.live.place import Place, Running, Sizes
    from benchmarks.live.programs import Program
    from games.loadtest.tally import Tally

CHECK_EVERY: Final = 10
"""One table of so many is checked whole, so that the players leave the processors to the server."""


class Faulty(Exception):
    """The program did what it must not do; its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Used:
    """What was used up to one moment: seconds of processor time, of each backend of the database too; bytes."""

    server: float
    backends: dict[int, float]
    memory: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One program under load. Times a move are milliseconds of processor time."""

    tally: Tally
    server: float
    database: float
    memory: int
    """Bytes held once all games had begun."""

    @property
    def both(self) -> float:
        """Server and database together."""
        return self.server + self.database

    @property
    def rate(self) -> float:
        """Moves a second."""
        return self.tally.moves / self.tally.seconds

    def trip(self, share: float) -> float:
        """That percentile of the round trips, in milliseconds."""
        return percentile(sorted(self.tally.trips), share) * 1000


def under_load(place: Place, program: Program, sizes: Sizes, *, processes: int = 1, **plan: Any) -> Measured:
    """Start a program, put it under load, end it. Faulty where what it did was wrong."""
    with place.serving(*program.words(sizes, processes), processes=processes) as running:
        asked = Plan(addresses=running.addresses, kind=program.players, check_every=CHECK_EVERY, **plan)
        outcome = workers.run(asked, lambda: _used(place, running))
    tally, start, end = outcome.tally, outcome.start, outcome.end
    if tally.faults or tally.closes or tally.errors:
        raise Faulty(f"{program.name}: {dict(tally.faults + tally.closes + tally.errors)} {tally.samples}")
    per_move = 1000 / tally.moves if tally.moves else 0.0
    database = sum(spent - start.backends.get(pid, 0.0) for pid, spent in end.backends.items())
    return Measured(tally, (end.server - start.server) * per_move, database * per_move, start.memory)


def _used(place: Place, running: Running) -> Used:
    backends = {pid: processor_seconds([pid]) for pid in _backends(place.database)}
    return Used(processor_seconds(running.pids), backends, memory(running.pids))


def _backends(database: str) -> Sequence[int]:
    """PostgreSQL's processes for connections to this database, if they run on this machine."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            title = (folder / "cmdline").read_text(errors="replace")
        except (OSError, NoMeter):
            continue
        if title.startswith("postgres:") and f" {database} " in title:
            found.append(int(folder.name))
    return found
