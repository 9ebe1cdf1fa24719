"""The three programs: how each is started, and what its players do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.live.place import Sizes


@dataclass(frozen=True, slots=True)
class Program:
    """`words` gives its command line, from the sizes of rows and frames and the number of processes."""

    name: str
    words: Callable[[Sizes, int], tuple[str, ...]]
    players: str


def _yardstick(module: str) -> Callable[[Sizes, int], tuple[str, ...]]:
    def words(sizes: Sizes, processes: int) -> tuple[str, ...]:
        many = ("--many",) if processes > 1 else ()
        return ("-m", module, "--row", str(sizes.row), "--frame", str(sizes.frame), *many)

    return words


GOLF: Final = Program(
    "golf",
    lambda _sizes, _processes: ("manage.py", "serve", "--drain-seconds", "0"),
    "games.loadtest.table:PlayedTable",
)
FLOOR: Final = Program("floor", _yardstick("benchmarks.live.floor"), "benchmarks.live.turns:TurnTable")
STOCK: Final = Program("stock", _yardstick("benchmarks.live.stock"), "benchmarks.live.turns:TurnTable")
