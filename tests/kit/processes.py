"""Real processes of a site of its own (`serve`, `play`, `run_clock`, …), which can be killed for real."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent.parent
PATIENCE: Final = 60
"""Seconds that anything may take, however busy the machine is."""


class Processes:
    """Processes of a site of its own: on SQLite, or on the real services."""

    def __init__(self, folder: Path, **environment: str) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "golf_project.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-this-test-" + "0123456789" * 5,
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "GOLF_RATE_LIMITS": "off",
            **environment,
        }
        self.log = folder / "log"
        self.running: list[subprocess.Popen[bytes]] = []

    def manage(self, *words: str) -> subprocess.Popen[bytes]:
        """Start `manage.py` with these words."""
        return self._start("manage.py", *words)

    def celery(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a worker or the beat."""
        return self._start("-m", "celery", "-A", "golf_project", *words)

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def web(self, command: str, port: int) -> subprocess.Popen[bytes]:
        """A web process that answers."""
        process = self.manage(command, "--port", str(port))
        self.until_it_answers(process, port)
        return process

    def until_it_answers(self, process: subprocess.Popen[bytes], port: int) -> None:
        """Wait for a web process that has been started."""
        for _try in range(PATIENCE * 10):
            assert process.poll() is None, self.log.read_text()[-2000:]
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self.log.read_text()[-2000:])

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
