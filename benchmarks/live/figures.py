"""The figures of issue and documentation: each takes several rounds and gives rows of what, figure and target."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks.live.load import Measured, under_load
from benchmarks.live.place import Sizes
from benchmarks.live.programs import FLOOR, GOLF, STOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.live.place import Place
    from benchmarks.live.programs import Program

WHOLE_GAMES: Final[dict[str, Any]] = {"tables": 10, "seconds": 25.0}
"""Few tables, so that their games come to their ends."""
THINK: Final[dict[str, Any]] = {"think": 0.2, "warm_up": 4.0}
"""By then all games are well past their openings."""
FEW, MANY = 50, 250
"""Idle tables: the second's memory without the first's is that of two hundred."""
NO_SIZES: Final = Sizes(0, 0)


class Row(NamedTuple):
    """A figure beside what it is meant to be."""

    what: str
    figure: str
    target: str = ""


@dataclass
class Session:
    """One run of the benchmark: the sizes, once measured, serve all figures."""

    place: Place
    rounds: int
    seconds: float
    tables: int
    said: Callable[[str], None]
    _whole: Measured | None = field(default=None)
    _sizes: Sizes | None = field(default=None)

    def whole_games(self) -> Measured:
        """The game played by few, to the end: it also gives the sizes."""
        if self._whole is None:
            self.said("whole games")
            self._whole = under_load(self.place, GOLF, NO_SIZES, **WHOLE_GAMES)
            row = self.place.query("SELECT avg(pg_column_size(e.*)) FROM games_gameevent e")[0][0]
            tally = self._whole.tally
            self._sizes = Sizes(round(row), round(tally.event_bytes / tally.event_frames))
        return self._whole

    @property
    def sizes(self) -> Sizes:
        self.whole_games()
        assert self._sizes is not None
        return self._sizes

    def turns(self, *programs: Program, **how: Any) -> dict[str, list[Measured]]:
        """Each program under the same load, one after the other, round by round."""
        return self.ways({program.name: (program, how) for program in programs})

    def ways(self, ways: dict[str, tuple[Program, dict[str, Any]]]) -> dict[str, list[Measured]]:
        """Programs, each with its own kind of load, one after the other, round by round."""
        found: dict[str, list[Measured]] = {name: [] for name in ways}
        for number in range(self.rounds):
            for name, (program, how) in ways.items():
                self.said(f"{name}, round {number + 1} of {self.rounds}")
                plan = {"tables": self.tables, "seconds": self.seconds} | how
                found[name].append(under_load(self.place, program, self.sizes, **plan))
        return found


def flat(session: Session) -> Iterator[Row]:
    """(a) Flat out, one process."""
    found = session.turns(FLOOR, GOLF, STOCK)
    targets = {"floor": "under 0.15 ms, or this table is void", "golf": "at most 0.33 ms"}
    for name, rounds in found.items():
        figure = f"{_median(rounds, _server):.3f} ms at {_median(rounds, _rate):,.0f} moves/s"
        yield Row(f"server CPU a move, flat out: {name}", figure, targets.get(name, ""))
    yield Row("… golf to floor", _ratio(found["golf"], found["floor"], _server), "at most 3 times")
    yield Row("… stock to golf", _ratio(found["stock"], found["golf"], _server), "at least 8 times")
    for name, rounds in found.items():
        yield Row(f"PostgreSQL's CPU a move, flat out: {name}", f"{_median(rounds, _database):.3f} ms")


def paced(session: Session) -> Iterator[Row]:
    """(b) and (c) Two hundred milliseconds of thought, one process."""
    found = session.turns(FLOOR, GOLF, **THINK)
    for name, rounds in found.items():
        figure = (
            f"{_median(rounds, _both):.3f} ms ({_median(rounds, _server):.3f} + {_median(rounds, _database):.3f}) "
            f"at {_median(rounds, _rate):.0f} moves/s"
        )
        target = "at most 0.8 ms" if name == "golf" else ""
        yield Row(f"CPU a move with thought, server and PostgreSQL: {name}", figure, target)
    yield from _trips(found, "round trip with thought", ("at most 2 times", "at most 1.5 times, or 12 ms"))


def spread(session: Session) -> Iterator[Row]:
    """(d) The same with each table's seats at two processes."""
    found = session.turns(FLOOR, GOLF, processes=2, **THINK)
    yield from _trips(found, "round trip, seats at two processes", ("at most 1.5 times", "at most 1.5 times"))


