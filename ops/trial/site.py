"""The installation that is tried: a project of its own, beside whatever else runs on this machine."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from ops import configure
from ops.compose import Compose, ComposeFailed, until
from ops.trial.guest import Game
from ops.trial.load import Load, Played

T = TypeVar("T")
Seen = Iterator[tuple[str, str]]
"""What was done, and what was seen of it."""
PORT: Final = 18_000
SITE: Final = f"http://localhost:{PORT}"
PROJECT: Final = "golf-trial"
TABLES: Final = 8
PLAYERS: Final = 4
"""At each of them, if `loadtest` is not told otherwise."""
BACK_SECONDS: Final = 600
LOAD_SECONDS: Final = 300
"""So long the players of a load may take to sit down."""
TRIAL_SETTINGS: Final = f"""
GOLF_IMAGE={PROJECT}
GOLF_PROXY_IMAGE={PROJECT}-proxy
GOLF_RATE_LIMITS=off
GOLF_CPU_PACE=instant
EDGE_NETWORK=172.30.58.0/24
PUBLISH_HTTPS=127.0.0.1:{PORT + 1}
"""


class Trial:
    """A project of its own, with a `.env` and a folder of backups of its own."""

    def __init__(self, folder: Path, *, cold: bool) -> None:
        self.cold = cold
        self.backups = folder / "backups"
        self.backups.mkdir()
        # Whoever the containers run as.
        self.backups.chmod(0o777)
        folder.chmod(0o755)
        self.env = folder / "env"
        if configure.main(["--yes", "--port", str(PORT), "--output", str(self.env)]):
            raise ComposeFailed("configure refused")
        with self.env.open("a") as file:
            file.write(f"{TRIAL_SETTINGS}BACKUPS={self.backups}\n")
        self.compose = Compose(self.env, PROJECT)
        self.games: dict[str, Game] = {}
        """Whole games that were played, by how."""
        self.replays: dict[str, bytes] = {}

    def up(self, *words: str) -> None:
        self.compose("up", "--detach", "--wait", "--no-build", *words)
        until(self.answers, BACK_SECONDS, "the site does not answer")

    def answers(self) -> bool:
        """Whether the site is ready, asked through the proxy."""
        try:
            with urllib.request.urlopen(f"{SITE}/health/ready", timeout=5) as answer:  # nosec B310 - this trial's own
                return bool(answer.status == 200)
        except OSError:
            return False

    def manage(self, *words: str) -> str:
        """The last line that a command says in a web container."""
        said = self.compose("exec", "-T", "web", "python", "manage.py", *words).strip().splitlines()
        return said[-1] if said else ""

    def end(self) -> None:
        """Nothing of the trial stays but its images."""
        self.compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "20")

    @contextmanager
    def load(self, seconds: int) -> Iterator[Load]:
        """People play at all tables for so many seconds; they are there when this begins."""
        load = Load(SITE, seconds, TABLES)
        try:
            until(self._is_under_load, LOAD_SECONDS, "no load came up")
            yield load
        finally:
            load.stop()

    def while_playing(self, seconds: int, do: Callable[[], T]) -> tuple[T, Played]:
        """Do something while people play, for so many seconds and on until it is done; what came of both."""
        with ThreadPoolExecutor(1) as thread:
            with self.load(seconds) as load:
                doing = thread.submit(do)
                played = load.played().sound()
            while not doing.done():
                played += Load(SITE, seconds, TABLES).played().sound()
        return doing.result(), played

    def _is_under_load(self) -> bool:
        return sum(map(self.sockets, self.compose.containers("web"))) >= TABLES * PLAYERS

    def sockets(self, container: str) -> int:
        """How many connections to port 8000 (1F40) are open in a web container."""
        said = self.compose.docker("exec", container, "cat", "/proc/net/tcp")
        rows = [line.split() for line in said.splitlines()]
        return sum(row[1].endswith(":1F40") and row[3] == "01" for row in rows if len(row) > 3)

    def until_it_answers(self) -> None:
        until(self.answers, BACK_SECONDS, "the site is not ready")
