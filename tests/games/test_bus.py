"""What processes tell one another: heard by those who serve the table, in order, and never waited for."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from games import bus, runtime
from games.actions import act_now
from games.bulk import EventRow
from games.bus import LocalBus, News, RedisBus, news
from games.codec import encode
from games.fold import Stored
from games.rules import commands as c
from games.rules import events as e
from tests.kit.streams import NOON

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.kit.club import Club

EVENTS = [Stored(seq, NOON, e.CardDrawn(0, "stock", "KH")) for seq in (4, 5)]  # type: ignore[arg-type]
ROWS = [EventRow(2, stored.seq, stored.time, *encode(stored.event)) for stored in EVENTS]
PATIENCE = 10.0


def test_a_message_holds_the_events_as_they_are_stored() -> None:
    message = news("here", 1, 2, ROWS)
    assert message.events == EVENTS
    assert (message.origin, message.table, message.game) == ("here", 1, 2)


async def test_threads_reach_the_event_loops_of_their_process() -> None:
    heard: list[News] = []
    one, other = LocalBus(), LocalBus()
    for each in (one, other):
        await each.open(heard.append)
    await asyncio.to_thread(LocalBus.tell, news("", 1, 2, ROWS))
    async with asyncio.timeout(PATIENCE):
        while len(heard) < 2:
            await asyncio.sleep(0)
    await one.close()
    await other.close()
    await asyncio.to_thread(LocalBus.tell, news("", 1, 2, ROWS))
    await asyncio.sleep(0)
    assert len(heard) == 2


class Line:
    """A line to the real Redis that can be cut, or to nobody who ever answers."""

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent
        self._cut = False
        self._server: asyncio.Server | None = None
        self._calls: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        path = urlsplit(settings.REDIS_URL).path if settings.REDIS_URL else "/0"
        return f"redis://127.0.0.1:{self.port}{path}"

    def cut(self) -> None:
        """From now on nobody gets through."""
        self._cut = True
        for call in self._calls:
            call.cancel()

    def mend(self) -> None:
        self._cut = False

    async def close(self) -> None:
        self.cut()
        await asyncio.gather(*self._calls, return_exceptions=True)
        if self._server is not None:
            self._server.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            if self._silent:
                await asyncio.Event().wait()
            elif not self._cut:
                await self._pass_on(reader, writer)
        writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = urlsplit(settings.REDIS_URL)
        answers, calls = await asyncio.open_connection(there.hostname, there.port)

        async def pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()

        try:
            await asyncio.gather(pour(reader, calls), pour(answers, writer))
        finally:
            calls.close()


@pytest.fixture
async def silence() -> AsyncIterator[Line]:
    line = Line(silent=True)
    await line.open()
    yield line
    await line.close()


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line(silent=False)
    await line.open()
    yield line
    await line.close()


async def test_a_redis_that_never_answers_holds_up_nobody(
    silence: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bus, "PATIENCE_SECONDS", 0.05)
    mute = RedisBus(silence.url)
    await mute.open(lambda _message: None)
    async with asyncio.timeout(PATIENCE):
        await mute.subscribe(1)
        mute.publish(news(mute.origin, 1, 2, ROWS))
        await mute.unsubscribe(1)
        await mute.close()
    assert any("are lost" in record.getMessage() for record in caplog.records)


@pytest.mark.redis
async def test_those_who_serve_the_table_hear_it_in_order() -> None:
    heard: dict[str, list[int]] = {"here": [], "there": [], "elsewhere": []}
    buses = {where: RedisBus(settings.REDIS_URL) for where in heard}
    for where, each in buses.items():
        await each.open(lambda message, where=where: heard[where].append(message.game))  # type: ignore[misc]
    await buses["here"].subscribe(1)
    await buses["there"].subscribe(1)
    await buses["elsewhere"].subscribe(2)
    async with asyncio.timeout(PATIENCE):
        while not (heard["here"] and heard["there"]):
            buses["elsewhere"].publish(news("", 1, 0, ROWS))
            await asyncio.sleep(0.01)
        for game in range(1, 101):
            buses["elsewhere"].publish(news("", 1, game, ROWS))
        while not (heard["here"][-1] == heard["there"][-1] == 100):
            await asyncio.sleep(0.001)
    for where in ("here", "there"):
        assert [game for game in heard[where] if game] == list(range(1, 101))
    assert heard["elsewhere"] == []
    for each in buses.values():
        await each.close()


@pytest.mark.redis
async def test_what_is_said_last_is_said_before_hanging_up() -> None:
    heard: list[int] = []
    here = RedisBus(settings.REDIS_URL)
    await here.open(lambda message: heard.append(message.game))
    await here.subscribe(1)
    async with asyncio.timeout(PATIENCE):
        while not heard:
            async with contextlib.AsyncExitStack() as stack:
                brief = RedisBus(settings.REDIS_URL)
                await brief.open(lambda _message: None)
                stack.push_async_callback(brief.close)
                brief.publish(news("", 1, 7, ROWS))
            await asyncio.sleep(0.01)
    assert set(heard) == {7}
    await here.close()


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
async def test_while_the_line_is_cut_a_process_learns_from_the_database_and_hears_again_afterwards(
    club: Club, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(bus, "RECONNECT_SECONDS", 0.01)
    monkeypatch.setattr(bus, "make_bus", lambda: RedisBus(line.url))
    alice = await club.person("Alice")
    code = await club.table(alice, seats=6, visibility="public")
    other = await club.neighbour()
    watching = await other.at(code)
    game = await club.game_id(code)

    async def asks(persona: str) -> None:
        await club.ask(act_now, game, c.AddCpu(0, persona))

    await asks("maya")
    await watching.told("player_joined", times=1)
    line.cut()
    await asks("sage")
    await watching.told("player_joined", times=2)
    line.mend()
    await asks("river")
    await watching.told("player_joined", times=3)
    assert watching.table == (await other.fresh(code))["table"]
    async with asyncio.timeout(PATIENCE):
        while not other.runtime.bus.hears:  # type: ignore[attr-defined]
            await asyncio.sleep(0.01)


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
async def test_a_table_that_one_process_serves_is_no_news_to_others(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, seats=6, visibility="public")
    socket = await club.at(code, alice)
    said: list[News] = []
    publish = club.runtime.bus.publish

    def noted(message: News) -> None:
        said.append(message)
        publish(message)

    monkeypatch.setattr(club.runtime.bus, "publish", noted)
    await socket.ok("add_cpu", persona="maya")
    assert [message for message in said if message.rows] == []
    watching = await (await club.neighbour()).at(code)
    await socket.until(lambda: not club.runtime.people.is_alone_at(old_table(club)))
    await socket.ok("add_cpu", persona="sage")
    assert [message.rows[-1][2] for message in said if message.rows][-1] == "player_joined"
    await watching.told("player_joined", times=1)
    assert watching.table == (await club.fresh(code))["table"]
    await watching.leave()


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
async def test_what_happens_while_another_process_comes_to_a_table_is_not_missed(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "WATCH_SECONDS", 3600)
    alice = await club.person("Alice")
    code = await club.table(alice, seats=6, visibility="public")
    socket, other = await club.at(code, alice), await club.neighbour()
    for number in range(12):
        coming = asyncio.ensure_future(other.at(code))
        for _pause in range(number * 3):
            await asyncio.sleep(0)
        seq = (await socket.ok("add_cpu", persona="maya"))["seq"]
        watching = await coming
        await watching.until(lambda watching=watching, seq=seq: watching.seq >= seq)  # type: ignore[misc]
        await socket.ok("remove", seat=1)
        await watching.leave()
        club.hours.pass_by(30)
        await club.runtime._beat()


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
async def test_a_phrase_is_heard_at_other_processes_too(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, visibility="public")
    socket, there = await club.at(code, alice), await (await club.neighbour()).at(code)
    await socket.ok("say", phrase="hello")
    await there.until(lambda: {"type": "said", "seat": 0, "phrase": "hello"} in there.frames)
    assert sum(frame["type"] == "said" for frame in socket.frames) == 1


def old_table(club: Club) -> int:
    (table,) = club.runtime.current
    return table
