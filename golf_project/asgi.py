"""The ASGI application: HTTP through Django, WebSockets to tables, and the runtime that they share."""

from __future__ import annotations

import asyncio
import os
from contextvars import Context
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "golf_project.settings")
http = get_asgi_application()

from channels.routing import URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from games import exposition  # noqa: E402
from games.ending import STOP_SECONDS, no_longer_than  # noqa: E402
from games.routing import websocket_urlpatterns  # noqa: E402
from games.runtime import ANSWER_SECONDS, Runtime  # noqa: E402
from golf_project.request_size import no_larger  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from games.presence import Presence

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[Any]]
    Send = Callable[[Any], Awaitable[None]]


class Application:
    """Hands each connection to HTTP or to the tables. Each event loop has one runtime."""

    def __init__(self) -> None:
        self.draining = False
        """Whether this process is about to end: whoever asks for its health is told so."""
        self._sockets = URLRouter(websocket_urlpatterns)
        self._open: set[asyncio.Task[Any]] = set()
        self._runtimes: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Future[Runtime]] = (
            WeakKeyDictionary()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "lifespan":
                await self._lifespan(receive, send)
            case "websocket":
                await self._socket(scope, receive, send)
            case "http" if scope["path"] == exposition.PATH:
                await exposition.answer(scope, send)
            case _:
                about = {"draining": self.draining, "presence": self._presence()}
                await no_larger(http, settings.LARGEST_REQUEST)(scope | about, receive, send)

    async def runtime(self) -> Runtime:
        """This event loop's runtime, started."""
        loop = asyncio.get_running_loop()
        if loop not in self._runtimes:
            # Nobody's: whoever asks first has no part in what it does from then on.
            self._runtimes[loop] = loop.create_task(_started(), context=Context())
        return await asyncio.shield(self._runtimes[loop])

    def _presence(self) -> Presence | None:
        """Who is at the tables, for pages that say so; None as long as this event loop has no runtime."""
        started = self._runtimes.get(asyncio.get_running_loop())
        if started is None or not started.done() or started.exception():
            return None
        return started.result().people.presence

    async def drain(self, notice: float) -> None:
        """Have everybody at a table go to another process: nobody new at once, the others after so many seconds.

        In between a proxy can notice that this process is not ready any more. Returns when all sockets are closed.
        """
        self.draining = True
        runtime = await self.runtime()
        await runtime.drain(notice)
        await self._all_closed(within=ANSWER_SECONDS)
        runtime.hang_up()
        await self._all_closed()

    async def _all_closed(self, within: float | None = None) -> None:
        if self._open:
            await asyncio.wait(self._open, timeout=within)

    async def stop(self) -> None:
        """Stop this event loop's runtime, if it has one."""
        future = self._runtimes.pop(asyncio.get_running_loop(), None)
        if future is not None:
            await (await future).stop()

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["runtime"] = await self.runtime()
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._open.add(task)
        try:
            await self._sockets(scope, receive, send)
        except ValueError:  # No such address.
            await send({"type": "websocket.close", "code": 4404})
        finally:
            self._open.discard(task)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.runtime()
                await send({"type": "lifespan.startup.complete"})
            else:
                await no_longer_than(STOP_SECONDS, self.stop())
                await send({"type": "lifespan.shutdown.complete"})
                return


async def _started() -> Runtime:
    runtime = Runtime()
    await runtime.start()
    return runtime


application = Application()
