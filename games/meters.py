"""What is measured at tables: counts and durations of this process since its start. Whoever scrapes adds processes up.

Names are those of docs/operations.md. Nothing here asks or waits for anything: a move passes by in a few microseconds.
"""

from __future__ import annotations

from time import perf_counter
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

QUICK: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
LATE: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
THOUGHT: Final = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1)

SOCKETS: Final = Gauge("golf_sockets", "Sockets at tables that are open in this process.")
TABLES: Final = Gauge("golf_tables_served", "Tables that somebody looks at in this process.")
BYES: Final = Counter("golf_byes", "Sockets that the site has closed, by why.", ["code"])
REFUSALS: Final = Counter("golf_refusals", "Messages that were answered with an error, by which.", ["code"])
RESYNCS: Final = Counter(
    "golf_resyncs",
    "Clients (asked, came_back) or tables (missed) that had to be told what they missed.",
    ["why"],
)

MOVES: Final = Counter("golf_moves", "Commands that came to be, by who acted.", ["by"])
MOVE: Final = Histogram(
    "golf_move_seconds", "What a command took, by stage: decide, commit, fan_out.", ["stage"], buckets=QUICK
)
CONFLICTS: Final = Counter(
    "golf_conflicts", "Commands that were decided again, as another process was first."
)
BATCH: Final = Histogram(
    "golf_journal_batch_appends", "Appends that shared a transaction.", buckets=(1, 2, 5, 10, 20, 50, 100)
)
FAILURES: Final = Counter(
    "golf_journal_failures", "Transactions of the journal that failed, conflicts apart."
)

STARTED: Final = Counter("golf_games_started", "Games that began.")
ENDED: Final = Counter("golf_games_ended", "Games that ended: game_over, or abandoned.", ["phase"])

CLOCK_LAG: Final = Histogram("golf_clock_lag_seconds", "How late a clock was for what was due.", buckets=LATE)
THINKING: Final = Histogram(
    "golf_cpu_think_seconds", "What a CPU player's choice took.", ["persona"], buckets=THOUGHT
)


class Stages:
    """The stages of one command, from now on."""

    __slots__ = ("_since",)

    def __init__(self) -> None:
        self._since = perf_counter()

    def done(self, stage: Histogram) -> None:
        """This stage ends here, and the next begins."""
        now = perf_counter()
        stage.observe(now - self._since)
        self._since = now


DECIDE: Final = MOVE.labels("decide")
COMMIT: Final = MOVE.labels("commit")
FAN_OUT: Final = MOVE.labels("fan_out")
BY: Final = {who: MOVES.labels(who) for who in ("person", "cpu", "caddie", "clock")}
