"""A PostgreSQL and a Redis of a test's own, which may be stopped, killed and emptied: nobody else uses them.

Imported before Django is set up, so nothing of the site may be imported here.
"""

from __future__ import annotations

import os
import pwd
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import psycopg
import redis
from psycopg import sql

from tests.kit.services import Service

OWNER: Final = "postgres"
"""PostgreSQL refuses to run as root; this user then runs it."""
PATIENCE: Final = 60.0
"""Seconds that anything may take, however busy the machine is."""
SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    # Processes are killed here, machines are not: what was handed to the system is safe.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "on",
}


@cache
def programs() -> Service:
    """The folder of PostgreSQL's programs, where those and Redis's are there."""
    if shutil.which("redis-server") is None:
        return Service("", "no program redis-server")
    if os.geteuid() == 0 and OWNER not in {user.pw_name for user in pwd.getpwall()}:
        return Service("", f"no user {OWNER}, and PostgreSQL does not run as root")
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(versions, key=_version, reverse=True)
    for folder in [*map(Path, os.get_exec_path()), *newest_first]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return Service(str(folder))
    return Service("", "no programs initdb and postgres")


def _version(programs: Path) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", programs.parent.name)]


def quiet_port() -> int:
    """A free port that is not given to anybody's outgoing call while its own server is away."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


class OwnPostgres:
    """A cluster in a folder of its own. Its databases outlive `stop`, whichever way it was stopped."""

    def __init__(self) -> None:
        self.port = quiet_port()
        self._owner: dict[str, Any] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="golf-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, OWNER, OWNER)
            self._owner = {"user": OWNER, "group": OWNER, "extra_groups": ()}
        self._process: subprocess.Popen[bytes] | None = None
        options = ("--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync")
        self._run("initdb", *options).wait(PATIENCE)

    def url(self, database: str) -> str:
        """Where a database of this cluster is reached."""
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Returns when it answers."""
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        self._process = self._run("postgres", f"--port={self.port}", *options)
        for _try in range(round(PATIENCE / 0.05)):
            assert self._process.poll() is None, self._said()
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(self._said())

    def stop(self, how: Literal["fast", "immediate"]) -> None:
        """End it: with all connections cut off and all in order, or as if it had crashed."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT if how == "fast" else signal.SIGQUIT)
        self._process.wait(PATIENCE)

    def query(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """The rows of a statement, outside any transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql.SQL(statement))
            return cursor.fetchall() if cursor.description else []

    def new_database(self, name: str, template: str = "template1") -> str:
        """A copy of another database; where it is reached."""
        self.query(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def read_only(self, *, on: bool) -> None:
        """Whether transactions may write; for all connections, from their next transaction on."""
        self.query(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if on else 'off'}")
        self.query("SELECT pg_reload_conf()")

    def end(self) -> None:
        """No process and no file of it stays."""
        if self._process is not None and self._process.poll() is None:
            self.stop("immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [Path(programs().at) / program, "-D", self._folder / "data", *words],
                cwd=self._folder,
                env={"LC_ALL": "C", "PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._owner,
            )

    def _said(self) -> str:
        return (self._folder / "log").read_text()[-2000:]


class OwnRedis:
    """A Redis that keeps nothing on disk: stopped, it forgets everything."""

    def __init__(self) -> None:
        self.port = quiet_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._client = redis.Redis(port=self.port, socket_connect_timeout=2, socket_timeout=2)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        words = f"--port {self.port} --bind 127.0.0.1 --appendonly no --loglevel warning --save".split()
        self._process = subprocess.Popen(
            ["redis-server", *words, ""], cwd=tempfile.gettempdir(), stdout=subprocess.DEVNULL
        )
        for _try in range(round(PATIENCE / 0.01)):
            assert self._process.poll() is None
            try:
                self._client.ping()
            except redis.ConnectionError:
                time.sleep(0.01)
            else:
                return
        raise AssertionError("Redis does not answer")

    def stop(self) -> None:
        """Kill it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE)

    def hang(self) -> None:
        """Let it stand still: it takes calls, and answers none."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on after `hang`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        """Let it forget everything."""
        self._client.flushall()

    def end(self) -> None:
        """No process of it stays."""
        if self._process is not None and self._process.poll() is None:
            self.stop()
        self._client.close()
