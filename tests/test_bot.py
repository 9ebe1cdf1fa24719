"""The bot of the README finishes a game on the real site."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The address of a site of its own, as `make play` runs it, for as long as the test needs it."""
    port = free_port()
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-the-bot-" + "0123456789" * 5,
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
    }
    log = folder / "site.log"
    with log.open("w") as out:
        command = [sys.executable, "manage.py", "play", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        wait_for(f"http://localhost:{port}", process, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the site says that it is up."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health/live", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the site did not start:\n{log.read_text()[-2000:]}")


@pytest.mark.timeout(100)
def test_the_bot_finishes_a_game(tmp_path: Path) -> None:
    with site(tmp_path) as address:
        command = [sys.executable, "examples/bot.py", address]
        bot = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=80, check=False)
    assert bot.returncode == 0, bot.stderr[-2000:] + (tmp_path / "site.log").read_text()[-2000:]
    assert re.fullmatch(r"Totals: \[-?\d+, -?\d+, -?\d+\]\n", bot.stdout), bot.stdout
    assert "Traceback" not in (tmp_path / "site.log").read_text()
