"""A party: people at one table, each at a process of their own, with those who watch them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from typing import TYPE_CHECKING, Any

from tests.kit import promises
from tests.kit.bots import post
from tests.kit.players import Player

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence

    from tests.kit.own_site import OwnSite

Json = dict[str, Any]
PATIENCE = 60.0
STANDSTILL = 15.0
"""Seconds: a game that pauses for longer has been forgotten, and goes on only because somebody's turn has run out."""


class Party:
    """Who is at a table."""

    def __init__(self, players: Sequence[Player], watchers: Sequence[Player] = ()) -> None:
        self.players, self.watchers = list(players), list(watchers)

    @classmethod
    async def gather(
        cls,
        ports: Sequence[int],
        *,
        people: int = 2,
        cpus: Collection[str] = ("maya",),
        watchers: int = 0,
        pace: str = "instant",
        holes: int = 1,
        **how: float,
    ) -> Party:
        """A new public table. Each person, and each who watches, has another process as their usual one."""
        tokens = [(await _posted(ports, "guests", {}))["token"] for _person in range(people)]
        wish = {
            "seats": people + len(cpus),
            "cpus": list(cpus),
            "pace": pace,
            "visibility": "public",
            "rules": {"holes": holes},
        }
        code = (await _posted(ports, "tables", wish, tokens[0]))["code"]
        homes = itertools.cycle([*ports[n:], *ports[:n]] for n in range(len(ports)))
        players = [Player(code, home, token=token, **how) for token, home in zip(tokens, homes, strict=False)]
        return cls(players, [Player(code, home) for _n, home in zip(range(watchers), homes, strict=False)])

    @property
    def everybody(self) -> list[Player]:
        return self.players + self.watchers

    @property
    def game(self) -> str:
        assert self.everybody[0].picture.game is not None
        return self.everybody[0].picture.game

    @property
    def seq(self) -> int:
        """The last event that any of them has heard of."""
        return max(player.picture.seq for player in self.everybody)

    def hold_still(self) -> None:
        """Nobody makes a new move until `go_on`."""
        for player in self.players:
            player.holds_still = True

    def go_on(self) -> None:
        for player in self.players:
            player.holds_still = False

    async def play(self) -> None:
        """To the end of the game."""
        async with asyncio.TaskGroup() as group:
            for player in self.everybody:
                group.create_task(player.play())


async def _posted(ports: Sequence[int], call: str, body: Json, token: str = "") -> Json:
    """The answer of the first process that gives one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for port in ports:
                with contextlib.suppress(OSError):
                    return await asyncio.to_thread(post, port, call, body, token)
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def playing(parties: Iterable[Party]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """All parties play as long as this lasts; whoever has not finished then goes home. Their games, to wait for."""
    tasks = [asyncio.create_task(party.play()) for party in parties]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
    for result in done:
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            raise result


async def until_all_have_moved(parties: Sequence[Party], moves: int) -> None:
    """Wait until everybody has made so many moves more."""
    players = [player for party in parties for player in party.players]
    before = [len(player.oks) for player in players]
    patience = time.monotonic() + PATIENCE
    while any(len(player.oks) < oks + moves for player, oks in zip(players, before, strict=True)):
        assert time.monotonic() < patience, "\n".join(str(player.situation) for player in players)
        await asyncio.sleep(0.01)


async def check(site: OwnSite, parties: Sequence[Party], *, to_the_end: bool = True) -> dict[str, list[Json]]:
    """Hold what everybody was told and answered against what is stored; the streams."""
    streams = await asyncio.to_thread(site.stored, [party.game for party in parties])
    for party in parties:
        stream = streams[party.game]
        assert [event["seq"] for event in stream] == list(range(len(stream)))
        assert not to_the_end or stream[-1]["type"] == "game_ended", stream[-1]
        for player in party.everybody:
            assert not (wrong := promises.broken(player, stream)), wrong
    return streams


def longest_pause(streams: Mapping[str, Sequence[Json]]) -> float:
    """Seconds in which nothing happened at some table where everybody was there."""
    pairs = (pair for stream in streams.values() for pair in itertools.pairwise(stream))
    return max(float(later["time"] - earlier["time"]) for earlier, later in pairs)
