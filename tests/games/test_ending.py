"""Real processes that are asked to end: they say so, finish, say goodbye, and are gone in time with exit code 0."""

from __future__ import annotations

import json
import signal
import socket
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Final

import pytest
from websockets.exceptions import ConnectionClosed

from tests.kit.bots import Bot, post, say
from tests.kit.processes import PATIENCE, Processes, free_port
from tests.kit.tables import laid_out

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

LONGEST: Final = 10.0
"""Seconds until a process is gone that was asked to end."""
WISH: Final = {"seats": 2, "visibility": "public"}


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    running = Processes(laid_out(tmp_path))
    yield running
    running.end()


def served(processes: Processes, *words: str) -> tuple[subprocess.Popen[bytes], int]:
    """A web process that answers, and its port."""
    port = free_port()
    process = processes.manage(*words, "--port", str(port))
    processes.until_it_answers(process, port)
    return process, port


def host_of_a_table(port: int) -> Bot:
    token = post(port, "guests", {})["token"]
    return Bot(token, post(port, "tables", WISH, token)["code"], 1)


def ready(port: int) -> list[str]:
    """What keeps this process from being given work."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=PATIENCE).close()
    except urllib.error.HTTPError as error:
        with error:
            failing: list[str] = json.load(error)["failing"]
            return failing
    return []


def goodbye(line: ClientConnection) -> tuple[str, int | None]:
    """The code of the last word, and of the close."""
    frame = {"type": ""}
    try:
        while True:
            frame = json.loads(line.recv(PATIENCE))
    except ConnectionClosed as closed:
        assert frame["type"] == "bye", frame
        return frame["code"], closed.rcvd.code if closed.rcvd else None


def ends(process: subprocess.Popen[bytes], since: float) -> None:
    """It ends by itself, in time, as if nothing were the matter."""
    assert process.wait(PATIENCE) == 0
    assert time.monotonic() - since < LONGEST


@pytest.mark.parametrize("server", ["uvicorn", "daphne"])
def test_it_is_not_ready_first_and_says_goodbye_then(processes: Processes, server: str) -> None:
    process, port = served(processes, "serve", "--server", server, "--drain-seconds", "2")
    alice = host_of_a_table(port)
    with alice.connect(port) as line:
        alice.hear(json.loads(line.recv(PATIENCE)))
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        while ready(port) != ["draining"]:
            assert time.monotonic() < asked + PATIENCE
        with alice.connect(port) as another:
            assert goodbye(another) == ("restarting", 1012)
        assert say(line, alice, "add_cpu", persona="maya")
        process.send_signal(signal.SIGTERM)  # Once more makes no difference.
        assert goodbye(line) == ("restarting", 1012)
    ends(process, asked)


def test_ctrl_c_ends_play_with_a_goodbye(processes: Processes) -> None:
    process, port = served(processes, "play")
    alice = host_of_a_table(port)
    with alice.connect(port) as line:
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert goodbye(line) == ("restarting", 1012)
    ends(process, asked)


def test_ctrl_c_twice_does_not_wait(processes: Processes) -> None:
    process, port = served(processes, "serve", "--drain-seconds", "2")
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    while ready(port) != ["draining"]:
        assert time.monotonic() < asked + PATIENCE
    process.send_signal(signal.SIGINT)
    ends(process, asked)


def test_those_who_do_not_read_hold_it_up_for_a_moment_only(processes: Processes) -> None:
    process, port = served(processes, "serve", "--drain-seconds", "0")
    alice = host_of_a_table(port)
    deaf = [deaf_socket(port, alice.code) for _socket in range(30)]
    with alice.connect(port) as line:
        for _word in range(20):
            assert say(line, alice, "say", phrase="nice") or alice.phase != "lobby"
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert goodbye(line) == ("restarting", 1012)
    ends(process, asked)
    for one in deaf:
        one.close()


def deaf_socket(port: int, code: str) -> socket.socket:
    """Somebody who asks to be shown the table, again and again, and never listens."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    one.connect(("127.0.0.1", port))
    handshake = (
        f"GET /ws/tables/{code}/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    message = b'{"do":"sync","seq":0}'
    one.sendall(handshake.encode() + (bytes([0x81, 0x80 | len(message), 0, 0, 0, 0]) + message) * 1000)
    return one


def test_a_clock_ends_in_time_too(processes: Processes) -> None:
    processes.environment["PYTHONUNBUFFERED"] = "1"
    process = processes.manage("run_clock")
    while "The clock runs." not in processes.log.read_text():
        assert process.poll() is None
        time.sleep(0.05)
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    ends(process, asked)


@pytest.mark.parametrize("seconds", ["3", "-1", "soon"])
def test_a_notice_that_leaves_no_time_for_the_rest_is_refused(processes: Processes, seconds: str) -> None:
    assert processes.manage("serve", "--drain-seconds", seconds).wait(PATIENCE) == 2
    assert "must be 0 to 2 seconds" in processes.log.read_text()
