"""A production site of its own: a copy of the sources, static files collected, SQLite, a web process and a clock."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PARTS: Final = (
    "accounts", "games", "golf_project", "leaderboards", "locale", "moderation", "replays", "static", "templates",
)  # fmt: skip
PATIENCE_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Visit:
    """Somebody who sits at a table: its address, and the cookies that say who they are."""

    address: str
    cookies: str


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a site that runs meanwhile."""
    tree = folder / "tree"
    for name in PARTS:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tree)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://localhost:{port}"
    settings = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": secrets.token_hex(32),
        "SITE_URL": address,
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "GOLF_RATE_LIMITS": "off",
        "GOLF_TURN_SECONDS": "600",
        "LOG_FORMAT": "text",
    }

    def manage(*command: str) -> subprocess.Popen[bytes]:
        log = (folder / "log").open("ab")
        return subprocess.Popen(
            [sys.executable, "manage.py", *command], cwd=tree, env=settings, stdout=log, stderr=log
        )

    for command in (("migrate", "--verbosity", "0"), ("collectstatic", "--noinput", "--verbosity", "0")):
        if manage(*command).wait():
            sys.exit(f"lighthouse: {(folder / 'log').read_text()[-2000:]}")
    processes = [manage("serve", "--port", str(port)), manage("run_clock")]
    try:
        _wait_for(f"{address}/health/live")
        yield address
    finally:
        for process in processes:
            process.kill()
            process.wait()


def sit_down(address: str) -> Visit:
    """A new guest at a table with three computer players, as by the button on the first page."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{address}/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    answer = browser.open(f"{address}/play/", urlencode({"csrfmiddlewaretoken": token[1]}).encode())
    return Visit(answer.url, "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar))


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    sys.exit("lighthouse: the site does not answer")
