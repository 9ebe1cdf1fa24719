"""Those who look at a table: one socket each, and what waits to be sent to it.

A frame goes out at once and in order, in the task of whoever shows it. Only a socket that has no room gets a task
of its own until it has caught up, so that a slow reader holds up nobody.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

    Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

MOST_WAITING: Final = 512
"""Frames that wait for a reader before it counts as too slow."""


class Bye(Exception):
    """A socket is to be closed, with a word of why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class Viewer:
    """One socket at a table: somebody at a seat, or in the gallery. `send` is the socket's own."""

    __slots__ = (
        "_catching_up",
        "_parting",
        "_send",
        "_waiting",
        "address",
        "busy",
        "ended",
        "greeted",
        "session",
        "table",
        "user_id",
    )

    def __init__(
        self, table: int, user_id: int | None, session: str | None, send: Send, address: str = ""
    ) -> None:
        self.table = table
        self.user_id = user_id
        self.session = session
        self.address = address
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.greeted = False
        """Whether it has had its first frame: before that it is shown nothing."""
        self.busy = False
        """Whether what its client has asked for is just being done."""
        self._parting: Bye | None = None
        self._send = send
        self._waiting: list[str] = []
        self._catching_up: asyncio.Task[None] | None = None

    def greet(self, text: str) -> None:
        """Send the first frame."""
        self.greeted = True
        self.send(text)

    def send(self, text: str) -> None:
        """Send a frame after those before it. Whoever does not read is sent away, to come back and sync."""
        if self.ended.done():
            return
        if self._catching_up is None:
            self._send_at_once(text)
        elif len(self._waiting) < MOST_WAITING:
            self._waiting.append(text)
        else:
            self.end(Bye("too_slow", gettext_noop("Your connection did not keep up. It starts afresh.")))

    def end(self, bye: Bye) -> None:
        """Close this socket, with a word of why."""
        if not self.ended.done():
            self.ended.set_exception(bye)

    def end_politely(self, bye: Bye) -> None:
        """Close this socket, after the answer to what its client has asked for already."""
        self._parting = bye
        if not self.busy:
            self.end(bye)

    def answered(self) -> None:
        """Its client's message has been done and answered."""
        self.busy = False
        if self._parting is not None:
            self.end(self._parting)

    async def caught_up(self) -> None:
        """Returns when all frames so far have been sent."""
        while self._catching_up is not None:
            await asyncio.wait({self._catching_up})

    def close(self) -> None:
        """Send nothing more."""
        if not self.ended.cancel() and not self.ended.cancelled():
            self.ended.exception()  # Heard of by now, or of no interest any more.
        if self._catching_up is not None:
            self._catching_up.cancel()

    def _send_at_once(self, text: str) -> None:
        """Run the socket's `send` here, without a task, as far as it comes: nearly always to its end."""
        sending = self._send(_frame(text))
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 - the other side is gone, in whatever way
            self.close()
        else:
            self._catching_up = asyncio.ensure_future(self._catch_up(_Rest(sending, waits_for)))

    async def _catch_up(self, rest: _Rest) -> None:
        try:
            await rest
            while self._waiting:
                await self._send(_frame(self._waiting.pop(0)))
        except Exception:  # noqa: BLE001 - as above
            self.close()
        finally:
            self._catching_up = None


def _frame(text: str) -> dict[str, Any]:
    return {"type": "websocket.send", "text": text}


class _Rest:
    """A coroutine that has been run until it had to wait for something, to be awaited from there on."""

    def __init__(self, begun: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self._begun = begun
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self._waits_for
        while True:
            try:
                got = yield waits_for
            except BaseException as error:  # noqa: BLE001 - handed on to where it belongs
                resume = partial(self._begun.throw, error)
            else:
                resume = partial(self._begun.send, got)
            try:
                waits_for = resume()
            except StopIteration:
                return
