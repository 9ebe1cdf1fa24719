"""A web process is killed, again and again: what was answered `ok` is there, once, and every game is finished."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import TYPE_CHECKING

from tests.faults.extent import extent
from tests.kit.party import PATIENCE, STANDSTILL, Party, check, longest_pause

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.own_site import OwnSite

KILLS = extent(3, 50)
TABLES = 3


async def test_a_killed_web_process_loses_no_move_and_repeats_none(
    site: OwnSite, figure: Callable[[str], None]
) -> None:
    await asyncio.to_thread(site.open)
    parties: list[Party] = []
    killing = asyncio.create_task(_kill_again_and_again(site, parties))
    async with asyncio.TaskGroup() as group:
        for _table in range(TABLES):
            group.create_task(_play_until(killing, site, parties))
    await killing
    pause = longest_pause(await check(site, parties))
    players = [player for party in parties for player in party.players]
    assert sum(player.lost for player in players) >= KILLS
    assert not site.logged("ERROR"), site.logged("ERROR")
    figure(
        f"{KILLS} web processes killed: {len(parties)} games finished, "
        f"{sum(len(player.oks) for player in players)} moves answered ok, all stored once, "
        f"no pause of more than {pause:.1f} s"
    )
    assert pause < STANDSTILL


async def _kill_again_and_again(site: OwnSite, parties: list[Party]) -> None:
    for _kill in range(KILLS):
        await asyncio.sleep(random.uniform(0.05, 0.6))
        port = await _where_people_play(site, parties)
        await asyncio.to_thread(site.kill_web, port)
        await asyncio.to_thread(site.start_web, port)


async def _where_people_play(site: OwnSite, parties: list[Party]) -> int:
    """The port of a process to which several people are connected just now, as soon as there is one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            people = Counter(
                player.port
                for party in parties
                for player in party.players
                if player.port and not player.is_over
            )
            if found := [port for port in site.ports if people[port] > 1]:
                return random.choice(found)
            await asyncio.sleep(0.01)


async def _play_until(killing: asyncio.Task[None], site: OwnSite, parties: list[Party]) -> None:
    """One game after the other, with people who change between the processes."""
    while not killing.done():
        party = await Party.gather(site.ports, watchers=1, stay=2.0, holes=extent(1, 3))
        parties.append(party)
        await party.play()
