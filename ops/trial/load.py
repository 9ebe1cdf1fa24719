"""`manage.py loadtest` beside whatever is done to the site: every frame of every player is checked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from ops.compose import ROOT, ComposeFailed


@dataclass(frozen=True)
class Played:
    """What came of a load: how many moves, what was wrong, and how often players had to come back."""

    moves: int
    faults: dict[str, int]
    came_back: int
    silent: int = 0
    """Of those that came back: how many had to find out by themselves that their connection was dead."""
    samples: tuple[str, ...] = ()

    def __add__(self, more: Played) -> Played:
        """Both, one after the other."""
        return Played(
            self.moves + more.moves,
            self.faults | more.faults,
            self.came_back + more.came_back,
            self.silent + more.silent,
            self.samples + more.samples,
        )

    def sound(self) -> Played:
        """This, where people could play and nothing was wrong. ComposeFailed where it was not so."""
        if self.faults or not self.moves:
            told = [f"{self.moves} moves, faults: {self.faults}", *self.samples[:5]]
            raise ComposeFailed("\n".join(told))
        return self

    def told(self) -> str:
        """What was seen, in a table's cell."""
        back = f", {self.came_back} sockets came back" if self.came_back else ""
        silent = f", {self.silent} of them from a dead line" if self.silent else ""
        return f"{self.moves:,} moves, none lost{back}{silent}"


class Load:
    """Players at so many tables for so many seconds, from now on."""

    def __init__(self, site: str, seconds: int, tables: int, think: int = 300) -> None:
        words = [
            *("--url", site, "--tables", str(tables), "--duration", str(seconds)),
            *("--think", str(think), "--json"),
        ]
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "loadtest", *words],
            cwd=ROOT,
            env=os.environ | {"GOLF_PLAY": "1", "ENV_FILE": os.devnull},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._seconds = seconds

    def played(self) -> Played:
        """Wait for its end. ComposeFailed where there is nothing to tell."""
        out, error = self._process.communicate(timeout=self._seconds + 300)
        try:
            found: dict[str, Any] = json.loads(out)
        except ValueError:
            raise ComposeFailed(
                f"The load test ended with {self._process.returncode}: {error[-400:]}"
            ) from None
        closes = found["closes"]
        return Played(
            found["moves"],
            found["faults"],
            sum(closes.values()),
            closes.get("silent", 0),
            tuple(found["fault_samples"]),
        )

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
