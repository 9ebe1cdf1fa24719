"""uvicorn, as it serves in production."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import uvicorn
from channels.routing import get_default_application

from games import garbage, standstill
from games.consumers import LARGEST_READ
from games.ending import Ending

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator


class Server(uvicorn.Server):
    """Its own handler would close all sockets first of all; here everybody at a table is told before."""

    def __init__(self, config: uvicorn.Config, goodbye: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._ending = Ending(goodbye, self._leave)

    def _leave(self) -> None:
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Hear the signals; unlike its own, without being killed by them once all is done."""
        loop = asyncio.get_running_loop()
        self._ending.listen(loop)
        standstill.watch(loop)
        yield


def serve(host: str, port: int, *, notice: float) -> bool:
    """Serve until the process is asked to end; False where it cannot even begin."""
    application = get_default_application()
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        # Without the stream and the three tasks that each socket has with the usual one.
        ws="websockets-sansio",
        # It would keep a window of memory for each socket, and cost more time than the move itself.
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_READ + 1,
        ws_ping_interval=20,
        ws_ping_timeout=30,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    garbage.seldom()
    server = Server(config, lambda: application.drain(notice))
    server.run()
    return bool(server.started)
