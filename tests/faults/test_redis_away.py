"""Redis is stopped, hangs or forgets everything: moves go on being stored, and everybody is soon up to date again."""

from __future__ import annotations

import asyncio
import time
from statistics import median
from typing import TYPE_CHECKING, Literal

import pytest

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
AT_ONCE = 0.2
"""Seconds in which most moves are heard of at other processes: sooner than by asking the database now and then."""
HEARTBEATS = 20.0
"""Seconds after which all processes have heard again who serves which table, and tell each other at once."""


@pytest.mark.parametrize("what", extent(["stopped"], ["stopped", "hung"]))
async def test_moves_go_on_while_redis_is_away(
    site: OwnSite, figure: Callable[[str], None], what: Literal["stopped", "hung"]
) -> None:
    stop, start = {
        "stopped": (site.redis.stop, site.redis.start),
        "hung": (site.redis.hang, site.redis.wake),
    }[what]
    here, there, spread = parties = await _three_tables(site)
    newcomer = Player(here.players[0].code, site.ports[1:])
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
            await _until_heard_at_once([newcomer], here, started_at + HEARTBEATS)
            await _until_heard_at_once(spread.everybody, spread, started_at + HEARTBEATS)
    await check(site, parties, to_the_end=False)
    assert not site.logged("ERROR"), site.logged("ERROR")
    before = min(_rate(party, stopped_at - 2, stopped_at) for party in (here, there))
    meanwhile = min(_rate(party, stopped_at, started_at) for party in (here, there))
    figure(
        f"Redis {what} for {started_at - stopped_at:.1f} s: at each of two processes {before:.0f} moves a second "
        f"before and {meanwhile:.0f} meanwhile; everybody up to date {max(late, 0):.2f} s after"
    )
    assert meanwhile > 0.3 * before
    assert late < WITHIN + BUSY


async def _three_tables(site: OwnSite) -> list[Party]:
    """At each of two processes a table of people who are all there; and one at both, with a CPU player."""
    await asyncio.to_thread(site.open)
    apart = [await Party.gather([port], cpus=(), holes=18, pause=0.2) for port in site.ports]
    return [*apart, await Party.gather(site.ports, watchers=2, holes=18, pause=0.05)]


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


def _rate(party: Party, since: float, until: float) -> float:
    """How many moves a second were answered `ok` in this time."""
    times = [move.answered_at for player in party.players for move in player.oks]
    return sum(since < time <= until for time in times) / (until - since)


def _cpu_moves(party: Party) -> int:
    """How many moves of the CPU player, who has seat 1, anybody has heard of."""
    return sum(event.get("seat") == 1 for event in party.players[0].events.values())


async def _until_heard_at_once(viewers: Sequence[Player], party: Party, patience: float) -> None:
    """Wait until these viewers hear of most moves as soon as those are answered `ok`."""
    while True:
        assert time.time() < patience, [viewer.situation for viewer in viewers]
        await asyncio.sleep(0.5)
        until = time.time() - WITHIN  # What was done since then may still be on its slow way.
        oks = {m.ok: m.answered_at for player in party.players for m in player.oks if m.answered_at < until}
        lately = [(seq, at) for seq, at in oks.items() if at > until - WITHIN]
        delays = [
            viewer.heard_at[seq] - at for viewer in viewers for seq, at in lately if seq in viewer.heard_at
        ]
        if len(delays) >= 5 and median(delays) < AT_ONCE:
            return


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
