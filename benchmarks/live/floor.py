"""The floor: the least program that stores a row durably and sends it to four sockets. It knows no rules.

Plain ASGI on uvicorn. All moves that wait are stored by one insert, which is its own transaction; then each table's
sockets are sent their frame directly, who moved gets an `ok`, and the batch is published once.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import psycopg
import redis.asyncio

from benchmarks.live.serving import asked, serve

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from benchmarks.live.serving import Asked

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

MAKE = "CREATE TABLE IF NOT EXISTS floor (game bigint, seq integer, data text, PRIMARY KEY (game, seq))"
STORE = "INSERT INTO floor SELECT * FROM unnest(%s::bigint[], %s::integer[], %s::text[])"


class Said(msgspec.Struct):
    """A message. `seq`: the last move that its sender had seen."""

    id: int
    seq: int


class Move(NamedTuple):
    table: int
    seq: int
    number: int
    answer: Send


class Batch(msgspec.Struct, array_like=True):
    """Stored moves, for other processes."""

    origin: str
    moves: list[tuple[int, int]]


class Floor:
    """The application, and its one writer."""

    def __init__(self, wish: Asked) -> None:
        self._wish = wish
        self._row = wish.stored(columns=12)
        self._sockets: dict[int, list[Send]] = defaultdict(list)
        self._waiting: list[Move] = []
        self._filled = asyncio.Event()
        self._in_order = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1)
        self._origin = secrets.token_hex(8)
        self._read = msgspec.json.Decoder(Said).decode
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await self._start()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await self._hear(int(scope["path"].split("/")[3]), receive, send)

    async def _start(self) -> None:
        self._database = psycopg.connect(self._wish.database, autocommit=True)
        with contextlib.suppress(psycopg.errors.UniqueViolation):  # Another process makes it at this moment.
            self._database.execute(MAKE)
        self._redis = redis.asyncio.Redis.from_url(self._wish.redis)
        self._spawn(self._write())
        if self._wish.many:
            pubsub = self._redis.pubsub(ignore_subscribe_messages=True)
            await pubsub.subscribe(self._wish.prefix)
            self._spawn(self._listen(pubsub))

    async def _hear(self, table: int, receive: Receive, send: Send) -> None:
        self._sockets[table].append(send)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                said = self._read(message["text"])
                self._waiting.append(Move(table, said.seq + 1, said.id, send))
                self._filled.set()
        finally:
            self._sockets[table].remove(send)

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._filled.wait()
            self._filled.clear()
            batch, self._waiting = self._waiting, []
            await loop.run_in_executor(self._thread, self._store, batch)
            await self._show((move.table, move.seq) for move in batch)
            for move in batch:
                ok = f'{{"type":"ok","id":{move.number},"seq":{move.seq}}}'
                await move.answer({"type": "websocket.send", "text": ok})
            self._spawn(self._publish(batch))

    def _store(self, batch: list[Move]) -> None:
        columns = [move.table for move in batch], [move.seq for move in batch], [self._row] * len(batch)
        self._database.execute(STORE, columns, prepare=True)

    async def _show(self, moves: Iterable[tuple[int, int]]) -> None:
        for table, seq in moves:
            message = {"type": "websocket.send", "text": self._wish.moved(seq)}
            for send in self._sockets[table]:
                await send(message)

    async def _publish(self, batch: list[Move]) -> None:
        told = Batch(self._origin, [(move.table, move.seq) for move in batch])
        async with self._in_order:
            await self._redis.publish(self._wish.prefix, msgspec.msgpack.encode(told))

    async def _listen(self, pubsub: redis.asyncio.client.PubSub) -> None:
        async for message in pubsub.listen():
            batch = msgspec.msgpack.decode(message["data"], type=Batch)
            if batch.origin != self._origin:
                await self._show(batch.moves)

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


if __name__ == "__main__":
    wish = asked()
    serve(Floor(wish), wish.port)
