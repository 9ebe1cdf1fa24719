"""The site in a test's own event loop: the real ASGI application, its runtime, and a clock that obeys."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.utils import timezone

from games import clock, due, frames, tables
from games.live import load_game
from games.models import Game, GameEvent, Table
from games.rules.house_rules import from_json
from golf_project.asgi import Application, application
from tests.kit import cast
from tests.kit.sockets import Socket, a_move

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from games.live import LiveGame
    from games.rules.state import GameState
    from games.runtime import Runtime
    from tests.kit.cast import Person
    from tests.kit.hours import Hours
    from tests.kit.sockets import Json

P = ParamSpec("P")
T = TypeVar("T")
DULL = ("stand", "add_cpu", "remove", "rules", "rematch", "take_back_seat")
"""What nobody does who only wants to get on with the game."""


class Club:
    """All of the site that one test needs. What it opened is closed with it."""

    def __init__(self, application: Application, runtime: Runtime, hours: Hours) -> None:
        self.application = application
        self.runtime = runtime
        self.hours = hours
        self.sockets: list[Socket] = []
        self._neighbours: list[Club] = []
        self._clocks: list[asyncio.Task[None]] = []

    @classmethod
    async def open(cls, hours: Hours, application: Application = application) -> Club:
        return cls(application, await application.runtime(), hours)

    async def neighbour(self) -> Club:
        """The same site in another process, as it were: it shares only the database and Redis, if there is one."""
        club = await Club.open(self.hours, Application())
        self._neighbours.append(club)
        return club

    async def close(self) -> None:
        """Everybody goes home; whatever broke a law of the wire fails the test."""
        for running in self._clocks:
            running.cancel()
        await asyncio.gather(*self._clocks, return_exceptions=True)
        for socket in self.sockets:
            await socket.leave()
        for neighbour in self._neighbours:
            await neighbour.close()
        await self.application.stop()
        broken = [law for socket in self.sockets for law in socket.broken]
        assert not broken, broken

    async def ask(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function that asks the database gives back."""
        return await self.runtime.threads.run(work, *args, **kwargs)

    # People and tables

    async def person(self, name: str, *, guest: bool = True) -> Person:
        return await self.ask(cast.person, name, guest=guest)

    async def table(self, host: Person, *, rules: Json | None = None, **wish: Any) -> str:
        """A new table of this host; its code. Its CPU players do not stop to think unless they are asked to."""
        asked = {"pace": "instant"} | wish
        made = await self.ask(tables.make, host.user, tables.Wish(rules=from_json(rules or {}), **asked))
        return made.code

    def socket(
        self,
        code: str,
        who: Person | None = None,
        *,
        query: str = "",
        knows: Socket | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> Socket:
        """A socket to a table that is not open yet."""
        signed = [("Authorization", f"Bearer {who.token}")] if who else []
        path = f"/ws/tables/{code}/"
        socket = Socket(self.application, path, headers=[*signed, *headers], query=query, knows=knows)
        self.sockets.append(socket)
        return socket

    async def at(self, code: str, who: Person | None = None, **how: Any) -> Socket:
        """Somebody at a table, with the first frame heard; nobody in particular without a name."""
        socket = self.socket(code, who, **how)
        await socket.open()
        return socket

    async def back(self, gone: Socket, code: str, who: Person | None = None) -> Socket:
        """Somebody who comes back and says what they have seen."""
        return await self.at(code, who, query=f"game={gone.game}&since={gone.seq}", knows=gone)

    # What is true

    async def game_id(self, code: str) -> int:
        table = await self.ask(Table.objects.get, code=code)
        assert table.game_id is not None
        return table.game_id

    async def live(self, code: str) -> LiveGame:
        """The game at a table as the club's own runtime has it."""
        return await self.runtime.games.get(await self.game_id(code))

    async def state(self, code: str) -> GameState:
        """The state of the game at a table, folded from what is stored."""
        return (await self.ask(load_game, await self.game_id(code))).fold.state

    async def stored(self, code: str) -> list[tuple[int, str, str]]:
        """(seq, type, data) of every stored event of the game at a table."""
        rows = GameEvent.objects.filter(game_id=await self.game_id(code)).order_by("seq")
        return await self.ask(list, rows.values_list("seq", "type", "data"))

    async def row(self, code: str) -> Game:
        return await self.ask(Game.objects.get, pk=await self.game_id(code))

    async def fresh(self, code: str, who: Person | None = None) -> Json:
        """The snapshot that somebody would get who came just now."""
        live = await self.live(code)
        seat = live.seat_of(who.id if who else None)
        present = self.runtime.people.present(live.table.id)
        shown = frames.snapshot(live, seat, present, signed_in=who is not None)
        told: Json = json.loads(frames.dumps(shown))
        return told

    # Time

    async def later(self, seconds: float) -> None:
        """Let time pass, with everybody's connection alive."""
        self.hours.pass_by(seconds)
        await self.runtime._beat()

    async def tick(self) -> int:
        """Have the clock look once at all that is due; how many games it looked at."""
        claims = await self.ask(due.claim, timezone.now())
        for claim in claims:
            await clock._move_on_safely(self.runtime, claim)
        return len(claims)

    def start_clock(self) -> None:
        """The clock runs from now on."""
        self._clocks.append(asyncio.ensure_future(clock.run(self.runtime)))

    # Play

    async def play(
        self,
        sockets: Sequence[Socket],
        dice: random.Random,
        *,
        until: Callable[[], bool],
        never: Sequence[str] = DULL,
    ) -> None:
        """Have these people make random legal moves, and time pass where nobody has one, until that holds."""
        for _step in range(5000):
            if until():
                return
            able = [socket for socket in sockets if a_move(socket.legal, dice, never=never)]
            if not able:
                await self.tick()
                for socket in sockets:
                    await self.in_step(socket)
                continue
            socket = dice.choice(able)
            move = a_move(socket.legal, dice, never=never)
            assert move is not None
            await socket.ok(move.pop("do"), **move)
            for other in sockets:
                await self.in_step(other)
        raise AssertionError("the game does not end")

    async def in_step(self, socket: Socket) -> None:
        """Wait until a socket knows all that its table's live game knows."""
        live = self.runtime.games.at_hand(int(socket.game or 0))
        if live is not None:
            await socket.until(lambda: socket.seq >= live.seq or socket.game != str(live.id))
