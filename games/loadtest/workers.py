"""The processes that put a site under load, and the one that directs them."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import multiprocessing
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import uvloop

from games.loadtest.run import Run
from games.loadtest.site import SetUpFailed
from games.loadtest.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from multiprocessing.connection import Connection

    from games.loadtest.plan import Plan
    from games.loadtest.run import LoadTable

    Pipe = Connection[Any, Any]

T = TypeVar("T")

AT_ONCE: Final = 8
"""So many tables are set up at the same time."""
BEGIN_SECONDS: Final = 90.0
APART: Final = 10.0
LONGEST_APART: Final = 3.0
"""Where players think, games begin over so many thoughts, or seconds: not all tables deal at one moment."""
GRACE_SECONDS: Final = 5.0
"""How long the last moves may take to be answered."""
REPORT_SECONDS: Final = 0.5
SET_UP_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `seconds` of measured time are over; None while it is being set up."""

    seconds: float | None
    tables: int
    moves: int
    faults: int


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a run gave: its counts, and what was sampled before it, at its start and at its end."""

    tally: Tally
    before: T
    start: T
    end: T


def run(
    plan: Plan, sample: Callable[[], T], tell: Callable[[Progress], None] = lambda _progress: None
) -> Outcome[T]:
    """Put the site under load. `sample` is called before it, and at the start and the end of the measured time.

    Raises SetUpFailed, with a sentence, where the run comes to nothing.
    """
    before = sample()
    workers = [_Worker(plan, number) for number in range(plan.processes)]
    try:
        return _directed(plan, workers, before, sample, tell)
    finally:
        for worker in workers:
            worker.end()


def _directed(
    plan: Plan, workers: list[_Worker], before: T, sample: Callable[[], T], tell: Callable[[Progress], None]
) -> Outcome[T]:
    began: float | None = None

    def told() -> None:
        seconds = None if began is None else min(time.monotonic() - began, plan.seconds)
        tables, moves, faults = (sum(worker.told[n] for worker in workers) for n in range(3))
        tell(Progress(seconds, tables, moves, faults))

    _hear_until("ready", workers, SET_UP_SECONDS, told)
    _say_to(workers, "begin")
    _hear_until("begun", workers, BEGIN_SECONDS + plan.warm_up + GRACE_SECONDS, told)
    start, began = sample(), time.monotonic()
    _say_to(workers, "measure")
    _hear_until("measured", workers, plan.seconds + GRACE_SECONDS, told)
    end = sample()
    _hear_until("done", workers, 4 * GRACE_SECONDS, told)
    whole = Tally()
    for worker in workers:
        whole.add(worker.tally)
    return Outcome(whole, before, start, end)


class _Worker:
    """One process, as the one that directs it sees it."""

    def __init__(self, plan: Plan, number: int) -> None:
        processes = multiprocessing.get_context("spawn")
        self.pipe, theirs = processes.Pipe()
        self.heard: set[str] = set()
        self.told = (0, 0, 0)
        self.tally = Tally()
        self._process = processes.Process(target=work, args=(plan, number, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def hear(self) -> None:
        """Take in one message. SetUpFailed where the process could not go on."""
        try:
            what, content = self.pipe.recv()
        except EOFError:
            raise SetUpFailed("A process of the load test has ended before its time.") from None
        match what:
            case "failed":
                raise SetUpFailed(content)
            case "count":
                self.told = content
            case "done":
                self.tally = content
        self.heard.add(what)

    def end(self) -> None:
        self.pipe.close()
        self._process.join(GRACE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _say_to(workers: list[_Worker], what: str) -> None:
    for worker in workers:
        worker.pipe.send(what)


def _hear_until(what: str, workers: list[_Worker], seconds: float, told: Callable[[], None]) -> None:
    """Return when all workers have said this."""
    deadline = time.monotonic() + seconds
    while not all(what in worker.heard for worker in workers):
        left = deadline - time.monotonic()
        if left < 0:
            raise SetUpFailed(f"The load test waited {seconds:.0f} seconds in vain to be {what}.")
        for pipe in wait([worker.pipe for worker in workers], min(left, REPORT_SECONDS)):
            next(worker for worker in workers if worker.pipe is pipe).hear()
        told()


def work(plan: Plan, number: int, pipe: Pipe) -> None:
    """One process: its share of the tables."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_work(plan, number, pipe))
    except (SetUpFailed, OSError) as error:
        with contextlib.suppress(OSError):  # Whoever directs it may be gone itself.
            _say(pipe, "failed", str(error))
    except (KeyboardInterrupt, EOFError):
        pass  # Whoever directs it is gone, or is going.


def _say(pipe: Pipe, what: str, content: object = None) -> None:
    pipe.send((what, content))


async def _hear(pipe: Pipe) -> None:
    """Wait for the word to go on; the sockets are served meanwhile."""
    await asyncio.to_thread(pipe.recv)


async def _work(plan: Plan, number: int, pipe: Pipe) -> None:
    module, _colon, name = plan.kind.partition(":")
    kind: Callable[[Run, int], LoadTable] = getattr(importlib.import_module(module), name)
    run = Run(plan)
    tables = [kind(run, table) for table in plan.share(number)]
    try:
        await _open(tables, pipe)
        _say(pipe, "ready")
        await _hear(pipe)
        await _play(run, tables, pipe)
    finally:
        for table in tables:
            table.close()
    _say(pipe, "done", run.tally)


async def _open(tables: list[LoadTable], pipe: Pipe) -> None:
    """Connect everybody, a few tables at a time."""
    places = asyncio.Semaphore(AT_ONCE)
    opened = 0

    async def open_one(table: LoadTable) -> None:
        nonlocal opened
        async with places:
            await table.open()
        opened += 1
        _say(pipe, "count", (opened, 0, 0))

    await asyncio.gather(*map(open_one, tables))


async def _play(run: Run, tables: list[LoadTable], pipe: Pipe) -> None:
    """Begin, warm up, measure, and let the last moves come to their end."""
    pause = min(APART * run.plan.think, LONGEST_APART) / max(len(tables), 1)
    for table in tables:
        table.begin()
        await asyncio.sleep(pause)
    await _until(tables, lambda table: table.begun, BEGIN_SECONDS)
    await asyncio.sleep(run.plan.warm_up)
    _say(pipe, "begun")
    await _hear(pipe)
    tally, began = run.tally, time.perf_counter()
    tally.counting = True
    while (left := run.plan.seconds - (time.perf_counter() - began)) > 0:
        await asyncio.sleep(min(left, REPORT_SECONDS))
        _say(pipe, "count", (len(tables), tally.moves, tally.faults.total()))
    tally.counting, tally.seconds = False, time.perf_counter() - began
    _say(pipe, "measured")
    for table in tables:
        table.stop()
    await _until(tables, lambda table: table.quiet, GRACE_SECONDS)
    for table in tables:
        table.judge()


async def _until(tables: Iterable[LoadTable], holds: Callable[[LoadTable], bool], seconds: float) -> None:
    """Wait, but no longer than this, until it holds for every table."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(map(holds, tables)):  # noqa: ASYNC110 - it costs next to nothing
        await asyncio.sleep(0.02)
