"""PostgreSQL is restarted, or refuses to write: no `ok` is false, everybody is told, and play goes on by itself."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from typing import TYPE_CHECKING, Literal

import pytest

from tests.faults.extent import extent
from tests.kit.party import PATIENCE, Party, check, playing, until_all_have_moved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from tests.kit.own_site import OwnSite

AWAY = extent((2.0,), (0.0, 0.5, 1.0, 3.0, 10.0, 20.0))
"""Seconds between its end and its start, one restart after the other."""
WITHIN = 10.0
"""Seconds after which all are playing again, on a busy machine too: however long it was away."""
CUTS = extent(10, 150)
CUT_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
DISK_FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON games_gameevent FOR EACH STATEMENT EXECUTE FUNCTION full_disk()
"""
SPACE_AGAIN = "DROP FUNCTION full_disk CASCADE"
HARMLESS = {"try_again", "stale", "not_now", "not_your_turn"}
"""How a move may be refused while the database comes and goes."""


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_play_goes_on_by_itself_when_postgresql_was_restarted(
    site: OwnSite, figure: Callable[[str], None], how: Literal["fast", "immediate"]
) -> None:
    async with _parties(site) as parties:
        took = []
        for away in AWAY:
            await asyncio.to_thread(site.postgres.stop, how)
            await asyncio.sleep(away)
            await asyncio.to_thread(site.postgres.start)
            started_at = time.monotonic()
            await until_all_have_moved(parties, 1)
            took.append(time.monotonic() - started_at)
    told = await _nothing_was_lost(site, parties)
    assert max(took) < WITHIN
    assert all(process.poll() is None for process in [*site.webs.values(), *site.clocks])
    times = ", ".join(f"{seconds:.1f} s after {away:g} s" for away, seconds in zip(AWAY, took, strict=True))
    figure(f"PostgreSQL restarted ({how}): all were playing again {times}; meanwhile they were told {told}")


async def test_connections_that_are_cut_at_any_moment_lose_no_move_and_repeat_none(
    site: OwnSite, figure: Callable[[str], None]
) -> None:
    """Also between a COMMIT and its answer: only the database knows then whether a move has counted."""
    async with _parties(site, pause=extent(0.05, 0.3)) as parties:
        for _cut in range(CUTS):
            await asyncio.sleep(random.uniform(0.05, 0.6))
            await asyncio.to_thread(site.postgres.query, CUT_ALL.format(site.database))
        await until_all_have_moved(parties, 3)
    told = await _nothing_was_lost(site, parties)
    moves = sum(len(player.oks) for party in parties for player in party.players)
    figure(
        f"all connections cut {CUTS} times: {moves} moves answered ok, all stored once; players were told {told}"
    )


async def test_a_database_that_is_read_only_is_told_to_all_and_loses_nothing(
    site: OwnSite, figure: Callable[[str], None]
) -> None:
    async with _parties(site) as parties:
        await asyncio.to_thread(site.postgres.read_only, on=True)
        try:
            await _until_all_are_told(parties)
            for port in site.ports:
                status, answer = await asyncio.to_thread(site.ready, port)
                assert (status, answer["failing"]) == (503, ["database"])
        finally:
            await asyncio.to_thread(site.postgres.read_only, on=False)
        await until_all_have_moved(parties, 3)
        for port in site.ports:
            assert (await asyncio.to_thread(site.ready, port))[0] == 200
    told = await _nothing_was_lost(site, parties)
    assert any("read-only" in line for line in site.logged("ERROR"))
    figure(f"the database was read-only: players were told {told}, nothing was lost")


async def test_a_full_disk_is_told_to_all_and_loses_nothing(
    site: OwnSite, figure: Callable[[str], None]
) -> None:
    async with _parties(site) as parties:
        await asyncio.to_thread(site.postgres.query, DISK_FULL, site.database)
        await _until_all_are_told(parties)
        await asyncio.to_thread(site.postgres.query, SPACE_AGAIN, site.database)
        await until_all_have_moved(parties, 3)
    told = await _nothing_was_lost(site, parties)
    assert any("No space left on device" in line for line in site.logged("ERROR"))
    figure(f"the disk was full: players were told {told}, nothing was lost")


@contextlib.asynccontextmanager
async def _parties(site: OwnSite, *, pause: float = 0.05) -> AsyncIterator[list[Party]]:
    """Tables in full play, at two processes, with a CPU player at one of them."""
    await asyncio.to_thread(site.open)
    parties = [
        await Party.gather(site.ports, cpus=cpus, watchers=1, holes=18, pause=pause)
        for cpus in (["maya"], [], [])
    ]
    async with playing(parties):
        await until_all_have_moved(parties, 5)
        yield parties


async def _until_all_are_told(parties: Sequence[Party]) -> None:
    """At each table whoever is on turn is asked to try again; but not where that is the CPU player."""
    async with asyncio.timeout(PATIENCE):
        while not all(any(player.refusals["try_again"] for player in party.players) for party in parties[1:]):
            await asyncio.sleep(0.05)


async def _nothing_was_lost(site: OwnSite, parties: Sequence[Party]) -> str:
    """Everything is as it was promised; what players were told meanwhile, and how often."""
    await check(site, parties, to_the_end=False)
    refusals, goodbyes = Counter[str](), Counter[str]()
    for party in parties:
        for player in party.everybody:
            refusals += player.refusals
            goodbyes += player.goodbyes
    assert set(refusals) <= HARMLESS, refusals
    assert set(goodbyes) <= {"restarting"}, goodbyes
    return ", ".join(f"{code} {times} times" for code, times in (refusals + goodbyes).items()) or "nothing"
