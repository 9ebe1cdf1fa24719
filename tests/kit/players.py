"""Players who stay: over real WebSockets to any of several processes, and back at once when one is gone.

A move that was not answered is sent again with its `seq`, and everything heard is remembered, with the time.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from tests.kit.picture import Picture
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from collections.abc import Sequence

    from websockets.asyncio.client import ClientConnection

Json = dict[str, Any]
NEVER: Final = (
    "take_back_seat",
    "rematch",
    "stand",
    "remove",
    "rules",
    "add_cpu",
    "undo_draw",
    "start",
    "sit",
)
"""What a player does not do by chance."""
AGAIN: Final = 0.3
"""Seconds until a move that was answered `try_again` is sent again."""
SILENCE: Final = 30.0
"""Seconds without a word after which a connection counts as dead: presence is told every ten."""
GONE: Final = (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError)


@dataclass
class Move:
    """What a player asked for, the last event that they had seen then, and what was answered in the end."""

    number: int
    seen: int
    message: Json
    port: int = 0
    answer: Json | None = None
    answered_at: float = 0.0

    @property
    def ok(self) -> int | None:
        """The `seq` of the answer `ok`; None for any other, and for none."""
        return self.answer["seq"] if self.answer and self.answer["type"] == "ok" else None


class Player:
    """A person at a table, or somebody who only watches (without a token)."""

    def __init__(
        self, code: str, ports: Sequence[int], *, token: str = "", pause: float = 0.01, stay: float = 1e9
    ) -> None:
        """`ports`: where to call, the usual one first. `stay`: seconds until another process is tried anyway."""
        self.code, self.ports, self.token, self.pause, self.stay = code, ports, token, pause, stay
        self.dice = random.Random(f"{code} {token} {ports}")
        self.picture = Picture()
        self.events: dict[int, Json] = {}
        self.heard_at: dict[int, float] = {}
        self.jumps: list[range] = []
        """Events that a snapshot was shown in place of."""
        self.moves: list[Move] = []
        self.refusals: Counter[str] = Counter()
        self.goodbyes: Counter[str] = Counter()
        self.lost = 0
        """How often the other side was suddenly gone."""
        self.port = 0
        """Where this player is connected; 0 while nowhere."""
        self.holds_still = False
        self._unanswered: Move | None = None

    @property
    def is_over(self) -> bool:
        return bool(self.picture.table) and self.picture.table["phase"] in {"game_over", "abandoned"}

    @property
    def oks(self) -> list[Move]:
        """The moves that were answered `ok`."""
        return [move for move in self.moves if move.ok is not None]

    @property
    def situation(self) -> Json:
        """Where this player stands, for whoever wants to know why nothing happens."""
        table = {name: self.picture.table.get(name) for name in ("game", "phase", "turn", "due_at")}
        return table | {
            "seq": self.picture.seq,
            "you": self.picture.you,
            "port": self.port,
            "moves": self.moves[-2:],
        }

    async def play(self) -> None:
        """Play until the game is over and every move is answered. Comes back whenever the connection is lost."""
        for port in itertools.cycle(self.ports):
            try:
                async with connect(self._url(port), **self._how()) as line:
                    self.port = port
                    await self._stay(line)
            except GONE:
                self.lost += self.port != 0
            self.port = 0
            if self.is_over and self._unanswered is None:
                return
            await asyncio.sleep(self.dice.uniform(0.05, 0.25))

    def _url(self, port: int) -> str:
        seen = f"?game={self.picture.game}&since={self.picture.seq}" if self.picture.game else ""
        return f"ws://127.0.0.1:{port}/ws/tables/{self.code}/{seen}"

    def _how(self) -> dict[str, Any]:
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"additional_headers": signed, "proxy": None, "compression": None, "ping_interval": None}

    async def _stay(self, line: ClientConnection) -> None:
        """Play over this connection until it ends."""
        until = time.monotonic() + self.stay * self.dice.uniform(0.5, 1.5)
        await self._hear(line)
        if self._unanswered is not None:
            await self._send(line, self._unanswered)
        while (not self.is_over or self._unanswered) and time.monotonic() < until:
            if self._unanswered is None and (message := self._choose()):
                await asyncio.sleep(self.pause)
                self._unanswered = Move(len(self.moves), self.picture.seq, message)
                self.moves.append(self._unanswered)
                await self._send(line, self._unanswered)
            if self.holds_still:
                with contextlib.suppress(TimeoutError):
                    await self._hear(line, within=0.1)
            else:
                await self._hear(line)

    async def _send(self, line: ClientConnection, move: Move) -> None:
        move.port = self.port
        await line.send(json.dumps({"id": move.number, "seq": move.seen} | move.message))

    async def _hear(self, line: ClientConnection, within: float = SILENCE) -> None:
        async with asyncio.timeout(within):
            frame = json.loads(await line.recv())
        for event in frame.get("events", ()):
            self.events[event["seq"]] = event
            self.heard_at[event["seq"]] = time.time()
        kind = frame["type"]
        if kind == "bye":
            self.goodbyes[frame["code"]] += 1
        elif kind == "snapshot" and frame["game"] == self.picture.game and frame["seq"] > self.picture.seq:
            self.jumps.append(range(self.picture.seq + 1, frame["seq"] + 1))
        elif kind in {"ok", "error"}:
            await self._answered(line, frame)
        self.picture.learn(frame)

    async def _answered(self, line: ClientConnection, frame: Json) -> None:
        move = self._unanswered
        if move is None or frame["id"] != move.number:
            self.picture.broken.append(f"an answer to nothing: {frame}")
            return
        if frame["type"] == "error":
            self.refusals[frame["code"]] += 1
        if frame.get("code") in {"try_again", "slow_down"}:
            await asyncio.sleep(frame.get("retry_after", AGAIN))
            await self._send(line, move)
            return
        move.answer, move.answered_at = frame, time.time()
        self._unanswered = None

    def _choose(self) -> Json | None:
        """What to do now, if anything."""
        table, you = self.picture.table, self.picture.you
        if not self.token or self.holds_still or not table:
            return None
        if table["phase"] == "lobby":
            if self.picture.may("sit"):
                return {"do": "sit"}
            full = None not in table["seats"]
            return {"do": "start"} if full and self.picture.may("start") else None
        if table["phase"] == "opening" and not table["hole"] and not self._has("cut"):
            return {"do": "cut", "bytes": self.dice.randbytes(16).hex()}
        move = a_move(self.picture.legal, self.dice, never=NEVER)
        if move and move["do"] == "swap":
            grid = table["seats"][you["seat"]]["grid"]
            hidden = [at for at, card in enumerate(grid) if card is None]
            move["at"] = self.dice.choice(hidden or [move["at"]])
        return move

    def _has(self, verb: str) -> bool:
        return any(move.message["do"] == verb for move in self.moves)
