"""The real site in a process of its own, as `make play` runs it, with its own database, key and port."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from email import message_from_string, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from email.message import EmailMessage

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PATIENCE: Final = 30
"""Seconds that a letter may take."""
READY: Final = "Golf is ready"
KEPT: Final = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONDONTWRITEBYTECODE")


class Site:
    """`folder` holds database and log; they outlast the process, which can be killed and started again.

    `tree` is where its sources are.
    """

    def __init__(self, folder: Path, *, tree: Path = ROOT, **settings: str) -> None:
        self._tree = tree
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "site.log"
        self.mail = folder / "mail"
        """Where letters are written to, one file for each connection."""
        self._settings = {name: os.environ[name] for name in KEPT if name in os.environ} | {
            "DJANGO_SETTINGS_MODULE": "golf_project.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-browser-tests-" + "0123456789" * 5,
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "PORT": str(self.port),
            "GOLF_RATE_LIMITS": "off",
            "EMAIL_URL": f"file://{folder}/mail",
            "GOLF_TURN_SECONDS": "600",
            **settings,
        }
        self.excused: list[str] = []
        """Words of errors that a test provokes."""
        self._process: subprocess.Popen[str] | None = None
        self._known: dict[tuple[str, ...], dict[str, Any]] = {}

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "play", "--port", str(self.port)],
                cwd=self._tree,
                env=self._settings,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if READY in line:
                return
        raise RuntimeError(f"the site did not start:\n{self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """End it with SIGKILL: it gets no chance to write anything more."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def letter_to(self, address: str) -> str:
        """The text of the newest letter to an address, as soon as there is one."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for path in sorted(self.mail.glob("*"), key=lambda one: one.stat().st_mtime_ns, reverse=True):
                found = [letter for letter in _letters(path) if letter["To"] == address]
                if found and (body := found[-1].get_body(("plain",))) is not None:
                    return str(body.get_content())
            time.sleep(0.05)
        raise AssertionError(f"no letter to {address}")

    def know(self, *what: str) -> dict[str, Any]:
        """Have people and games in its database (known_players.py), once: what there is to know of them."""
        if what in self._known:
            return self._known[what]
        told = subprocess.run(
            [sys.executable, "-m", "tests.browser.known_players", *what],
            cwd=self._tree,
            env=self._settings,
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode:
            raise RuntimeError(told.stderr[-2000:])
        self._known[what] = json.loads(told.stdout)
        return self._known[what]

    def faults(self) -> list[str]:
        """What the log has of errors, but for those that are excused."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        found = [line for line in lines if "ERROR" in line or "CRITICAL" in line or "Traceback" in line]
        return [line for line in found if not any(words in line for words in self.excused)]


def _letters(path: Path) -> list[EmailMessage]:
    """The letters in a file of Django's file backend."""
    parts = path.read_text().split("-" * 79 + "\n")
    return [message_from_string(part, policy=policy.default) for part in parts if part.strip()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
