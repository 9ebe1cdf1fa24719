"""Players over real WebSockets: synchronous, of random legal moves, and with a good memory."""

from __future__ import annotations

import json
import random
import urllib.request
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.kit.processes import PATIENCE
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

Json = dict[str, Any]


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


def connect_anew(bot: Bot, port: int) -> ClientConnection:
    return bot.connect(port, f"?game={bot.game}&since={bot.seq}" if bot.game else "")


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
