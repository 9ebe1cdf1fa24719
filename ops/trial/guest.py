"""A guest who plays a whole game through the proxy, and later asks for its replay."""

from __future__ import annotations

import json
import random
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from websockets.sync.client import connect

SECONDS: Final = 300


@dataclass(frozen=True)
class Game:
    """A game that is over, and by what the site knows who played it."""

    number: str
    known_by: Mapping[str, str]
    """Headers: a token, or cookies."""
    moves: int

    def replay(self, site: str) -> bytes:
        """Its replay and its file, as the site sends them."""
        return b"\n".join(
            _call(f"{site}/api/v1/games/{self.number}/{what}", self.known_by) for what in ("replay", "export")
        )


def play(site: str) -> Game:
    """Sit down with two CPU players, and play until the game is over."""
    made = json.loads(_call(f"{site}/api/v1/guests", {}, {"name": f"Guest {random.randrange(10**6)}"}))
    signed = {"Authorization": f"Bearer {made['token']}"}
    wish = {"cpus": ["maya", "sage"], "pace": "instant", "start": True}
    table = json.loads(_call(f"{site}/api/v1/tables", signed, wish))
    game, moves = "", 0
    with connect(table["ws"], additional_headers=signed, open_timeout=30) as socket:
        while True:
            frame: dict[str, Any] = json.loads(socket.recv(timeout=SECONDS))
            game = str(frame.get("game") or game)
            if options := frame.get("legal"):
                move = random.choice(options)
                if move["do"] == "rematch":
                    return Game(game, signed, moves)
                many = {"at": random.sample(move["at"], move.pop("count"))} if "count" in move else {}
                one = {
                    name: random.choice(values) for name, values in move.items() if isinstance(values, list)
                }
                socket.send(json.dumps({"id": frame["seq"], "seq": frame["seq"]} | move | one | many))
                moves += 1


def _call(address: str, known_by: Mapping[str, str], body: object = None) -> bytes:
    headers = {"Content-Type": "application/json", **known_by}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, headers)
    with urllib.request.urlopen(request, timeout=120) as answer:  # nosec B310 - this trial's own
        return bytes(answer.read())
