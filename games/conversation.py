"""What is done with the messages of one socket, and what is answered: exactly one `ok` or `error` for each."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from msgspec import UNSET

from accounts.barring import Barred
from games import actions, doors, frames, hints, meters, tables
from games.actions import Stale
from games.bus import News, news
from games.journal import Unavailable
from games.manners import Manners, SlowDown, WarnedEnough
from games.protocol import BadMessage, Hint, Rematch, Say, Sit, Sync, command_for, number_of, parse, seen_of
from games.rules import commands as c
from games.rules.refusals import IllegalMove
from games.rules.state import Phase
from games.viewers import Bye

if TYPE_CHECKING:
    from games.live import LiveGame
    from games.picture import Json
    from games.protocol import Incoming
    from games.runtime import Runtime
    from games.viewers import Viewer

log = logging.getLogger(__name__)


class Conversation:
    """The talk with one socket's client."""

    __slots__ = ("manners", "runtime", "viewer")

    def __init__(self, runtime: Runtime, viewer: Viewer) -> None:
        self.runtime = runtime
        self.viewer = viewer
        self.manners = Manners()

    async def hear(self, text: str | None) -> None:
        """Do what a frame (None: a binary one) asks for, and answer it. Bye for a client that will not slow down."""
        number: int | None = None
        live = await self.runtime.games.get(self.runtime.current[self.viewer.table])
        try:
            message = parse(text)
            number = number_of(message)
            if (wait := self.runtime.traffic.count(self.viewer.user_id, self.viewer.address)) > 0:
                self.manners.warn(wait)
            self._answer(number, await self._do(live, message))
        except BadMessage as bad:
            self._refuse(bad.id, "bad_message", bad.message, field=bad.field)
        except IllegalMove as refusal:
            names = {"name": live.name_of(refusal.about)}
            self._refuse(
                number,
                refusal.code,
                _(refusal.message) % names if "%(" in refusal.message else _(refusal.message),
            )
        except Stale:
            self._refuse(number, "stale", _("The table had moved on before your move arrived."))
        except SlowDown as slow:
            self._slow_down(number, slow)
        except WarnedEnough:
            raise Bye("slow_down", _("Too many messages. Please come back in a while.")) from None
        except Barred:
            raise doors.barred() from None
        except (Unavailable, DatabaseError) as error:
            log.warning("a message could not be served: %s", type(error).__name__)
            self._refuse(number, "try_again", _("That did not work just now. Please try again."))

    def _answer(self, number: int | None, seq: int) -> None:
        self.viewer.send(frames.dumps({"type": "ok", "id": number, "seq": seq}))

    def _refuse(self, number: int | None, code: str, message: str, field: str | None = None) -> None:
        try:
            self.manners.fruitless()
        except SlowDown as slow:
            self._slow_down(number, slow)
            return
        except WarnedEnough:
            raise Bye("slow_down", _("Too many messages. Please come back in a while.")) from None
        meters.REFUSALS.labels(code).inc()
        error: Json = {"type": "error", "id": number, "code": code, "message": message}
        self.viewer.send(frames.dumps(error | ({"field": field} if code == "bad_message" else {})))

    def _slow_down(self, number: int | None, slow: SlowDown) -> None:
        meters.REFUSALS.labels("slow_down").inc()
        error = {
            "type": "error",
            "id": number,
            "code": "slow_down",
            "message": _("That was too fast. Please wait a moment."),
            "retry_after": round(slow.retry_after, 1),
        }
        self.viewer.send(frames.dumps(error))

    async def _do(self, live: LiveGame, message: Incoming) -> int:
        """Do it; the number of the last event that the client knows of then."""
        match message:
            case Sync():
                self.manners.fruitless()
                return self._sync(live, seen_of(message))
            case Say():
                return self._say(live, message)
            case Hint():
                return await self._hint(live)
            case Rematch():
                return await self._rematch(live)
        await self.manners.before_move()
        seq = await actions.act(self.runtime, live, self._command(live, message), seen=seen_of(message))
        self.manners.moved()
        return seq

    def _seat(self, live: LiveGame) -> int:
        seat = live.seat_of(self.viewer.user_id)
        if seat is None:
            raise IllegalMove("not_seated", gettext_noop("You have no seat at this table."))
        return seat

    def _command(self, live: LiveGame, message: Incoming) -> c.Command:
        if isinstance(message, Sit):
            if self.viewer.user_id is None:
                raise IllegalMove("not_allowed", gettext_noop("Sign in, or become a guest, to take a seat."))
            return c.Sit(self.viewer.user_id, None if message.seat is UNSET else message.seat)
        command = command_for(message, self._seat(live))
        if command is None:
            raise IllegalMove("not_now", gettext_noop("That cannot be done now."))
        return command

    def _sync(self, live: LiveGame, seen: int | None) -> int:
        meters.RESYNCS.labels("asked").inc()
        present = self.runtime.people.present(self.viewer.table)
        seat, signed_in = live.seat_of(self.viewer.user_id), self.viewer.user_id is not None
        frame = frames.since_or_snapshot(live, seat, present, seen, signed_in=signed_in)
        self.viewer.send(frames.dumps(frame))
        return live.seq

    def _say(self, live: LiveGame, message: Say) -> int:
        seat = self._seat(live)
        self.manners.fruitless()
        if live.person(self.viewer.user_id).muted:
            raise IllegalMove(
                "not_allowed", gettext_noop("You have been muted: what you say is shown to nobody.")
            )
        self.runtime.hub.say(live.table.id, seat, message.phrase)
        bus, table = self.runtime.bus, live.table.id
        bus.publish(News(bus.origin, table, live.id, [], (seat, message.phrase)))
        return live.seq

    async def _hint(self, live: LiveGame) -> int:
        """Tell this client alone what a pro would do."""
        state, seq, seat = live.fold.state, live.seq, self._seat(live)
        self.manners.fruitless()
        hints.check(state, seat)
        self.viewer.send(frames.dumps(await asyncio.to_thread(hints.hint, state, seat, seq)))
        return live.seq

    async def _rematch(self, live: LiveGame) -> int:
        self._seat(live)
        if live.fold.state.phase is not Phase.GAME_OVER or self.viewer.user_id is None:
            raise IllegalMove("not_now", gettext_noop("A rematch can begin when this game is over."))
        there = self.runtime.people.present(live.table.id) | {self.viewer.user_id}
        game = await self.runtime.threads.run(tables.rematch, live.id, self.viewer.user_id, there)
        begun = await self.runtime.move_to(live.table.id, game)
        self.runtime.bus.publish(news(self.runtime.bus.origin, live.table.id, game, ()))
        self.manners.moved()
        return begun.seq
