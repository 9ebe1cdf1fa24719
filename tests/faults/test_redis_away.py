"""Redis is stopped, hangs or forgets everything: moves go on being stored, and everybody is soon up to date again."""

from __future__ import annotations

import asyncio
import time
from statistics import median
from typing import TYPE_CHECKING

from tests.faults.extent import extent
from tests.kit.party import PATIENCE, STANDSTILL, Party, check, longest_pause, playing, until_all_have_moved
from tests.kit.players import Player

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.kit.own_site import OwnSite

AWAY = extent(3.0, 20.0)
"""Seconds."""
FLUSHES = extent(5, 50)
WITHIN = 2.0
"""Seconds after which everybody is up to date, once Redis is back."""
BUSY = 1.5
"""Seconds that a busy machine may add to that."""
AT_ONCE = 0.5
"""Seconds in which a move is heard of at other processes: sooner than by asking the database now and then."""


async def test_moves_go_on_while_redis_is_stopped(site: OwnSite, figure: Callable[[str], None]) -> None:
    await _play_through(site, figure, "stopped", site.redis.stop, site.redis.start)


async def test_moves_go_on_while_redis_hangs(site: OwnSite, figure: Callable[[str], None]) -> None:
    await _play_through(site, figure, "hung", site.redis.hang, site.redis.wake)


async def _play_through(
    site: OwnSite,
    figure: Callable[[str], None],
    what: str,
    stop: Callable[[], None],
    start: Callable[[], None],
) -> None:
    """At each process a table of people who are all there; and a table at both, with a CPU player."""
    await asyncio.to_thread(site.open)
    here, there = [await Party.gather([port], cpus=(), holes=18, pause=0.2) for port in site.ports]
    spread = await Party.gather(site.ports, watchers=2, holes=18)
    newcomer = Player(here.players[0].code, site.ports[1:])
    parties = [here, there, spread]
    async with playing(parties):
        await until_all_have_moved(parties, 10)
        stopped_at, thought = time.time(), _cpu_moves(spread)
        await asyncio.to_thread(stop)
        await asyncio.sleep(AWAY / 2)
        here.watchers.append(newcomer)
        async with playing([Party([], [newcomer])]):
            await asyncio.sleep(AWAY / 2)
            await until_all_have_moved(parties, 2)
            assert _cpu_moves(spread) > thought
            for party in parties:
                party.hold_still()
            await asyncio.to_thread(start)
            started_at = time.time()
            late = await _all_have_seen_all(parties) - started_at
            for party in parties:
                party.go_on()
            await asyncio.sleep(BUSY)
            healed_at = time.time()
            await asyncio.sleep(WITHIN + BUSY)
    await check(site, parties, to_the_end=False)
    assert not site.logged("ERROR"), site.logged("ERROR")
    assert late < WITHIN + BUSY
    assert median(_delays([newcomer], here, healed_at)) < AT_ONCE
    assert median(_delays(spread.everybody, spread, healed_at)) < AT_ONCE
    before = [_oks(party, stopped_at - 2, stopped_at) / 2 for party in (here, there)]
    meanwhile = [_oks(party, stopped_at, started_at) / (started_at - stopped_at) for party in (here, there)]
    assert min(meanwhile) > 0.3 * min(before)
    figure(
        f"Redis {what} for {started_at - stopped_at:.1f} s: at each of two processes {min(before):.0f} moves a "
        f"second before and {min(meanwhile):.0f} meanwhile; everybody up to date {max(late, 0):.2f} s after"
    )


async def test_nothing_is_lost_when_redis_forgets_everything(
    site: OwnSite, figure: Callable[[str], None]
) -> None:
    await asyncio.to_thread(site.open)
    parties = [
        await Party.gather(site.ports, watchers=1, stay=1.0, holes=extent(2, 9)) for _table in range(3)
    ]
    flushes = 0
    async with asyncio.timeout(PATIENCE * 5), playing(parties) as games:
        while flushes < FLUSHES or not all(game.done() for game in games):
            await asyncio.to_thread(site.redis.flush)
            await asyncio.sleep(0.2)
            flushes += 1
    pause = longest_pause(await check(site, parties))
    assert not site.logged("ERROR"), site.logged("ERROR")
    figure(
        f"Redis flushed {flushes} times: {len(parties)} games finished without a pause of more than {pause:.1f} s"
    )
    assert pause < STANDSTILL


def _oks(party: Party, since: float, until: float) -> int:
    """How many moves were answered `ok` in this time."""
    times = [move.answered_at for player in party.players for move in player.oks]
    return sum(since < time <= until for time in times)


def _cpu_moves(party: Party) -> int:
    """How many moves of the CPU player, who has seat 1, anybody has heard of."""
    return sum(event.get("seat") == 1 for event in party.players[0].events.values())


def _delays(viewers: Sequence[Player], party: Party, since: float) -> list[float]:
    """After how many seconds the `ok` of a move was followed by these viewers' knowing of it."""
    oks = {move.ok: move.answered_at for player in party.players for move in player.oks}
    return [
        viewer.heard_at[seq] - answered_at
        for viewer in viewers
        for seq, answered_at in oks.items()
        if seq in viewer.heard_at and answered_at > since
    ]


async def _all_have_seen_all(parties: Sequence[Party]) -> float:
    """When the last viewer heard of the last move, in seconds since 1970."""
    await asyncio.sleep(WITHIN)  # What comes meanwhile, by CPU players or on its way, is part of it.
    patience = time.monotonic() + PATIENCE
    while any(viewer.picture.seq < party.seq for party in parties for viewer in party.everybody):
        assert time.monotonic() < patience, [
            viewer.situation for party in parties for viewer in party.everybody
        ]
        await asyncio.sleep(0.01)
    # Who came last was shown a snapshot of it.
    return max(viewer.heard_at.get(party.seq, 0) for party in parties for viewer in party.everybody)
