"""How much one request may bring. Django would take in a whole body first, however long, and keep it on the disk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[Any]]
    Send = Callable[[Any], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY: Final = json.dumps({"code": "too_large", "message": "That was far too much."}).encode()


def no_larger(app: App, most: int) -> App:
    """The application, to which no body of more than so many bytes comes: whoever sends one is told 413."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if _declared(scope) > most:
            await _too_large(send)
            return
        request = _Request(receive, send, most)
        await app(scope, request.receive, request.send)
        if request.is_too_large and not request.is_answered:
            await _too_large(send)

    return answer


class _Request:
    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive = receive
        self._send = send
        self._left = most
        self.is_too_large = False
        self.is_answered = False

    async def receive(self) -> Any:
        """The next part of the body; to the application a client that sends too much has gone."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self.is_too_large = self.is_too_large or self._left < 0
        return {"type": "http.disconnect"} if self.is_too_large else message

    async def send(self, message: Any) -> None:
        self.is_answered = True
        await self._send(message)


def _declared(scope: Scope) -> int:
    given = dict(scope["headers"]).get(b"content-length", b"")
    return int(given) if given.isdigit() else 0


async def _too_large(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    headers.append((b"content-length", str(len(BODY)).encode()))
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})
