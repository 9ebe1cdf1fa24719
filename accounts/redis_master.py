"""Where Redis is: at REDIS_URL; or, where REDIS_SENTINELS are named, at whichever server they call the master.

They are asked before each connection, so that connections which a failover has broken lead to the new one.
"""

from __future__ import annotations

from typing import Any, Final

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.sentinel import Sentinel as AsyncSentinel
from redis.sentinel import Sentinel

PATIENCE: Final = {"socket_connect_timeout": 1, "socket_timeout": 1}


class ToMaster(redis.Connection):
    """A connection to the master of now; host and port of the URL mean nothing."""

    def _connect(self) -> Any:
        watchers = Sentinel(settings.REDIS_SENTINELS, sentinel_kwargs=PATIENCE)  # type: ignore[no-untyped-call]
        try:
            self.host, self.port = watchers.discover_master(settings.REDIS_MASTER)  # type: ignore[no-untyped-call]
        finally:
            for watcher in watchers.sentinels:
                watcher.close()
        return super()._connect()  # type: ignore[no-untyped-call]


class AsyncToMaster(redis.asyncio.Connection):
    """The same in an event loop."""

    async def _connect(self) -> None:
        watchers = AsyncSentinel(settings.REDIS_SENTINELS, sentinel_kwargs=PATIENCE)  # type: ignore[no-untyped-call]
        try:
            self.host, self.port = await watchers.discover_master(settings.REDIS_MASTER)
        finally:
            for watcher in watchers.sentinels:
                await watcher.aclose()
        await super()._connect()  # type: ignore[no-untyped-call]


def options() -> dict[str, Any]:
    """What a client of REDIS_URL has to be made with."""
    return {"connection_class": ToMaster} if settings.REDIS_SENTINELS else {}


def async_options() -> dict[str, Any]:
    """The same for one in an event loop."""
    return {"connection_class": AsyncToMaster} if settings.REDIS_SENTINELS else {}
