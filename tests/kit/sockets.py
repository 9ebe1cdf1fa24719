"""A WebSocket to a table, spoken as plain ASGI to the real application.

What breaks a law of docs/protocol.md is kept in `broken`, and the club that opened the socket fails the test for it.
"""

from __future__ import annotations

import asyncio
import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tests.kit.picture import Picture

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from golf_project.asgi import Application

Json: TypeAlias = dict[str, Any]
PATIENCE: Final = 15.0
"""Seconds that anything may take, however busy the machine is."""


class Socket(Picture):
    """One connection of one client, with the picture that the client has."""

    def __init__(
        self,
        application: Application,
        path: str,
        *,
        headers: Sequence[tuple[str, str]] = (),
        query: str = "",
        knows: Socket | None = None,
    ) -> None:
        super().__init__(knows)
        self._application = application
        self._scope: Json = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
            "client": ("127.0.0.1", 50000),
            "server": ("localhost", 8000),
            "scheme": "ws",
            "subprotocols": [],
        }
        self._incoming: asyncio.Queue[Json] = asyncio.Queue()
        self._waiting: list[asyncio.Future[None]] = []
        self._task: asyncio.Future[None] | None = None
        self._reads = asyncio.Event()
        self._reads.set()
        self._numbers = 0
        self.texts: list[str] = []
        self.frames: list[Json] = []
        self.closed_with: int | None = None

    # What a client does

    async def open(self) -> Json:
        """Connect; the first frame."""
        self._incoming.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.ensure_future(self._application(self._scope, self._incoming.get, self._send))
        self._task.add_done_callback(lambda _task: self._wake())
        await self.until(lambda: bool(self.frames))
        return self.frames[0]

    def say(self, text: str | bytes) -> None:
        """Send a frame as it is."""
        kind = "text" if isinstance(text, str) else "bytes"
        self._incoming.put_nowait({"type": "websocket.receive", kind: text})

    def send(self, verb: str, **fields: object) -> int:
        """Send a message; its number."""
        self._numbers += 1
        self.say(json.dumps({"id": self._numbers, "do": verb, **fields}))
        return self._numbers

    async def do(self, verb: str, **fields: object) -> Json:
        """Send a message and wait for its answer."""
        return await self.answer(self.send(verb, **fields))

    async def ok(self, verb: str, **fields: object) -> Json:
        """Send a message that must be accepted."""
        answer = await self.do(verb, **fields)
        assert answer["type"] == "ok", answer
        return answer

    async def sync(self, seq: int) -> None:
        """Ask for everything after that event once more."""
        self._back_to = seq
        await self.ok("sync", seq=seq)

    async def refused(self, verb: str, **fields: object) -> str:
        """Send a message that must be refused, in a sentence; the code of the refusal."""
        answer = await self.do(verb, **fields)
        assert answer["type"] == "error", answer
        assert str(answer["message"]).endswith("."), answer
        return str(answer["code"])

    async def answer(self, number: int | None) -> Json:
        """The answer to the message of this number."""
        await self.until(lambda: any(map(_answers(number), self.frames)))
        return next(filter(_answers(number), self.frames))

    async def hear(self, text: str | bytes) -> Json:
        """Send a frame as it is; the next error or `ok` after it."""
        before = len(self.frames)
        self.say(text)
        await self.until(lambda: any(f["type"] in {"ok", "error"} for f in self.frames[before:]))
        return next(frame for frame in self.frames[before:] if frame["type"] in {"ok", "error"})

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what this client is going to know."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    if self._task is not None and self._task.done():
                        await self._task
                        raise AssertionError(f"the socket was closed: {self.frames[-3:]}")
                    await self._more()
        except TimeoutError:
            raise AssertionError(f"waited in vain; the last frames: {self.frames[-5:]}") from None

    async def told(self, kind: str, times: int = 1) -> Json:
        """The event of this type, as soon as it has been told so many times."""
        await self.until(lambda: len(self.events(kind)) >= times)
        return self.events(kind)[times - 1]

    async def bye(self) -> tuple[str, int | None]:
        """The code of the goodbye and of the close, once the server closes the socket."""
        assert self._task is not None
        async with asyncio.timeout(PATIENCE):
            await asyncio.shield(self._task)  # What waits in vain here is ended with the club.
        assert self.frames[-1]["type"] == "bye", self.frames[-1]
        assert str(self.frames[-1]["message"]).endswith("."), self.frames[-1]
        return str(self.frames[-1]["code"]), self.closed_with

    async def leave(self) -> None:
        """Go away without a word, and wait until the server has noticed."""
        if self._task is None:
            return
        self._reads.set()
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1006})
        async with asyncio.timeout(PATIENCE):
            await self._task
        self._task = None

    async def cut_off(self) -> None:
        """The server's own end of it, in the middle of whatever it does."""
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    def stop_reading(self) -> None:
        """From now on whatever the server sends stays in the network."""
        self._reads.clear()

    # What a client knows

    def events(self, kind: str | None = None) -> list[Json]:
        """All events told so far, in order; or those of one type."""
        told = [event for frame in self.frames for event in frame.get("events", ())]
        return [event for event in told if kind is None or event["type"] == kind]

    # How it comes to know it

    async def _send(self, message: Json) -> None:
        await self._reads.wait()
        if message["type"] == "websocket.close":
            self.closed_with = message["code"]
        elif message["type"] == "websocket.send":
            self.texts.append(message["text"])
            frame: Json = json.loads(message["text"])
            self.frames.append(frame)
            self.learn(deepcopy(frame))
        self._wake()

    async def _more(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    def _wake(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()


def _answers(number: int | None) -> Callable[[Json], bool]:
    return lambda frame: frame["type"] in {"ok", "error"} and frame["id"] == number


def a_move(legal: list[Json], dice: random.Random, *, never: Sequence[str] = ()) -> Json | None:
    """One of the moves that a client may make, as the fields of a message; None where there is nothing to do."""
    options = [option for option in legal if option["do"] not in never]
    if not options:
        return None
    option = dict(dice.choice(options))
    count = option.pop("count", None)
    if count is not None:
        return option | {"at": dice.sample(option["at"], count)}
    return {name: dice.choice(value) if isinstance(value, list) else value for name, value in option.items()}
