"""How processes, and threads of one process, tell one another that a game has new events.

A message says which table and game, and holds the events as stored, so that whoever serves the table need not
ask the database. A message that gets lost is noticed by the gap in `seq`, or by the runtime's watch.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import secrets
import socket
import weakref
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

import msgspec
import redis
import redis.asyncio
from django.conf import settings

from accounts import redis_master
from accounts.news import Why
from games.codec import decode
from games.fold import Stored

if TYPE_CHECKING:
    from games.bulk import EventRow

log = logging.getLogger(__name__)

EVERYBODY: Final = 0
"""No table has this number: what is said there concerns all processes, whatever they serve."""
RECONNECT_SECONDS: Final = 0.5
PATIENCE_SECONDS: Final = 2.0
"""How long Redis may take for anything: a table does not wait for it longer."""
DEAD_AFTER: Final = {
    getattr(socket, name): value
    for name, value in (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
    if hasattr(socket, name)
}
"""A machine that is gone says no goodbye: without these who listens to it would wait for two hours."""


class Notice(msgspec.Struct, frozen=True, array_like=True):
    """What happened to a person or a session (accounts/news.py), for those who serve their sockets."""

    what: Literal["session_ended", "session_renamed", "access_ended", "person_changed", "awarded"]
    user: int = 0
    session: str = ""
    """The one that ended, was renamed, or is kept."""
    after: str = ""
    """The new key of a session that was renamed."""
    why: Why = "session_ended"
    achievements: tuple[str, ...] = ()
    """The keys of those that somebody has been awarded."""


class News(msgspec.Struct, frozen=True, array_like=True):
    """New events of a table's game, as they are stored; or what somebody said. Nothing of both: only look."""

    origin: str
    table: int
    game: int
    rows: list[tuple[int, datetime, str, str]]
    said: tuple[int, str] | None = None
    """A seat and its phrase."""
    notice: Notice | None = None
    """For everybody."""

    @property
    def events(self) -> list[Stored]:
        return [Stored(seq, time, decode(name, data)) for seq, time, name, data in self.rows]


Listener: TypeAlias = Callable[[News], None]


def news(origin: str, table: int, game: int, rows: Sequence[EventRow]) -> News:
    """A message about these events."""
    return News(origin, table, game, [(row.seq, row.time, row.type, row.data) for row in rows])


class Bus(Protocol):
    """The way to the others who serve a table."""

    origin: str
    alone: bool
    """Whether there is this process only, so that nothing that moves a game can be missed."""

    async def open(self, listener: Listener) -> None: ...
    async def close(self) -> None: ...
    async def subscribe(self, table: int) -> None: ...
    async def unsubscribe(self, table: int) -> None: ...
    def publish(self, message: News) -> None: ...


class LocalBus:
    """One process: only its threads have to reach its event loop."""

    alone = True
    _open: weakref.WeakSet[LocalBus] = weakref.WeakSet()

    def __init__(self) -> None:
        self.origin = secrets.token_hex(8)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: Listener | None = None

    async def open(self, listener: Listener) -> None:
        self._loop, self._listener = asyncio.get_running_loop(), listener
        LocalBus._open.add(self)

    async def close(self) -> None:
        LocalBus._open.discard(self)
        self._loop = self._listener = None

    async def subscribe(self, table: int) -> None:
        """Nothing to do: everything is heard."""

    async def unsubscribe(self, table: int) -> None:
        """Nothing to do."""

    def publish(self, message: News) -> None:
        """Nobody else is there."""

    @classmethod
    def tell(cls, message: News) -> None:
        """From any thread: hand the message to the event loops of this process."""
        for bus in list(cls._open):
            bus.hand_over(message)

    def hand_over(self, message: News) -> None:
        """From any thread: the message to this event loop's listener."""
        if self._loop is not None and self._listener is not None:
            with contextlib.suppress(RuntimeError):  # its loop has just been closed
                self._loop.call_soon_threadsafe(self._listener, message)


