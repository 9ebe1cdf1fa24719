"""How long things take: the median of several rounds, as this machine is not alone."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median processor time of one call of `work`, in seconds."""
    spent = []
    for _round in range(rounds):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The same in milliseconds."""
    return seconds(work, rounds) * 1000
