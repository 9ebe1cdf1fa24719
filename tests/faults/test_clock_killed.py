"""The clock is killed while CPU players think: a new one goes on at once, and two never play one turn twice."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import datetime
from typing import TYPE_CHECKING

from tests.faults.extent import extent
from tests.kit.party import PATIENCE, STANDSTILL, Party, check, longest_pause, playing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.kit.own_site import OwnSite

KILLS = extent(3, 20)
CPUS = ["maya", "kenji", "diego"]
LEASE = 2.0
"""Seconds after which what a dead clock had claimed is free; so long a game may take to go on."""
BUSY = 2.0
"""Seconds that a busy machine may add to that."""


async def test_a_new_clock_takes_every_game_up_within_two_seconds(
    site: OwnSite, figure: Callable[[str], None]
) -> None:
    await asyncio.to_thread(site.open, webs=1)
    paces = ("instant", "fast", "fast", "fast")
    parties = [await Party.gather(site.ports, people=1, cpus=CPUS, pace=pace, holes=18) for pace in paces]
    worst = 0.0
    async with playing(parties):
        for _kill in range(KILLS):
            await _until_cpu_players_think(parties)
            await asyncio.to_thread(site.kill_clock)
            left = await asyncio.to_thread(_longest_claim, site)
            assert left <= LEASE
            began = await asyncio.to_thread(site.start_clock)
            worst = max(worst, await _all_go_on(parties) - began)
    await check(site, parties, to_the_end=False)
    assert not site.logged("ERROR"), site.logged("ERROR")
    figure(f"{KILLS} clocks killed: every game went on within {worst:.2f} s of the start of a new one")
    assert worst < LEASE + BUSY


async def test_clocks_that_come_and_go_play_no_turn_twice(
    site: OwnSite, figure: Callable[[str], None]
) -> None:
    """No stream would pass its verification in which a turn was played twice."""
    await asyncio.to_thread(site.open, webs=1, clocks=2)
    parties = [
        await Party.gather(site.ports, people=1, cpus=CPUS, holes=extent(2, 18)) for _table in range(4)
    ]
    changes = 0
    async with asyncio.timeout(PATIENCE * 5), playing(parties) as games:
        while not all(game.done() for game in games):
            await asyncio.sleep(random.uniform(0.0, 1.0))
            await asyncio.to_thread(site.kill_clock)
            await asyncio.to_thread(site.start_clock)
            changes += 1
    streams = await check(site, parties)
    pause = longest_pause(streams)
    assert not site.logged("ERROR"), site.logged("ERROR")
    turns = sum(event["type"] == "card_drawn" for stream in streams.values() for event in stream)
    figure(
        f"two clocks, of which one was killed {changes} times: {turns} turns, each played once; "
        f"no pause of more than {pause:.1f} s"
    )
    assert pause < STANDSTILL


async def _until_cpu_players_think(parties: Sequence[Party]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not any(table["turn"] for table in _tables(parties)):
            await asyncio.sleep(0.01)
        await asyncio.sleep(random.uniform(0.0, 0.3))


async def _all_go_on(parties: Sequence[Party]) -> float:
    """When the last of the games had its next move by the clock, in seconds since 1970."""
    before = [party.seq for party in parties]
    async with asyncio.timeout(PATIENCE):
        times = [await _goes_on(party, seq) for party, seq in zip(parties, before, strict=True)]
    return max(times)


async def _goes_on(party: Party, seq: int) -> float:
    player = party.players[0]
    while not player.is_over:
        for number, event in player.events.items():
            if number > seq and (event.get("seat") or event.get("by")):
                return datetime.fromisoformat(event["time"]).timestamp()
        await asyncio.sleep(0.02)
    return 0.0


def _tables(parties: Sequence[Party]) -> list[dict[str, object]]:
    return [party.players[0].picture.table for party in parties if party.players[0].picture.table]


def _longest_claim(site: OwnSite) -> float:
    """Seconds for which some game is still claimed."""
    claims = site.postgres.query(
        "SELECT coalesce(max(extract(epoch FROM claimed_until)), 0)::float FROM games_gameclock",
        site.database,
    )
    return float(claims[0][0]) - time.time()