class RedisBus:
    """Many processes: a channel a table, and only those who serve the table listen to it.

    Speaks on two connections of its own, below the client that a library offers for occasional use: what that does
    for each message costs more than the message.
    """

    alone = False

    def __init__(self, url: str) -> None:
        self.origin = secrets.token_hex(8)
        self._own = msgspec.msgpack.encode(News(self.origin, 0, 0, []))[: 2 + len(self.origin)]
        """How every message of this process begins."""
        self._pool = redis.asyncio.ConnectionPool.from_url(
            url,
            protocol=2,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_keepalive=True,
            socket_keepalive_options=DEAD_AFTER,
            **redis_master.async_options(),
        )
        self._listening = self._pool.make_connection()  # type: ignore[no-untyped-call]
        self._telling = self._pool.make_connection()  # type: ignore[no-untyped-call]
        self._tasks: list[asyncio.Task[None]] = []
        self._tables = {EVERYBODY}
        self._outbox: list[News] = []
        self._filled = asyncio.Event()
        self._sending = asyncio.Lock()
        self._closed = False

    @property
    def hears(self) -> bool:
        """Whether the line to the others stands."""
        return bool(self._listening.is_connected)

    async def open(self, listener: Listener) -> None:
        self._tasks = [asyncio.create_task(self._read(listener)), asyncio.create_task(self._send())]

    async def close(self) -> None:
        """Say what is still to be said, and hang up."""
        await self._empty_outbox()
        self._closed = True
        # Whoever is just connecting may not hear of its cancellation, but of this.
        self._filled.set()
        for task in self._tasks:
            task.cancel()
        await self._hang_up()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._hang_up()

    async def _hang_up(self) -> None:
        for line in (self._listening, self._telling):
            await line.disconnect(nowait=True)

    async def subscribe(self, table: int) -> None:
        self._tables.add(table)
        await self._ask("SUBSCRIBE", channel(table))

    async def unsubscribe(self, table: int) -> None:
        self._tables.discard(table)
        await self._ask("UNSUBSCRIBE", channel(table))

    def publish(self, message: News) -> None:
        """Tell the others. No table waits for it: a Redis that does not answer holds up nobody's move."""
        self._outbox.append(message)
        self._filled.set()

    async def _send(self) -> None:
        while not self._closed:
            await self._filled.wait()
            await self._empty_outbox()

    async def _empty_outbox(self) -> None:
        """Say all that waits to be said, in one round trip. While Redis is away others find out from the database."""
        async with self._sending:
            waiting, self._outbox = self._outbox, []
            self._filled.clear()
            if not waiting:
                return
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._tell(waiting)
            except (redis.RedisError, OSError) as error:
                await self._telling.disconnect(nowait=True)
                log.warning("%d messages to other processes are lost: %s", len(waiting), type(error).__name__)

    async def _tell(self, messages: list[News]) -> None:
        line = self._telling
        if not line.is_connected:
            await line.connect()
        said = [("PUBLISH", channel(one.table), msgspec.msgpack.encode(one)) for one in messages]
        await line.send_packed_command(line.pack_commands(said), check_health=False)
        for _message in messages:
            await line.read_response(disable_decoding=True, timeout=math.inf)

    async def _ask(self, verb: str, *channels: str) -> None:
        """Say which tables are to be heard. While the line is cut there is nobody to ask: `_read` does it later."""
        if not self._listening.is_connected:
            return
        with contextlib.suppress(redis.RedisError, OSError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                command = self._listening.pack_command(verb, *channels)
                await self._listening.send_packed_command(command, check_health=False)

    async def _read(self, listener: Listener) -> None:
        while not self._closed:
            try:
                await self._listening.connect()
                await self._ask("SUBSCRIBE", *map(channel, self._tables))
                while not self._closed:
                    await self._read_one(listener)
            except (redis.RedisError, OSError) as error:
                log.warning("Redis does not answer: %s", type(error).__name__)
            except Exception:
                # Whatever it was: a process that does not listen is behind at every table.
                log.exception("what another process said could not be heard")
            await self._listening.disconnect(nowait=True)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _read_one(self, listener: Listener) -> None:
        kind, _channel, data = await self._listening.read_response(disable_decoding=True, timeout=math.inf)
        if kind != b"message" or data.startswith(self._own):
            return
        try:
            listener(msgspec.msgpack.decode(data, type=News))
        except msgspec.MsgspecError:
            log.warning("a message between processes could not be read")


def channel(table: int) -> str:
    """The name of a table's channel."""
    return f"{settings.REDIS_PREFIX}:table:{table}"


def make_bus() -> Bus:
    """The bus that the settings ask for."""
    return RedisBus(settings.REDIS_URL) if settings.REDIS_URL else LocalBus()


def tell_now(table: int, game: int, rows: Sequence[EventRow]) -> None:
    """From synchronous code, after its commit: tell everybody who serves the table."""
    _tell_now(news("", table, game, rows))


def notify_now(notice: Notice) -> None:
    """From synchronous code, after its commit: tell all processes."""
    _tell_now(News("", EVERYBODY, 0, [], notice=notice))


def _tell_now(message: News) -> None:
    if not settings.REDIS_URL:
        LocalBus.tell(message)
        return
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            **redis_master.options(),
        ) as connection:
            connection.publish(channel(message.table), msgspec.msgpack.encode(message))
    except (redis.RedisError, OSError) as error:
        log.warning("game %d: nobody could be told of its news: %s", message.game, type(error).__name__)
