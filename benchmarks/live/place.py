"""Where it is measured: a database and Redis keys of the measurement's own, and processes that it starts and ends."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

from games.loadtest.plan import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent.parent
POSTGRES_HERE: Final = "postgres://postgres@127.0.0.1:5432/postgres"
REDIS_HERE: Final = "redis://127.0.0.1:6379/0"
PATIENCE_SECONDS: Final = 30.0


class NotThere(Exception):
    """Something that is needed does not answer; says what, in a sentence."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The game's own: mean bytes of a stored row, and of a frame that tells of a move."""

    row: int
    frame: int


@dataclass(frozen=True, slots=True)
class Running:
    """A program that serves."""

    addresses: tuple[Address, ...]
    pids: tuple[int, ...]


class Place:
    """A database, a prefix for Redis keys and a folder for logs, all gone in the end."""

    def __init__(self, server: str, redis_url: str, folder: Path) -> None:
        name = f"golf_bench_{secrets.token_hex(4)}"
        parts = urlsplit(server)
        self.database = name
        self.url = urlunsplit(parts._replace(path=f"/{name}"))
        self.prefix = name
        self.redis_url = redis_url
        self.log = folder / "log"
        self._server = server

    @property
    def environment(self) -> dict[str, str]:
        """What every program is told."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "golf_project.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": secrets.token_hex(32),
            "DATABASE_URL": self.url,
            "REDIS_URL": self.redis_url,
            "REDIS_PREFIX": self.prefix,
            "GOLF_RATE_LIMITS": "off",
        }

    def make(self) -> None:
        """NotThere without PostgreSQL or Redis."""
        try:
            redis.Redis.from_url(self.redis_url, socket_connect_timeout=2).ping()
            with psycopg.connect(self._server, autocommit=True, connect_timeout=5) as connection:
                connection.execute(f"CREATE DATABASE {self.database}")
        except (redis.RedisError, psycopg.Error) as error:
            raise NotThere(
                f"DATABASE_URL and REDIS_URL have to name a PostgreSQL and a Redis: {error}"
            ) from None
        self.run("manage.py", "migrate", "--verbosity", "0")

    def drop(self) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
        with redis.Redis.from_url(self.redis_url) as client:
            for key in client.scan_iter(match=f"*{self.prefix}*", count=1000):
                client.delete(key)

    def query(self, statement: str) -> list[tuple[float, ...]]:
        """The rows of a statement."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement.encode()).fetchall()

    def run(self, *words: str) -> str:
        """What a Python program prints, here, until it ends."""
        command = [sys.executable, *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotThere(f"{' '.join(words)} failed: {done.stderr[-1000:]}")
        return done.stdout

    @contextmanager
    def serving(self, *words: str, processes: int = 1) -> Iterator[Running]:
        """A program in so many processes. It gets `--port`; when this ends, it is ended."""
        ports = [_free_port() for _process in range(processes)]
        environment = self.environment
        with self.log.open("ab") as log:
            started = [
                subprocess.Popen(
                    [sys.executable, *words, "--port", str(port)],
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=log,
                )
                for port in ports
            ]
        try:
            for process, port in zip(started, ports, strict=True):
                self._wait_for(process, port)
            addresses = tuple(Address("http", "127.0.0.1", port) for port in ports)
            yield Running(addresses, tuple(process.pid for process in started))
        finally:
            _end(started)

    def _wait_for(self, process: subprocess.Popen[bytes], port: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise NotThere(f"A program did not begin to serve: {self.said()}")

    def said(self) -> str:
        """The last that any program has logged."""
        return self.log.read_text()[-2000:] if self.log.exists() else ""


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_place() -> Iterator[Place]:
    """A place of one's own, on the servers that DATABASE_URL and REDIS_URL name, or those of this machine."""
    server = os.environ.get("DATABASE_URL") or POSTGRES_HERE
    with tempfile.TemporaryDirectory(prefix="golf-bench-") as folder:
        place = Place(server, os.environ.get("REDIS_URL") or REDIS_HERE, Path(folder))
        place.make()
        try:
            yield place
        finally:
            place.drop()
