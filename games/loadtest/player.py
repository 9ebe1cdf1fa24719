"""A guest at a table, who makes random legal moves and knows no rules."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from msgspec import DecodeError
from msgspec.json import encode

from games.loadtest.checks import Gap
from games.loadtest.line import SILENT, Line
from games.loadtest.shapes import (
    Awarded,
    Events,
    Goodbye,
    Ok,
    Presence,
    Refusal,
    Said,
    Snapshot,
    read_frame,
    read_options,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from games.loadtest.shapes import Option
    from games.loadtest.table import PlayedTable

AROUND_THE_GAME: Final = {"sit", "start", "rematch", "sync"}
"""What is said around the game is no move."""
LEGAL_WAS_LEGAL: Final = {
    "bad_message",
    "illegal_move",
    "not_allowed",
    "not_seated",
    "not_host",
    "table_full",
}
"""No race makes one of these of a move that was listed as legal."""
AFTER_AN_ERROR: Final = 0.2
RECONNECT_SECONDS: Final = (0.1, 0.5)
MOST_RECONNECTS: Final = 30
ANSWER_SECONDS: Final = 8.0
"""Whoever has waited so long for an answer doubts the connection, as the board does."""
SILENT_SECONDS: Final = 25.0
"""Whoever has heard nothing for so long does, too: the site says something every ten seconds."""


class Player:
    """One socket. Everything it does follows from the frames it hears."""

    def __init__(self, table: PlayedTable, number: int, token: str) -> None:
        self.table = table
        self.number = number
        self.seat: int | None = None
        self.host = False
        self.game = ""
        self.seq = -1
        self.dealt = False
        self._token = token
        self._legal = b"[]"
        self._line: Line | None = None
        self._asked = ""
        """The verb that waits for its answer."""
        self._sent = 0.0
        self._heard = perf_counter()
        self._count = 0
        self._to_cut = False
        """Whether a pack waits to be cut."""
        self._timer: asyncio.TimerHandle | None = None
        self._reconnects = 0
        self._coming_back: asyncio.Task[None] | None = None
        self._in_sync = True

    async def connect(self) -> None:
        """Open the socket; the first frame comes by itself."""
        table = self.table
        address = table.run.plan.address(table.number + self._reconnects, self.number + self._reconnects)
        since = f"?game={self.game}&since={self.seq}" if self.game else ""
        path = f"/ws/tables/{table.code}/{since}"
        self._line = Line(address, path, self._token, self.hear, self._ended)
        await self._line.open()
        self._heard = perf_counter()

    @property
    def _is_connected(self) -> bool:
        return self._line is not None and self._line.is_open

    @property
    def waits(self) -> bool:
        """Whether something that it sent has not been answered."""
        return bool(self._asked)

    def waiting(self, now: float) -> str:
        """What it waits for, and for how long; empty: nothing."""
        if not self._asked:
            return ""
        return (
            f"seat {self.seat} has waited {now - self._sent:.1f} s for the answer to its {self._asked} after event "
            f"{self.seq}, and last heard something {now - self._heard:.1f} s ago"
        )

    def close(self) -> None:
        self._stop_timer()
        if self._coming_back is not None:
            self._coming_back.cancel()
        if self._line is not None:
            self._line.close()

    # Hearing

    def hear(self, text: bytes) -> None:
        """Take in a frame."""
        now = self._heard = perf_counter()
        table = self.table
        table.count(len(text))
        try:
            self._take_in(read_frame(text), text, now)
        except (DecodeError, ValueError, LookupError) as error:
            table.fault("unreadable", f"{error}: {text.decode(errors='replace')}")
        except Gap as gap:
            table.fault("gap", f"seat {self.seat}: {gap}")
            self._ask_for_the_rest()

    def _take_in(self, frame: object, text: bytes, now: float) -> None:
        match frame:
            case Events():
                self._go_on(frame, text, now)
            case Ok():
                self._answered(frame)
            case Refusal():
                self._refused(frame)
            case Snapshot():
                self._begin(frame, text, now)
            case Presence():
                if frame.seq > self.seq and self._in_sync:
                    raise Gap(f"presence knows of event {frame.seq} after event {self.seq}")
            case Goodbye():
                self.table.run.tally.errors[f"bye {frame.code}"] += 1
            case Said() | Awarded():
                pass

    def _begin(self, frame: Snapshot, text: bytes, now: float) -> None:
        if frame.game == self.game and frame.seq < self.seq:
            self.table.fault("order", f"a snapshot goes back from event {self.seq} to {frame.seq}")
        self.game, self.seq, self._in_sync = frame.game, frame.seq, True
        self.seat, self.host, self._legal = frame.you.seat, frame.you.host, bytes(frame.legal)
        table = frame.table
        self._to_cut = table.phase == "hole_over" or (table.phase == "opening" and table.hole == 0)
        self.dealt = table.hole > 0
        self.table.snapshot(self, frame, text, now)
        self.consider()

    def _go_on(self, frame: Events, text: bytes, now: float) -> None:
        if not self._in_sync and frame.you is None:
            return
        if frame.game != self.game:
            self.table.fault("order", f"events of game {frame.game} at game {self.game}")
            return
        self.table.events(self, frame, text, now)
        self.seq, self._in_sync = frame.seq, True
        if frame.you is not None:
            self.seat, self.host = frame.you.seat, frame.you.host
        self._legal = bytes(frame.legal)
        if b'"hole_started"' in text:
            self._to_cut, self.dealt = False, True
        elif b'"hole_ended"' in text:
            self._to_cut = b'"game_ended"' not in text
        self.consider()

    def _answered(self, frame: Ok) -> None:
        verb, self._asked = self._asked, ""
        if frame.id != self._count or not verb:
            self.table.fault("answer", f"an ok to message {frame.id}, where the last one was {self._count}")
        if frame.seq > self.seq and self._in_sync:
            self.table.fault("order", f"an ok for event {frame.seq} came when the last event was {self.seq}")
        if verb not in AROUND_THE_GAME:
            self.table.answered(self, frame.seq, self._sent)
        self.consider()

    def _refused(self, frame: Refusal) -> None:
        verb, self._asked = self._asked, ""
        self.table.run.tally.errors[frame.code] += 1
        if frame.code in LEGAL_WAS_LEGAL:
            self.table.fault("refused", f"{verb}, which was legal: {frame.code}, {frame.message}")
        self._in_sync = self._in_sync or verb == "sync"
        self._later(AFTER_AN_ERROR)

    # Doing

    def consider(self) -> None:
        """Do now, or after having thought, what there is to do; whoever is not connected does it once they are."""
        if self._asked or self._timer is not None or self.table.stopped or not self._is_connected:
            return
        wish = self._wish()
        if wish is None:
            return
        if self.table.run.plan.think and wish["do"] not in AROUND_THE_GAME:
            self._later(self.table.run.thinking_time())
        else:
            self._send(wish)

    def _later(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._time_is_up)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_is_up(self) -> None:
        self._timer = None
        if not self._asked and not self.table.stopped and (wish := self._wish()) is not None:
            self._send(wish)

    def _wish(self) -> dict[str, Any] | None:
        """What to say next, from what is legal; None: wait."""
        if self._to_cut and self.seat is not None:
            return {"do": "cut", "bytes": self.table.run.dice.randbytes(16).hex()}
        if self._legal == b"[]":
            return None
        options = {option.do: option for option in read_options(self._legal)}
        if "sit" in options:
            return {"do": "sit"}
        if "stand" in options:  # The lobby. With no seat left for a CPU player everybody is there.
            full = "start" in options and "add_cpu" not in options
            return {"do": "start"} if full and self.table.may_start else None
        if "rematch" in options:
            return {"do": "rematch"} if self.host else None
        if self.table.run.plan.idle and self.dealt:
            return None
        return a_move(list(options.values()), self.table.run.dice)

    def _send(self, wish: dict[str, Any]) -> None:
        self._count += 1
        self._asked = wish["do"]
        if self._asked == "cut":
            self._to_cut = False
        elif self._asked == "rematch":
            self.table.game_over()
        message = {"id": self._count, "seq": self.seq} | wish
        if self._line is not None:
            self._sent = perf_counter()
            self._line.send(encode(message))

    def _ask_for_the_rest(self) -> None:
        """There is a gap: ask for all after the last event that is known."""
        if self._in_sync and not self._asked:
            self._in_sync = False
            self._send({"do": "sync"})

    # Coming back

    def look(self, now: float) -> None:
        """Doubt the connection where an answer, or any word at all, is overdue."""
        unanswered = bool(self._asked) and now - self._sent > ANSWER_SECONDS
        if self._line is not None and (unanswered or now - self._heard > SILENT_SECONDS):
            self._line.doubt()

    def _ended(self, code: int) -> None:
        """The server has hung up, or is not there any more."""
        self._line, self._asked = None, ""
        self._stop_timer()
        self.table.run.tally.closes["silent" if code == SILENT else str(code)] += 1
        if not self.table.stopped:
            self._coming_back = asyncio.create_task(self._come_back())

    async def _come_back(self) -> None:
        """Connect anew, at the next of the addresses, and go on from the last event."""
        dice = self.table.run.dice
        for _try in range(MOST_RECONNECTS):
            await asyncio.sleep(dice.uniform(*RECONNECT_SECONDS))
            self._reconnects += 1
            try:
                await self.connect()
            except OSError:
                self.table.run.tally.errors["unreachable"] += 1
            else:
                return


def a_move(options: Sequence[Option], dice: random.Random) -> dict[str, Any]:
    """One of the moves that are legal, any of them."""
    option = dice.choice(options)
    move: dict[str, Any] = {"do": option.do}
    if option.count is not None:
        move["at"] = dice.sample(option.at, option.count)
    elif option.at:
        move["at"] = dice.choice(option.at)
    if option.source:
        move["from"] = dice.choice(option.source)
    return move
