"""A Redis that fails over: the site goes on at whichever server its sentinel calls the master."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import time
from typing import TYPE_CHECKING, Any, Final

import pytest
import redis
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection

from accounts import redis_master
from games.bus import RedisBus, news
from games.presence import RedisPresence
from golf_project import environment
from tests.kit.own_services import quiet_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from pytest_django.fixtures import Settings

PATIENCE: Final = 60
URL: Final = "redis://nowhere.invalid:1/0"


class Watched:
    """Two servers and a sentinel."""

    def __init__(self, folder: Path) -> None:
        self.ports = [quiet_port(), quiet_port()]
        self.sentinel = quiet_port()
        first, second = self.ports
        self._running = [
            self._start(folder / "a", f"port {first}"),
            self._start(
                folder / "b", f"port {second}\nreplicaof 127.0.0.1 {first}\nrepl-diskless-sync-delay 0"
            ),
        ]
        watches = f"sentinel monitor golf 127.0.0.1 {first} 1\nsentinel down-after-milliseconds golf 2000"
        self._running.append(
            self._start(
                folder / "s",
                f"port {self.sentinel}\n{watches}\nsentinel failover-timeout golf 3000",
                "--sentinel",
            )
        )

    def _start(self, folder: Path, lines: str, *words: str) -> subprocess.Popen[bytes]:
        folder.mkdir()
        configuration = folder / "redis.conf"
        configuration.write_text(f'{lines}\nbind 127.0.0.1\nsave ""\ndir {folder}\n')
        return subprocess.Popen(["redis-server", str(configuration), *words], stdout=subprocess.DEVNULL)

    def ask(self, port: int, *words: str) -> Any:
        with redis.Redis(port=port, socket_timeout=2, decode_responses=True) as client:
            return client.execute_command(*words)

    def until(self, port: int, words: tuple[str, ...], holds: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if holds in str(self.ask(port, *words)):
                    return
            except redis.RedisError:
                pass
            assert time.monotonic() < deadline, (port, words)
            time.sleep(0.05)

    def ready(self) -> None:
        self.until(self.ports[1], ("INFO", "replication"), "'master_link_status': 'up'")
        self.until(self.sentinel, ("SENTINEL", "REPLICAS", "golf"), str(self.ports[1]))

    def lose_the_master(self) -> None:
        """Kill it; returns when the other one is."""
        self._running[0].kill()
        self.until(self.ports[1], ("INFO", "replication"), "'role': 'master'")
        self.until(self.sentinel, ("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "golf"), str(self.ports[1]))

    def end(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()


@pytest.fixture
def watched(tmp_path: Path, settings: Settings) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    settings.REDIS_SENTINELS, settings.REDIS_MASTER = [("127.0.0.1", watched.sentinel)], "golf"
    try:
        watched.ready()
        yield watched
    finally:
        watched.end()


@pytest.mark.own_services
async def test_everything_goes_on_at_the_new_master_and_tasks_that_wait_are_done(watched: Watched) -> None:
    cache = RedisCache(URL, {"OPTIONS": redis_master.options()})
    presence = RedisPresence(URL)
    tasks = Tasks(watched)

    async def keep(key: str, *users: int) -> None:
        """As the site does: what is away is asked again."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(redis.ConnectionError, redis.TimeoutError):
                await asyncio.to_thread(cache.set, key, 1)
                await presence.say("web", {3: (users, 0)})
                if (attendance := await presence.at(3)) is not None and attendance.users == set(users):
                    return
            await asyncio.sleep(0.1)
        raise AssertionError(key)

    async with two_processes() as told:
        await keep("before", 7)
        await told(1)
        assert await asyncio.to_thread(watched.ask, watched.ports[0], "DBSIZE") == 2
        await asyncio.to_thread(tasks.put, "before")
        await asyncio.to_thread(watched.until, watched.ports[1], ("LLEN", "tasks"), "1")
        await asyncio.to_thread(watched.lose_the_master)
        await keep("after", 7, 8)
        await told(2)
    assert await asyncio.to_thread(cache.get, "after") == 1
    await asyncio.to_thread(tasks.put, "after")
    assert [await asyncio.to_thread(tasks.take) for _task in range(2)] == ["before", "after"]
    await presence.close()


class Tasks:
    """A queue of Celery's own transport, found by way of the sentinel."""

    def __init__(self, watched: Watched) -> None:
        self._broker = environment.broker(URL, [("127.0.0.1", watched.sentinel)])
        self._options = {"master_name": "golf", "socket_connect_timeout": 2, "socket_timeout": 5}

    def put(self, task: str) -> None:
        with Connection(self._broker, transport_options=self._options) as line:
            line.SimpleQueue("tasks").put(task)

    def take(self) -> Any:
        with Connection(self._broker, transport_options=self._options) as line:
            taken = line.SimpleQueue("tasks").get(timeout=PATIENCE)
            taken.ack()
            return taken.payload


@contextlib.asynccontextmanager
async def two_processes() -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    """Lets one process tell another of a game, again and again until it hears of it: what is said meanwhile is lost."""
    heard: set[int] = set()
    hearing, telling = RedisBus(URL), RedisBus(URL)
    await hearing.open(lambda message: heard.add(message.game))
    await telling.open(lambda _message: None)
    await hearing.subscribe(3)

    async def told(game: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while game not in heard:
                telling.publish(news(telling.origin, 3, game, ()))
                await asyncio.sleep(0.05)

    try:
        yield told
    finally:
        await hearing.close()
        await telling.close()


def test_celery_asks_the_sentinels_too() -> None:
    watchers = [("sentinel-a", 26379), ("sentinel-b", 26380)]
    assert (
        environment.broker("redis://:word@redis:6379/2", watchers)
        == "sentinel://:word@sentinel-a:26379/2;sentinel://:word@sentinel-b:26380/2"
    )
    assert environment.broker("redis://redis:6379/0", []) == "redis://redis:6379/0"
    assert environment.broker("", []) == "memory://"


def test_sentinels_that_are_none_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_SENTINELS", "sentinel-a, sentinel-b:26380")
    assert environment.hosts("REDIS_SENTINELS", port=26379) == [("sentinel-a", 26379), ("sentinel-b", 26380)]
    for wrong in (":26379", "a:port", "a:0", "a:70000"):
        monkeypatch.setenv("REDIS_SENTINELS", wrong)
        with pytest.raises(ImproperlyConfigured, match="must look like"):
            environment.hosts("REDIS_SENTINELS", port=26379)
    with pytest.raises(ImproperlyConfigured, match="redis://"):
        environment.broker("rediss://redis", [("a", 1)])
