"""What the tables of one process share, and what a table is to the process that runs them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from games.loadtest.tally import Tally

if TYPE_CHECKING:
    from games.loadtest.plan import Plan


@dataclass(slots=True)
class Run:
    """One process's part of a load test."""

    plan: Plan
    tally: Tally = field(default_factory=Tally)
    dice: random.Random = field(default_factory=random.Random)

    def thinking_time(self) -> float:
        """Seconds until the next move: around what the plan says, so that tables do not move in step."""
        return self.plan.think * self.dice.uniform(0.5, 1.5)


class LoadTable(Protocol):
    """A table with its players. Made as `kind(run, number)`."""

    async def open(self) -> None:
        """Connect everybody. Raises SetUpFailed, or an OSError, where that comes to nothing."""
        ...

    def begin(self) -> None:
        """Play from now on."""
        ...

    @property
    def begun(self) -> bool:
        """Whether the first cards lie on the table."""
        ...

    def stop(self) -> None:
        """Make no more moves."""
        ...

    @property
    def quiet(self) -> bool:
        """Whether every move was answered, and everybody has it."""
        ...

    def judge(self) -> None:
        """After the end: tell the tally what the site still owes."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...
