"""A site of real processes on a PostgreSQL and a Redis of its own: any of them may be killed at any time."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Final

from tests.kit.own_services import quiet_port
from tests.kit.processes import PATIENCE, ROOT, Processes

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from tests.kit.own_services import OwnPostgres, OwnRedis

Json = dict[str, Any]
CLOCK_RUNS: Final = "The clock runs."


class OwnSite(Processes):
    """Web processes, by port, and clocks."""

    def __init__(self, folder: Path, postgres: OwnPostgres, redis: OwnRedis, database: str) -> None:
        super().__init__(
            folder, DATABASE_URL=postgres.url(database), REDIS_URL=redis.url, PYTHONUNBUFFERED="1"
        )
        self.postgres, self.redis, self.database = postgres, redis, database
        self.webs: dict[int, subprocess.Popen[bytes]] = {}
        self.clocks: list[subprocess.Popen[bytes]] = []

    @property
    def ports(self) -> list[int]:
        return list(self.webs)

    def open(self, *, webs: int = 2, clocks: int = 1) -> None:
        """Start so many of each, all at once; returns when they are ready."""
        for _web in range(webs):
            port = quiet_port()
            self.webs[port] = self.manage("serve", "--port", str(port))
        for _clock in range(clocks):
            self.clocks.append(self.manage("run_clock"))
        for port, process in self.webs.items():
            self.until_it_answers(process, port)
        self._until_clocks_run(clocks)

    def kill_web(self, port: int) -> None:
        """SIGKILL."""
        self.webs[port].kill()
        self.webs[port].wait(PATIENCE)

    def start_web(self, port: int) -> None:
        """A new process where another one was; returns when it answers."""
        self.webs[port] = self.web("serve", port)

    def kill_clock(self) -> None:
        """SIGKILL for one of them."""
        clock = self.clocks.pop(random.randrange(len(self.clocks)))
        clock.kill()
        clock.wait(PATIENCE)

    def start_clock(self) -> float:
        """One more clock; when it said that it runs, in seconds since 1970."""
        running = self._said(CLOCK_RUNS)
        self.clocks.append(self.manage("run_clock"))
        return self._until_clocks_run(running + 1)

    def _until_clocks_run(self, started: int) -> float:
        deadline = time.monotonic() + PATIENCE
        while self._said(CLOCK_RUNS) < started:
            assert time.monotonic() < deadline, self.log.read_text()[-2000:]
            time.sleep(0.01)
        return time.time()

    def _said(self, words: str) -> int:
        return self.log.read_text().count(words)

    def logged(self, level: str) -> list[str]:
        """The lines of this level that any process has logged."""
        return [line for line in self.log.read_text().splitlines() if f" {level} " in line]

    def ready(self, port: int) -> tuple[int, Json]:
        """What a web process says of itself: status and answer of its readiness check."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def stored(self, games: Collection[str]) -> dict[str, list[Json]]:
        """The streams of these games, after each of them was verified; another process reads them."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.kit.stored", *games],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE * 10,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        streams: dict[str, list[Json]] = json.loads(done.stdout)
        return streams
