"""The players of a yardstick: whoever is on turn says so. Two messages a turn, as in the game: draw and place."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.json import Decoder

from games.loadtest.line import Line
from games.loadtest.stopwatch import Stopwatch

if TYPE_CHECKING:
    from games.loadtest.run import Run


class Heard(Struct):
    """A frame: of a move (`events`), or the answer to one's own (`ok`)."""

    type: str
    seq: int


read: Final = Decoder(Heard).decode


class TurnTable:
    """A table of a yardstick, with its players."""

    def __init__(self, run: Run, number: int) -> None:
        self.run = run
        self.number = number
        self.code = run.dice.randrange(2**31)
        """None that an earlier run has used."""
        self.watch = Stopwatch(run.tally, run.plan.players)
        self.stopped = False
        self._turns = [Turns(self, player) for player in range(run.plan.players)]

    async def open(self) -> None:
        for turns in self._turns:
            await turns.connect()

    def begin(self) -> None:
        for player in range(self.run.plan.players):
            self.watch.heard(player, 0, perf_counter())
        self._turns[0].consider()

    @property
    def begun(self) -> bool:
        return True

    def stop(self) -> None:
        self.stopped = True

    @property
    def quiet(self) -> bool:
        return not self.watch.owed and not any(turns.waits for turns in self._turns)

    def judge(self) -> None:
        if not self.quiet:
            self.run.tally.fault("unanswered", f"table {self.number}")

    def close(self) -> None:
        self.stopped = True
        for turns in self._turns:
            turns.close()


class Turns:
    """One player, with a socket."""

    def __init__(self, table: TurnTable, player: int) -> None:
        self.waits = False
        self._table = table
        self._player = player
        self._seq = 0
        self._done = 0
        """Its own last move: the `ok` may come before the frame that tells of it."""
        self._sent = 0.0
        self._line: Line | None = None

    async def connect(self) -> None:
        address = self._table.run.plan.address(self._table.number, self._player)
        path = f"/ws/tables/{self._table.code}/"
        self._line = Line(address, path, "", self._hear, self._ended)
        await self._line.open()

    def close(self) -> None:
        if self._line is not None:
            self._line.close()

    def consider(self) -> None:
        """Move, at once or after having thought, if it is this player's turn."""
        run = self._table.run
        on_turn = self._seq // 2 % run.plan.players == self._player and self._seq >= self._done
        if self.waits or not on_turn or self._table.stopped or run.plan.idle:
            return
        self.waits = True
        if run.plan.think:
            asyncio.get_running_loop().call_later(run.thinking_time(), self._move)
        else:
            self._move()

    def _move(self) -> None:
        if self._table.stopped or self._line is None:
            self.waits = False
            return
        self._sent = perf_counter()
        self._line.send(b'{"id":%d,"seq":%d,"do":"swap","at":3}' % (self._seq, self._seq))

    def _hear(self, text: bytes) -> None:
        now, frame, tally = perf_counter(), read(text), self._table.run.tally
        tally.frame(len(text))
        if frame.type == "ok":
            self.waits, self._done = False, frame.seq
            self._table.watch.answered(frame.seq, self._sent)
        else:
            tally.events_frame(len(text))
            if frame.seq != self._seq + 1:
                tally.fault("gap", f"table {self._table.number}: {frame.seq} after {self._seq}")
            self._seq = frame.seq
            self._table.watch.heard(self._player, frame.seq, now)
        self.consider()

    def _ended(self, code: int) -> None:
        self._line = None
        self._table.run.tally.closes[str(code)] += 1
