"""A table with guests who play one whole game after the other."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Final

from games.loadtest.checks import GameChecks, Gap
from games.loadtest.player import Player
from games.loadtest.site import SetUpFailed, new_guest, new_table
from games.loadtest.stopwatch import Stopwatch

if TYPE_CHECKING:
    from games.loadtest.run import Run
    from games.loadtest.shapes import Events, Snapshot

SEATED_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.01
SILENCE_SECONDS: Final = 1.0
"""How often it is looked whether an answer is overdue."""


class PlayedTable:
    """The players of one table, what is known of its game, and how long its moves take."""

    def __init__(self, run: Run, number: int) -> None:
        self.run = run
        self.number = number
        self.code = ""
        self.game = ""
        self.may_start = False
        self.stopped = False
        self.players: list[Player] = []
        self._address = run.plan.addresses[number % len(run.plan.addresses)]
        self._checked = number % run.plan.check_every == 0
        self._checks = GameChecks(self.fault)
        self._watch = Stopwatch(run.tally, run.plan.players)
        self._game_bytes = 0
        self._moves_before = 0
        self._looking: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Guests, a table, a socket and a seat for each."""
        tokens = [await new_guest(self._address) for _player in range(self.run.plan.players)]
        self.code = await new_table(self._address, tokens[0], self.run.plan.players)
        self.players = [Player(self, number, token) for number, token in enumerate(tokens)]
        for player in self.players:
            await player.connect()
        try:
            async with asyncio.timeout(SEATED_SECONDS):
                while any(player.seat is None for player in self.players):  # noqa: ASYNC110 - a poll now is no load
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            seated = sum(player.seat is not None for player in self.players)
            raise SetUpFailed(
                f"Table {self.code}: {seated} of {len(self.players)} guests found a seat within a minute "
                f"(errors: {dict(self.run.tally.errors)}, sockets closed: {dict(self.run.tally.closes)})."
            ) from None

    def begin(self) -> None:
        self.may_start = True
        self._game_bytes = 0
        self._look()
        for player in self.players:
            player.consider()

    def _look(self) -> None:
        now = perf_counter()
        for player in self.players:
            player.look(now)
        self._looking = asyncio.get_running_loop().call_later(SILENCE_SECONDS, self._look)

    @property
    def begun(self) -> bool:
        return all(player.dealt for player in self.players)

    def stop(self) -> None:
        self.stopped = True

    @property
    def quiet(self) -> bool:
        return not self._watch.owed and not any(player.waits for player in self.players)

    def judge(self) -> None:
        now = perf_counter()
        for player in self.players:
            if waiting := player.waiting(now):
                self.fault("unanswered", waiting)
        if self._watch.owed:
            self.fault("not shown", f"{self._watch.owed} moves that were answered ok did not reach everybody")
        if not self._watch.moves + self._moves_before and not self.run.plan.idle:
            self.fault("stood still", "nobody could move")

    def close(self) -> None:
        self.stopped = True
        if self._looking is not None:
            self._looking.cancel()
        for player in self.players:
            player.close()

    # What its players report

    def count(self, size: int) -> None:
        """A frame of so many bytes reached one of the players."""
        self._game_bytes += size
        self.run.tally.frame(size)

    def fault(self, kind: str, detail: str) -> None:
        self.run.tally.fault(kind, f"table {self.code}, game {self.game}: {detail}")

    def snapshot(self, player: Player, frame: Snapshot, text: bytes, now: float) -> None:
        """A player got a snapshot; the first one of a game begins it."""
        if frame.game != self.game:
            self.game = frame.game
            self._checks = GameChecks(self.fault)
            self._moves_before += self._watch.moves
            self._watch = Stopwatch(self.run.tally, self.run.plan.players)
        if self._checked:
            self._checks.snapshot(player.seat, frame, text)
        self._watch.heard(player.number, frame.seq, now)

    def events(self, player: Player, frame: Events, text: bytes, now: float) -> None:
        """A player was told what happened."""
        self.run.tally.events_frame(len(text))
        if frame.game != self.game:
            return  # Somebody else is at the next game already.
        if player.seq + len(frame.events) != frame.seq:
            raise Gap(f"after event {player.seq} came {len(frame.events)} up to event {frame.seq}")
        if self._checked:
            self._checks.events(player.seat, player.seq, frame, text)
            self._checks.forget(self._watch.low)
        self._watch.heard(player.number, frame.seq, now)

    def answered(self, player: Player, seq: int, sent: float) -> None:
        """A player's move is durable; `seq` is its last event."""
        if player.game == self.game:
            self._watch.answered(seq, sent)

    def game_over(self) -> None:
        """The host asks for a rematch: the game was played from its start to its result."""
        self.run.tally.whole_game(self._watch.moves, self._game_bytes)
        self._game_bytes = 0
