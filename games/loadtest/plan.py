"""What a load test is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

MOST_SECONDS: Final = 600
MOST_TABLES: Final = 2000
MOST_PROCESSES: Final = 16
MOST_THINK_MS: Final = 60_000


class BadAddress(ValueError):
    """An address that no site can have."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a site under test answers."""

    scheme: str
    host: str
    port: int

    @classmethod
    def read(cls, text: str) -> Address:
        """An address like http://host:port. BadAddress for anything else."""
        try:
            parts = urlsplit(text)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise BadAddress(text) from error
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.path not in {"", "/"}
            or parts.query
        ):
            raise BadAddress(text)
        return cls(parts.scheme, parts.hostname, port)

    @property
    def netloc(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole load test. `think`, `seconds` and `warm_up` are seconds.

    `kind` names what is done at the tables, as `module:class`. `idle`: the games begin, and then nobody moves.
    `together`: all players of a table are at one of the addresses; else its seats are spread over them.
    """

    addresses: tuple[Address, ...]
    tables: int = 10
    players: int = 4
    seconds: float = 30.0
    think: float = 0.0
    processes: int = 1
    check_every: int = 1
    """1: every table is checked; n: every n-th."""
    warm_up: float = 2.0
    idle: bool = False
    together: bool = False
    kind: str = "games.loadtest.table:PlayedTable"

    def address(self, table: int, player: int) -> Address:
        """Where this player of that table connects."""
        return self.addresses[(table if self.together else player) % len(self.addresses)]

    def share(self, worker: int) -> range:
        """The numbers of the tables at which this process's players sit."""
        return range(worker, self.tables, self.processes)
