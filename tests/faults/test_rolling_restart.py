"""A restart of one process after the other, under play, costs nobody a move; each ends in time, whatever hangs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import time
from typing import TYPE_CHECKING, Final

import psycopg
from websockets.exceptions import ConnectionClosed

from tests.faults.extent import extent
from tests.kit.bots import Bot, post
from tests.kit.party import Party, check, playing
from tests.kit.processes import PATIENCE

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from websockets.sync.client import ClientConnection

    from tests.kit.own_site import OwnSite

ROUNDS = extent(1, 8)
TABLES = 3
HOLES = extent(6, 18)
LONGEST: Final = 10.0
"""Seconds until a process is gone that was asked to end."""


async def test_a_rolling_restart_costs_nobody_a_move(site: OwnSite, figure: Callable[[str], None]) -> None:
    await asyncio.to_thread(site.open)
    parties = [await Party.gather(site.ports, watchers=1, holes=HOLES, pause=0.8) for _table in range(TABLES)]
    ends: list[float] = []
    async with playing(parties) as games:
        for _round in range(ROUNDS):
            for port in site.ports:
                await _until_people_play_at(port, parties)
                ends += await asyncio.to_thread(_ended, site.webs[port])
                await asyncio.to_thread(site.start_web, port)
            ends += await asyncio.to_thread(_ended, site.clocks.pop())
            await asyncio.to_thread(site.start_clock)
        assert not any(game.done() for game in games)
        for player in (player for party in parties for player in party.players):
            player.pause = 0.0
        async with asyncio.timeout(PATIENCE * 5):
            await asyncio.gather(*games)
    await check(site, parties)
    assert not site.logged("ERROR"), site.logged("ERROR")
    players = [player for party in parties for player in party.everybody]
    goodbyes = sum(player.goodbyes["restarting"] for player in players)
    assert goodbyes >= 2 * ROUNDS
    figure(
        f"{len(ends)} processes restarted under play, each gone within {max(ends):.1f} s: {goodbyes} goodbyes, "
        f"{sum(len(player.oks) for player in players)} moves answered ok, all stored once"
    )


def test_a_database_that_hangs_does_not_keep_a_process(site: OwnSite) -> None:
    site.open(webs=1)
    (port,) = site.ports
    token = post(port, "guests", {})["token"]
    alice = Bot(token, post(port, "tables", {}, token)["code"], 1)
    with psycopg.connect(site.postgres.url(site.database)) as rival, alice.connect(port) as line:
        line.recv(PATIENCE)
        rival.execute("LOCK TABLE games_gameevent, games_gameclock IN ACCESS EXCLUSIVE MODE")
        line.send(json.dumps({"id": 1, "do": "add_cpu", "persona": "maya"}))
        _ended(site.webs[port], site.clocks[0])
        rival.rollback()
        assert _last_words(line) == ["bye"]


def test_a_redis_that_hangs_does_not_keep_a_process(site: OwnSite) -> None:
    site.open(webs=1)
    (port,) = site.ports
    token = post(port, "guests", {})["token"]
    alice = Bot(token, post(port, "tables", {}, token)["code"], 1)
    with alice.connect(port) as line:
        line.recv(PATIENCE)
        site.redis.hang()
        try:
            _ended(site.webs[port], site.clocks[0])
        finally:
            site.redis.wake()


def _last_words(line: ClientConnection) -> list[str]:
    """The types of the frames that still came."""
    told = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            told.append(json.loads(line.recv(PATIENCE))["type"])
    return [kind for kind in told if kind != "presence"]


async def _until_people_play_at(port: int, parties: list[Party]) -> None:
    """All games have begun, everybody is somewhere, and some of them are at this process."""
    everybody = [player for party in parties for player in party.everybody]
    async with asyncio.timeout(PATIENCE):
        while True:
            ports = [player.port for player in everybody if player.picture.table.get("hole")]
            if len(ports) == len(everybody) and all(ports) and port in ports:
                return
            await asyncio.sleep(0.05)


def _ended(*processes: subprocess.Popen[bytes]) -> list[float]:
    """Ask processes to end; the seconds until each of them has, with exit code 0."""
    asked = time.monotonic()
    for process in processes:
        process.send_signal(signal.SIGTERM)
    took = []
    for process in processes:
        assert process.wait(PATIENCE) == 0
        took.append(time.monotonic() - asked)
    assert max(took) < LONGEST
    return took
