"""A process that is killed in the middle of a hole: what was answered `ok` is there, once, and the game goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.kit import services
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60
Json = dict[str, Any]


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
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def web(self, command: str, port: int) -> subprocess.Popen[bytes]:
        """A web process that answers."""
        process = self.manage(command, "--port", str(port))
        for _try in range(PATIENCE * 10):
            assert process.poll() is None, self.log.read_text()[-2000:]
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return process
        raise AssertionError(self.log.read_text()[-2000:])

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    running = Processes(tmp_path)
    yield running
    running.end()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def post(port: int, call: str, body: Json, token: str = "") -> Json:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    url = f"http://127.0.0.1:{port}/api/v1/{call}"
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)) as answer:
        told: Json = json.load(answer)
    return told


class Bot:
    """Plays random legal moves, and remembers all that it was told."""

    def __init__(self, token: str, code: str, seed: int) -> None:
        self.token, self.code, self.dice = token, code, random.Random(seed)
        self.events: dict[int, Json] = {}
        self.acknowledged: list[int] = []
        self.game, self.seq, self.phase, self.legal = "", -1, "", list[Json]()

    def connect(self, port: int, query: str = "") -> ClientConnection:
        headers = {"Authorization": f"Bearer {self.token}"}
        return connect(f"ws://127.0.0.1:{port}/ws/tables/{self.code}/{query}", additional_headers=headers)

    def hear(self, frame: Json) -> None:
        """Learn from a frame; an event that was told before is told the same again."""
        for event in frame.get("events", ()):
            assert self.events.setdefault(event["seq"], event) == event
        self.game, self.seq = frame.get("game", self.game), max(self.seq, frame.get("seq", -1))
        self.phase = (frame.get("table") or frame.get("now") or {}).get("phase", self.phase)
        self.legal = frame.get("legal", self.legal)

    def hear_the_rest(self, line: ClientConnection) -> None:
        """What was still on its way when the line broke."""
        try:
            while True:
                self.hear(json.loads(line.recv(PATIENCE)))
        except ConnectionClosed:
            return

    def play(self, line: ClientConnection, moves: int) -> None:
        """Make so many moves that are answered `ok`, or as many as the game has left."""
        done, asked = 0, False
        while done < moves and self.phase != "game_over":
            frame = json.loads(line.recv(PATIENCE))
            self.hear(frame)
            if frame["type"] == "ok":
                self.acknowledged.append(frame["seq"])
                done += 1
            if frame["type"] in {"ok", "error"}:
                asked = False
            if not asked and (move := a_move(self.legal, self.dice, never=("take_back_seat", "rematch"))):
                line.send(json.dumps({"id": done, "seq": self.seq} | move))
                asked = True


@pytest.mark.parametrize("seed", [1, 2])
def test_a_site_that_is_killed_takes_every_game_up_where_it_was(processes: Processes, seed: int) -> None:
    port = free_port()
    site = processes.web("play", port)
    token = post(port, "guests", {})["token"]
    wish = {
        "cpus": ["maya", "kenji"],
        "start": True,
        "pace": "fast",
        "rules": {"holes": 1, "flip_mode": "always"},
    }
    bot = Bot(token, post(port, "tables", wish, token)["code"], seed)
    for moves in (3, 4):
        with connect_anew(bot, port) as line:
            bot.play(line, moves)
            site.send_signal(signal.SIGKILL)
            site.wait()
            bot.hear_the_rest(line)
        site = processes.web("play", port)
    with bot.connect(port, "?since=0") as line:
        assert json.loads(line.recv(PATIENCE))["type"] == "snapshot"
    started = 4  # The table was made, three players sat down, the game began.
    with bot.connect(port, f"?game={bot.game}&since={started}") as line:
        tail = json.loads(line.recv(PATIENCE))
        bot.hear(tail)
        assert [event["seq"] for event in tail["events"]] == list(range(started + 1, tail["seq"] + 1))
        assert set(bot.acknowledged) <= set(bot.events)
        bot.play(line, 1000)
    assert bot.phase == "game_over"
    assert max(bot.events) - started == len(bot.events)


def connect_anew(bot: Bot, port: int) -> ClientConnection:
    return bot.connect(port, f"?game={bot.game}&since={bot.seq}" if bot.game else "")


@pytest.mark.postgres
@pytest.mark.redis
def test_two_web_processes_and_a_clock_play_one_game(processes: Processes) -> None:
    """Alice and Bob sit at different processes; the clock is a third, is killed, and another one takes over."""
    server = services.postgres().at or ""
    name = f"golf_restart_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as maintenance:
        maintenance.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            processes.environment |= {
                "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl(),
                "REDIS_URL": services.redis_server().at or "",
                "REDIS_PREFIX": name,
            }
            _play_on_three_processes(processes)
        finally:
            processes.end()
            maintenance.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _play_on_three_processes(processes: Processes) -> None:
    assert processes.manage("migrate", "--verbosity", "0").wait() == 0, processes.log.read_text()[-2000:]
    ports = free_port(), free_port()
    for port in ports:
        processes.web("serve", port)
    clock = processes.manage("run_clock")
    tokens = [post(port, "guests", {})["token"] for port in ports]
    wish = {"seats": 3, "cpus": ["maya"], "pace": "fast", "visibility": "public", "rules": {"holes": 1}}
    code = post(ports[0], "tables", wish, tokens[0])["code"]
    alice, bob = Bot(tokens[0], code, 1), Bot(tokens[1], code, 2)
    with alice.connect(ports[0]) as here, bob.connect(ports[1]) as there:
        say(there, bob, "sit")
        say(here, alice, "start")
        # Whose cut is answered `ok` is among those who have cut: a busy machine may be too late for the other.
        cuts: dict[str, str] = {}
        if say(here, alice, "cut", bytes="0a" * 16):
            cuts["0"] = "0a" * 16
        if say(there, bob, "cut", bytes="0B" * 16):
            cuts["2"] = "0b" * 16
        clock.kill()
        clock.wait()
        processes.manage("run_clock")
        for _turn in range(500):
            if alice.phase == bob.phase == "game_over":
                break
            for bot, line in ((alice, here), (bob, there)):
                listen(bot, line)
                if move := a_move(bot.legal, bot.dice, never=("rematch", "stand", "remove", "rules")):
                    say(line, bot, move.pop("do"), **move)
    assert alice.phase == bob.phase == "game_over"
    told = alice.events.keys() & bob.events.keys()
    assert len(told) > 20
    for seq in told:
        assert alice.events[seq] | {"card": None} == bob.events[seq] | {"card": None}
    started = next(event for event in alice.events.values() if event["type"] == "hole_started")
    assert started["cuts"] == cuts


def say(line: ClientConnection, bot: Bot, verb: str, **fields: object) -> bool:
    """Send a message and hear everything up to its answer; whether it was `ok`."""
    line.send(json.dumps({"id": 1, "do": verb, **fields}))
    while True:
        frame = json.loads(line.recv(PATIENCE))
        bot.hear(frame)
        if frame["type"] in {"ok", "error"}:
            return bool(frame["type"] == "ok")


def listen(bot: Bot, line: ClientConnection) -> None:
    """Hear what has come in."""
    while True:
        try:
            bot.hear(json.loads(line.recv(0.05)))
        except TimeoutError:
            return
