"""Who is at which table, in all processes: each process says so for its own sockets, again and again.

What a process said is good for a while only, so nothing depends on a goodbye. The time of the last word
tells since when a table has been left. That a word has changed is told on the bus (runtime.py); here it is only kept.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import msgspec
import redis
import redis.asyncio
from django.conf import settings

from accounts import redis_master

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

log = logging.getLogger(__name__)

BEAT_SECONDS: Final = 5
GOOD_FOR_SECONDS: Final = 12
"""Two beats and a little, so that one of them may be lost; and a player has time to come back after a restart."""
REMEMBERED_SECONDS: Final = 24 * 3600
MOST_CONNECTIONS: Final = 10


class Word(msgspec.Struct, frozen=True, array_like=True):
    """What a process says of a table: when, which users are seated there with a socket, how many watch."""

    at: float
    users: list[int]
    gallery: int


class Attendance(NamedTuple):
    """Who is at a table now, and when somebody last was (seconds since 1970; None: there is no word of it).

    `processes`: those that say so, by the names they have on the bus; None while nobody can know.
    """

    users: frozenset[int]
    gallery: int
    last_seen: float | None
    processes: frozenset[str] | None = None


class Presence(Protocol):
    """Where the words are kept."""

    async def say(self, process: str, tables: Mapping[int, tuple[Iterable[int], int]]) -> None:
        """What this process knows of these tables now: (users, gallery) for each."""
        ...

    async def at(self, table: int) -> Attendance | None:
        """Who is at a table, by everybody's word; None while nobody can know."""
        ...

    async def at_each(self, tables: Sequence[int]) -> Mapping[int, Attendance] | None:
        """The same for many tables at once."""
        ...

    def now_at(self, tables: Sequence[int]) -> Mapping[int, Attendance] | None:
        """The same for a page, which waits in a thread of its own: nothing of this passes through the event loop."""
        ...

    async def close(self) -> None: ...


def attendance(words: Iterable[Word], now: float) -> Attendance:
    """What the words of all processes come to."""
    said = list(words)
    fresh = [word for word in said if _is_fresh(word, now)]
    users = frozenset(user for word in fresh for user in word.users)
    return Attendance(
        users, sum(word.gallery for word in fresh), max((word.at for word in said), default=None)
    )


class LocalPresence:
    """In the memory of the one process."""

    def __init__(self) -> None:
        self._words: dict[int, dict[str, Word]] = {}

    async def say(self, process: str, tables: Mapping[int, tuple[Iterable[int], int]]) -> None:
        for table, (users, gallery) in tables.items():
            self._words.setdefault(table, {})[process] = Word(time.time(), list(users), gallery)

    async def at(self, table: int) -> Attendance:
        return attendance(self._words.get(table, {}).values(), time.time())

    async def at_each(self, tables: Sequence[int]) -> Mapping[int, Attendance]:
        return {table: await self.at(table) for table in tables}

    def now_at(self, tables: Sequence[int]) -> Mapping[int, Attendance]:
        now = time.time()
        # A copy, as the event loop may hear from somebody new meanwhile.
        return {table: attendance(self._words.get(table, {}).copy().values(), now) for table in tables}

    async def close(self) -> None:
        """Nothing to close."""


class RedisPresence:
    """In Redis: a hash a table, a field a process."""

    def __init__(self, url: str) -> None:
        # A crowd that comes all at once waits for one of a few connections, rather than be told there are no more.
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            url,
            max_connections=MOST_CONNECTIONS,
            timeout=2,
            socket_connect_timeout=2,
            socket_timeout=2,
            **redis_master.async_options(),
        )
        self._redis = redis.asyncio.Redis.from_pool(pool)
        self._for_pages = redis.Redis.from_pool(
            redis.BlockingConnectionPool.from_url(
                url,
                max_connections=MOST_CONNECTIONS,
                timeout=1,
                socket_connect_timeout=1,
                socket_timeout=1,
                **redis_master.options(),
            )
        )

    async def say(self, process: str, tables: Mapping[int, tuple[Iterable[int], int]]) -> None:
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for table, (users, gallery) in tables.items():
                    word = msgspec.msgpack.encode(Word(time.time(), list(users), gallery))
                    pipe.hset(_key(table), process, word)
                    pipe.expire(_key(table), REMEMBERED_SECONDS)
                await pipe.execute()
        except (redis.RedisError, OSError) as error:
            log.warning("presence could not be told: %s", type(error).__name__)

    async def at(self, table: int) -> Attendance | None:
        found = await self.at_each([table])
        return None if found is None else found[table]

    async def at_each(self, tables: Sequence[int]) -> Mapping[int, Attendance] | None:
        """While Redis is away nobody knows."""
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for table in tables:
                    pipe.hgetall(_key(table))
                found: list[dict[bytes, bytes]] = await pipe.execute()
        except (redis.RedisError, OSError):
            return None
        now = time.time()
        return {table: _heard(fields, now) for table, fields in zip(tables, found, strict=True)}

    def now_at(self, tables: Sequence[int]) -> Mapping[int, Attendance] | None:
        """While Redis is away nobody knows."""
        try:
            with self._for_pages.pipeline(transaction=False) as pipe:
                for table in tables:
                    pipe.hgetall(_key(table))
                found: list[dict[bytes, bytes]] = pipe.execute()
        except (redis.RedisError, OSError):
            return None
        now = time.time()
        return {table: _heard(fields, now) for table, fields in zip(tables, found, strict=True)}

    async def close(self) -> None:
        await self._redis.aclose()
        self._for_pages.close()


def _heard(fields: dict[bytes, bytes], now: float) -> Attendance:
    words = {name.decode(): msgspec.msgpack.decode(word, type=Word) for name, word in fields.items()}
    present = frozenset(name for name, word in words.items() if _is_fresh(word, now))
    return attendance(words.values(), now)._replace(processes=present)


def _is_fresh(word: Word, now: float) -> bool:
    return word.at > now - GOOD_FOR_SECONDS


def _key(table: int) -> str:
    return f"{settings.REDIS_PREFIX}:presence:{table}"


def make_presence() -> Presence:
    """The presence that the settings ask for."""
    return RedisPresence(settings.REDIS_URL) if settings.REDIS_URL else LocalPresence()
