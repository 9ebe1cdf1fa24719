"""The client's end of the WebSocket, against a server that does all that a server may do."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from websockets.asyncio.server import serve
from websockets.utils import accept_key

from games.loadtest.line import SILENT, Line, NoSocket
from games.loadtest.plan import Address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from websockets.asyncio.server import ServerConnection

PATIENCE = 10


class Heard:
    """Collects what a line hears."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self.code: int | None = None
        self._more = asyncio.Event()

    def hear(self, text: bytes) -> None:
        self.texts.append(text)
        self._more.set()

    def ended(self, code: int) -> None:
        self.code = code
        self._more.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def line_to(handler: Callable[[ServerConnection], Any]) -> AsyncIterator[tuple[Line, Heard]]:
    """An open line to a server that does this with it."""
    heard = Heard()
    async with serve(handler, "127.0.0.1", 0, ping_interval=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        line = Line(Address("http", "127.0.0.1", port), "/ws/", "a-token", heard.hear, heard.ended)
        await line.open()
        yield line, heard
        line.close()


@pytest.mark.parametrize("size", [0, 1, 125, 126, 1000, 65_535, 65_536, 300_000])
async def test_texts_of_every_size_arrive_whole(size: int) -> None:
    async def say(connection: ServerConnection) -> None:
        await connection.send("x" * size)
        await connection.send("and")
        await connection.wait_closed()

    async with line_to(say) as (_line, heard):
        await heard.until(lambda: len(heard.texts) == 2)
    assert heard.texts == [b"x" * size, b"and"]


async def test_a_text_in_several_frames_is_one() -> None:
    async def say(connection: ServerConnection) -> None:
        await connection.send(["in ", "three ", "parts"])
        await connection.wait_closed()

    async with line_to(say) as (_line, heard):
        await heard.until(lambda: bool(heard.texts))
    assert heard.texts == [b"in three parts"]


@pytest.mark.parametrize("size", [1, 125, 126, 4000])
async def test_what_is_said_arrives_with_its_token(size: int) -> None:
    async def echo(connection: ServerConnection) -> None:
        assert connection.request is not None
        await connection.send(connection.request.headers["Authorization"])
        async for text in connection:
            await connection.send(text)

    async with line_to(echo) as (line, heard):
        line.send(b"y" * size)
        await heard.until(lambda: len(heard.texts) == 2)
    assert heard.texts == [b"Bearer a-token", b"y" * size]


async def test_pings_are_answered() -> None:
    async def ping(connection: ServerConnection) -> None:
        await (await connection.ping())
        await connection.send("answered")
        await connection.wait_closed()

    async with line_to(ping) as (_line, heard):
        await heard.until(lambda: bool(heard.texts))
    assert heard.texts == [b"answered"]


async def test_the_code_of_the_close_is_told() -> None:
    async def leave(connection: ServerConnection) -> None:
        await connection.close(4404, "no such table")

    async with line_to(leave) as (_line, heard):
        await heard.until(lambda: heard.code is not None)
    assert heard.code == 4404


async def test_a_line_that_is_cut_has_its_own_code() -> None:
    async def vanish(connection: ServerConnection) -> None:
        connection.transport.abort()

    async with line_to(vanish) as (_line, heard):
        await heard.until(lambda: heard.code is not None)
    assert heard.code == 1006


async def test_who_does_not_open_a_websocket_is_told_of() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        heard = Heard()
        line = Line(Address("http", "127.0.0.1", port), "/ws/", "", heard.hear, heard.ended)
        with pytest.raises(NoSocket, match="403 Forbidden"):
            await line.open()


@asynccontextmanager
async def a_line_gone_dead() -> AsyncIterator[tuple[Line, Heard]]:
    """An open line whose other end takes everything and says nothing, as that of a machine that is gone."""
    heard = Heard()

    async def fall_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        key = (await reader.readuntil(b"\r\n\r\n")).partition(b"Sec-WebSocket-Key: ")[2].split(b"\r\n")[0]
        writer.write(f"HTTP/1.1 101 \r\nSec-WebSocket-Accept: {accept_key(key.decode())}\r\n\r\n".encode())
        await reader.read()
        writer.close()

    async with await asyncio.start_server(fall_silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        line = Line(Address("http", "127.0.0.1", port), "/ws/", "", heard.hear, heard.ended)
        await line.open()
        yield line, heard
        line.close()


async def test_a_dead_line_ends_once_it_is_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("games.loadtest.line.PONG_SECONDS", 0.05)
    async with a_line_gone_dead() as (line, heard):
        line.send(b"is anybody there?")
        line.doubt()
        await heard.until(lambda: heard.code is not None)
    assert heard.code == SILENT


async def test_a_line_that_lives_and_owes_an_answer_outlives_the_doubt() -> None:
    async def withhold(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.wait_closed()

    async with line_to(withhold) as (line, heard):
        line.send(b"is anybody there?")
        for _doubt in range(2):
            line.doubt()
            async with asyncio.timeout(PATIENCE):
                while line._doubt is not None:
                    await asyncio.sleep(0)
    assert heard.code is None
