"""What a call asks of the database: how long its answers take, and by what plans they are found."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS: Final = 7
_NODE: Final = re.compile(
    r"^\s*(?:->)?\s*(?P<what>[A-Z].*?)  \(cost=.*?\(actual time=.*? rows=(?P<rows>\d+) loops=(?P<loops>\d+)\)"
)
_READ: Final = re.compile(r"shared hit=(\d+)(?: read=(\d+))?|shared read=(\d+)")


@dataclass(slots=True)
class Asked:
    """The statements of a call."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append((sql, params))
        return execute(sql, params, many, context)


def asked(call: Callable[[], object]) -> Asked:
    """Make the call once."""
    found = Asked()
    with connection.execute_wrapper(found):
        call()
    return found


def milliseconds(call: Callable[[], object]) -> float:
    """Of the database, to plan and answer all of a call's statements: the median of some rounds."""
    return statistics.median(
        sum(sum(_spent(sql, params)) for sql, params in asked(call).statements) for _round in range(ROUNDS)
    )


def _spent(sql: str, params: Any) -> list[float]:
    return [
        float(line.split()[2])
        for line in _explained(sql, params)
        if line.startswith(("Planning Time", "Execution Time"))
    ]


def plans(call: Callable[[], object]) -> list[str]:
    """How PostgreSQL answers each statement of a call: its nodes with their rows, and the pages that it read."""
    return [_plan(sql, params) for sql, params in asked(call).statements]


def _explained(sql: str, params: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
        return [line for (line,) in cursor.fetchall()]


def _plan(sql: str, params: Any) -> str:
    lines = _explained(sql, params)
    nodes = [found for line in lines if (found := _NODE.match(line))]
    pages = next(
        (sum(int(n or 0) for n in found.groups()) for line in lines if (found := _READ.search(line))), 0
    )
    spent = next(line.split(": ")[1] for line in lines if line.startswith("Execution Time"))
    told = " < ".join(f"{node['what']}: {int(node['rows']) * int(node['loops'])}" for node in nodes)
    return f"{told}; {pages} pages, {spent}"