def _trips(found: dict[str, list[Measured]], what: str, targets: tuple[str, str]) -> Iterator[Row]:
    for name, rounds in found.items():
        yield Row(
            f"{what}: {name}", f"p50 {_median(rounds, _p50):.2f} ms, p99 {_median(rounds, _p99):.2f} ms"
        )
    yield Row("… p50, golf to floor", _ratio(found["golf"], found["floor"], _p50), targets[0])
    yield Row("… p99, golf to floor", _ratio(found["golf"], found["floor"], _p99), targets[1])


def sent(session: Session) -> Iterator[Row]:
    """(e) Bytes a move to all four, from the start to the result."""
    tally = session.whole_games().tally
    if tally.whole_games:
        figure = f"{tally.whole_bytes / tally.whole_moves:,.0f} ({tally.whole_games} games)"
    else:
        figure = "no game came to its end in time"
    yield Row("bytes a move to all four", figure, "at most 1,000")


def held(session: Session) -> Iterator[Row]:
    """(f) Memory of a table that has begun and rests, with its four sockets."""
    for program in (FLOOR, GOLF):
        session.said(f"memory, {program.name}")
        few, many = (
            under_load(session.place, program, session.sizes, tables=tables, seconds=1.0, idle=True).memory
            for tables in (FEW, MANY)
        )
        target = "at most 130 KB" if program is GOLF else ""
        yield Row(
            f"memory an idle table: {program.name}", f"{(many - few) / (MANY - FEW) / 1000:.0f} KB", target
        )


def stored(session: Session) -> Iterator[Row]:
    """(g) Bytes stored an event, table and indexes."""
    session.whole_games()
    size, count = session.place.query(
        "SELECT pg_total_relation_size('games_gameevent'), count(*) FROM games_gameevent"
    )[0]
    yield Row("bytes stored an event", f"{size / count:.0f} ({count:,} events)", "at most 150")


def processes(session: Session) -> Iterator[Row]:
    """(h) Two web processes against one, flat out: whole tables at each, or every table's seats at both."""
    found = session.ways(
        {
            "one process": (GOLF, {}),
            "tables at either": (GOLF, {"processes": 2, "together": True}),
            "seats at both": (GOLF, {"processes": 2}),
        }
    )
    one = found.pop("one process")
    for way, two in found.items():
        figure = f"{_ratio(two, one, _rate)} the moves, {_ratio(two, one, _server)} the CPU a move"
        yield Row(
            f"two web processes to one, {way}",
            figure,
            "at least 1.7 times the moves, or at most 1.15 the CPU",
        )


def load(session: Session) -> Iterator[Row]:
    """(i) A nine-hole, four-seat game that no process has at hand."""
    session.said("cold games")
    for line in session.place.run("-m", "benchmarks", "load:").splitlines():
        what, _space, figure = line.partition("  ")
        target = "under 5 ms" if "snapshot" in what else "under 25 ms"
        yield Row(what.strip(), figure.strip(), target)


FIGURES: Final[dict[str, Callable[[Session], Iterator[Row]]]] = {
    "flat": flat,
    "paced": paced,
    "spread": spread,
    "sent": sent,
    "held": held,
    "stored": stored,
    "processes": processes,
    "load": load,
}


def _server(measured: Measured) -> float:
    return measured.server


def _database(measured: Measured) -> float:
    return measured.database


def _both(measured: Measured) -> float:
    return measured.both


def _rate(measured: Measured) -> float:
    return measured.rate


def _p50(measured: Measured) -> float:
    return measured.trip(0.5)


def _p99(measured: Measured) -> float:
    return measured.trip(0.99)


def _median(rounds: list[Measured], figure: Callable[[Measured], float]) -> float:
    return statistics.median(map(figure, rounds))


def _ratio(these: list[Measured], those: list[Measured], figure: Callable[[Measured], float]) -> str:
    """The median of the ratios of each round."""
    ratios = [figure(one) / figure(other) for one, other in zip(these, those, strict=True) if figure(other)]
    return f"{statistics.median(ratios):.2f} times" if ratios else "not to be told"
