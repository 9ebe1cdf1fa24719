"""A process that is killed in the middle of a hole: what was answered `ok` is there, once, and the game goes on."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.kit import services
from tests.kit.bots import Bot, connect_anew, listen, post, say
from tests.kit.processes import PATIENCE, Processes, free_port
from tests.kit.sockets import a_move
from tests.kit.tables import laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    running = Processes(laid_out(tmp_path))
    yield running
    running.end()


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
