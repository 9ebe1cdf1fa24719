"""The client's end of a WebSocket, as cheap as it can be: text frames, pings answered, nothing compressed."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import ssl
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from games.loadtest.plan import Address

PATIENCE_SECONDS: Final = 20.0
LOST: Final = 1006
"""The code of a connection that ended without a word."""
SILENT: Final = 0
"""In place of a code: the other end is gone, and nobody said so."""
PONG_SECONDS: Final = 2.0
_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING = 1, 8, 9
_UNMASKED: Final = bytes(4)
"""A mask of zeros leaves the text as it is: the server has the same work, and this side none."""


class NoSocket(OSError):
    """The server did not open the WebSocket."""


class Line(asyncio.Protocol):
    """One connection. `hear` gets the text of each frame; `ended` the code of the close, once."""

    def __init__(
        self,
        address: Address,
        path: str,
        token: str,
        hear: Callable[[bytes], None],
        ended: Callable[[int], None],
    ) -> None:
        self._address = address
        self._hear = hear
        self._ended = ended
        self._rest = b""
        self._parts: list[bytes] = []
        self._code = LOST
        self._transport: asyncio.Transport | None = None
        self._doubt: asyncio.TimerHandle | None = None
        """Whether the other end has been asked for a sign of life."""
        self._key = base64.b64encode(os.urandom(16))
        self._hello = _hello(address, path, token, self._key)
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def open(self) -> None:
        """Connect; frames may be heard before this returns. NoSocket, or another OSError, where that fails."""
        address, loop = self._address, asyncio.get_running_loop()
        secure = ssl.create_default_context() if address.scheme == "https" else None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await loop.create_connection(lambda: self, address.host, address.port, ssl=secure)
                await self._opened
        except TimeoutError:
            self.close()
            raise NoSocket(f"no answer within {PATIENCE_SECONDS:.0f} seconds") from None
        except OSError:
            self.close()
            raise

    @property
    def is_open(self) -> bool:
        """Whether something may be said."""
        return self._transport is not None and self._opened.done()

    def send(self, text: bytes) -> None:
        """Send a text frame."""
        self._send(_TEXT, text)

    def doubt(self) -> None:
        """Ask the other end for a sign of life; without one the line has ended.

        A site that lives and owes an answer is not hung up on: it sends its pong.
        """
        if self._doubt is None and self._opened.done():
            self._send(_PING, b"")
            self._doubt = asyncio.get_running_loop().call_later(PONG_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._code = SILENT
        if self._transport is not None:
            self._transport.abort()

    def _trust(self) -> None:
        if self._doubt is not None:
            self._doubt.cancel()
            self._doubt = None

    def close(self) -> None:
        """Hang up; `ended` is not called any more."""
        self._ended = lambda _code: None
        self._trust()
        if self._transport is not None:
            self._send(_CLOSE, b"\x03\xe8")
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._hello)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._trust()
        if self._opened.done():
            self._ended(self._code)
        else:
            self._opened.set_exception(NoSocket("the connection was closed before the WebSocket was open"))

    def data_received(self, data: bytes) -> None:
        if self._doubt is not None:
            self._trust()
        if self._rest:
            data = self._rest + data
        if not self._opened.done():
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            self._open(head)
        self._rest = self._read_frames(data)

    def _open(self, head: bytes) -> None:
        expected = base64.b64encode(hashlib.sha1(self._key + _GUID, usedforsecurity=False).digest())
        if head.startswith(b"HTTP/1.1 101") and expected in head:
            self._opened.set_result(None)
        else:
            status = head.partition(b"\r\n")[0].decode("latin-1")
            self._opened.set_exception(NoSocket(f"the server answered {status!r}"))

    def _read_frames(self, data: bytes) -> bytes:
        """Hand over all frames that are whole; what is left."""
        at, size = 0, len(data)
        while size - at >= 2:
            head, length = at + 2, data[at + 1]
            if length == 126:
                head, length = at + 4, int.from_bytes(data[at + 2 : at + 4])
            elif length == 127:
                head, length = at + 10, int.from_bytes(data[at + 2 : at + 10])
            end = head + length
            if end > size or head > size:
                break
            first, text, at = data[at], data[head:end], end
            if first == 0x81:
                self._hear(text)
            else:
                self._other(first, text)
        return data[at:]

    def _other(self, first: int, data: bytes) -> None:
        """Pings, the close, and texts in several frames."""
        match first & 15:
            case 9:
                self._send(_PING + 1, data)
            case 8:
                self._code = int.from_bytes(data[:2]) if len(data) >= 2 else LOST
                if self._transport is not None:
                    self._send(_CLOSE, data[:2])
                    self._transport.close()
            case 0 | 1:
                self._parts.append(data)
                if first & 0x80:
                    text, self._parts = b"".join(self._parts), []
                    self._hear(text)

    def _send(self, kind: int, data: bytes) -> None:
        if self._transport is None:
            return
        size = len(data)
        length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2)
        self._transport.write(bytes((0x80 | kind,)) + length + _UNMASKED + data)


def _hello(address: Address, path: str, token: str, key: bytes) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {address.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key.decode()}",
        *([f"Authorization: Bearer {token}"] if token else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()
