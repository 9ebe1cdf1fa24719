"""daphne, as it serves for `play`, and for `serve` where it is asked for. Importing it chooses Twisted's reactor."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from channels.routing import get_default_application
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor

from accounts import chores
from games import clock, standstill
from games.consumers import LARGEST_READ
from games.ending import STOP_SECONDS, Ending, no_longer_than

if TYPE_CHECKING:
    from collections.abc import Callable


class Protocol(WebSocketProtocol):  # type: ignore[misc]
    """Closes with any code; daphne's own knows 1000 and private ones, and with others it leaves the socket open."""

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802
        self.sendCloseFrame(code=code or 1000, isReply=False)


def serve(
    host: str,
    port: int,
    *,
    notice: float,
    with_clock: bool = False,
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until the process is asked to end, with the clock in the same event loop or without one."""
    application = get_default_application()
    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop  # noqa: SLF001
    tasks: list[asyncio.Task[None]] = []

    async def keep_time() -> None:
        await clock.run(await application.runtime())

    async def goodbye() -> None:
        await application.drain(notice)
        await asyncio.gather(*tasks)
        await no_longer_than(STOP_SECONDS, application.stop())  # daphne has no lifespan.

    def ready() -> None:
        server.ws_factory.protocol = Protocol
        server.ws_factory.setProtocolOptions(maxMessagePayloadSize=LARGEST_READ + 1)
        Ending(goodbye, server.stop).listen(loop)
        if with_clock:
            tasks.append(loop.create_task(keep_time()))
        else:
            standstill.watch(loop)
        on_ready()

    server = Server(
        application,
        endpoints=build_endpoint_description_strings(host=host, port=port),
        ready_callable=ready,
        signal_handlers=False,
        websocket_timeout=-1,
        ping_interval=20,
        ping_timeout=30,
        server_name="golf",
    )
    with chores.done_here() if with_clock else contextlib.nullcontext():
        server.run()
