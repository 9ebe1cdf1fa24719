"""The logs of a site that is played on, attacked and broken: JSON lines that say where, and hold no secret."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.kit.processes import PATIENCE, ROOT, Processes, free_port
from tests.kit.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CARD: Final = re.compile(r"(?<![\w*])[A2-9TJQK*][HDCS](?!\w)")
ADDRESS: Final = "somebody.hidden@mail.example"
NAME: Final = "Mortimer"
PASSWORD: Final = "tall-green-kettle-77"
DUE: Final = "UPDATE games_gameclock SET due_at = '2020-01-01 00:00:00', claimed_until = NULL"
LONGEST: Final = """
    SELECT game_id FROM games_gameevent JOIN games_gameclock USING (game_id) GROUP BY game_id ORDER BY MAX(seq) DESC
"""
"""The games that go on, the one with most events first: the newest may hardly have begun."""


class Site(Processes):
    """A web process and a clock on SQLite, whose logs are JSON."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder,
            DJANGO_SETTINGS_MODULE="tests.faulty_settings",
            LOG_FORMAT="json",
            EMAIL_URL=f"file://{folder}/mail",
            GOLF_CPU_PACE="instant",
        )
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)

    def open(self) -> None:
        done = self.manage("migrate", "--verbosity", "0").wait(PATIENCE)
        assert done == 0, self.log.read_text()
        self.log.unlink()
        self.web("serve", self.port)
        self.clock = self.manage("run_clock")

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> str:
        """What comes back, whatever it is."""
        request = urllib.request.Request(self.url + path, body, headers)
        try:
            with self.browser.open(request, timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return error.read().decode()

    def fill_in(self, path: str, **fields: str) -> str:
        """Send the form of a page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask(path))
        assert token
        return self.ask(path, urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode())

    def call(self, path: str, token: str = "", **body: object) -> Any:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return json.loads(self.ask(f"/api/v1/{path}", json.dumps(body).encode(), **headers))

    def rows(self, sql: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(self.folder / "site.sqlite3", timeout=PATIENCE)) as database:
            found = database.execute(sql).fetchall()
            database.commit()
            return found

    def lines(self) -> list[dict[str, Any]]:
        """What was logged; what a command writes for whoever started it is no log."""
        said = [
            line for line in self.log.read_text().splitlines() if line != "The clock runs. Ctrl-C stops it."
        ]
        return [json.loads(line) for line in said]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    try:
        site.open()
        yield site
    finally:
        site.end()


def play(site: Site) -> None:
    """Some tables of guests under load."""
    words = ["--url", site.url, "--tables", "3", "--players", "2", "--duration", "1"]
    done = subprocess.run(
        [sys.executable, "manage.py", "loadtest", *words],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def live(site: Site) -> set[str]:
    """People's secrets, after they have done what people do: also what is wrong."""
    token = site.call("guests", name=NAME)["token"]
    table = site.call("tables", token, seats=2)["code"]
    site.fill_in("/accounts/signup/", username=NAME, email=ADDRESS, password1=PASSWORD)
    site.fill_in("/accounts/login/", login=ADDRESS, password="wrong-" + PASSWORD)
    site.fill_in("/accounts/password/reset/", email=ADDRESS)
    until(lambda: bool(site.rows("SELECT 1 FROM accounts_letter WHERE state = 'sent'")), site)
    letters = "".join(path.read_text() for path in (site.folder / "mail").iterdir())
    links = re.findall(r"http://\S+?/accounts/\S+?/([\w:=.-]{12,})/?", letters.replace("=\n", ""))
    for secret in [*links, "NoSuchKey-2345-abcdefghijklmnopq"]:
        site.ask(f"/accounts/confirm-email/{secret}/")
        site.ask(f"/accounts/password/reset/key/{secret}/")
        site.ask(f"/replays/{secret}/")
    for path in (f"/tables/{table}/nothing", f"/nowhere/{table}/{ADDRESS}", f"/faulty/500/?to={ADDRESS}"):
        site.ask(path)
    site.ask(f"/tables/{table}/", b"seat=1&card=KH")
    site.ask("/api/v1/me", None, Authorization=f"Bearer {token[:-1]}")
    site.ask(f"/api/v1/tables/{table}/nothing", b'{"card": "KH"}', Authorization=f"Bearer {token}")
    return {ADDRESS, NAME, PASSWORD, token, table, *links}


def break_a_game(site: Site) -> int:
    """One that is being played, with events to break; the next clock is made to look at it."""
    site.clock.kill()
    site.clock.wait(PATIENCE)
    (game,) = site.rows(LONGEST)[0]
    site.rows(f'UPDATE games_gameevent SET data = \'{{"card":"KH"}}\' WHERE game_id = {game} AND seq > 2')
    site.rows(f"{DUE} WHERE game_id = {game}")
    return int(game)


def set_aside(site: Site, game: int) -> bool:
    """Whether it has been; until then it is due, whatever the clock that was killed had still sent to the database."""
    site.rows(f"{DUE} WHERE game_id = {game}")
    return f"set aside: game {game}" in site.log.read_text()


@pytest.mark.django_db
def test_the_logs_of_a_loaded_run_hold_no_secret(site: Site) -> None:
    secrets = live(site)
    play(site)
    secrets |= {code for (code,) in site.rows("SELECT code FROM games_table")}
    game = break_a_game(site)
    site.manage("run_clock")  # A new one, which has not folded the game.
    until(lambda: set_aside(site, game), site)
    site.end()

    lines = site.lines()
    for line in lines:
        assert line.keys() >= {"time", "level", "logger", "message"}
        words = json.dumps({part: said for part, said in line.items() if part not in {"time", "request"}})
        assert not CARD.search(words), line
        assert not [secret for secret in secrets if secret in words], line
    by_message = {line["message"]: line for line in lines}
    assert by_message["Internal Server Error: /faulty/500/"]["request"]
    assert "RuntimeError" in by_message["Internal Server Error: /faulty/500/"]["exception"]
    assert next(line for line in lines if line["message"].startswith("set aside"))["game"] == game
