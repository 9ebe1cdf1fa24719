"""How many sockets and messages one person, and one address, may have in all processes together."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache

from accounts import limits
from games import traffic
from tests.kit.counts import start_afresh

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def counted(settings: Settings, no_limits: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small limits, in a minute that does not end meanwhile, told to the others at once."""
    settings.GOLF_RATE_LIMITS = True
    monkeypatch.setattr("accounts.limits.time.time", lambda: 60.0 * 30_000_000 + 10)
    monkeypatch.setattr(traffic, "TOLD_BY", 1)
    for name, most in (("MESSAGES", 6), ("MESSAGES_OF_AN_ADDRESS", 40), ("SOCKETS", 4)):
        monkeypatch.setattr(limits, name, replace(getattr(limits, name), default=most))
    # Threads other than the test's have caches of their own: the key's beginning is everybody's.
    start_afresh(monkeypatch)
    monkeypatch.setitem(settings.CACHES["default"], "KEY_PREFIX", cache.key_prefix)


async def says_too_much(club: Club, socket: Socket) -> dict[str, object]:
    """Sync until that is too often; the refusal."""
    for _message in range(60):
        answer = await socket.do("sync")
        await told(club)
        if answer["type"] == "error":
            return answer
    raise AssertionError("nobody minds")


async def told(club: Club) -> None:
    """Until the shared cache knows all that this process has counted."""
    await asyncio.gather(*club.runtime.traffic._telling)


async def table_for(club: Club, *others: str) -> tuple[str, list[Person]]:
    people = [await club.person(name) for name in ("Alice", *others)]
    return await club.table(people[0], seats=6, visibility="public"), people


async def test_who_says_too_much_is_told_how_long_to_wait(club: Club) -> None:
    code, (alice, bob) = await table_for(club, "Bob")
    loud, quiet = await club.at(code, alice), await club.at(code, bob)
    answer = await says_too_much(club, loud)
    assert (answer["code"], answer["retry_after"]) == ("slow_down", pytest.approx(51, abs=1))
    await quiet.ok("sync")


async def test_another_socket_in_another_process_is_no_way_round(club: Club) -> None:
    code, (alice,) = await table_for(club)
    await says_too_much(club, await club.at(code, alice))
    if club.runtime.bus.alone:
        return  # Without Redis there are no other processes.
    neighbour = await club.neighbour()
    elsewhere = await neighbour.at(code, alice)
    await elsewhere.ok("sync")
    await told(neighbour)
    assert await elsewhere.refused("sync") == "slow_down"


async def test_a_whole_address_can_be_too_loud(club: Club) -> None:
    code, _people = await table_for(club)
    gallery = [await club.at(code) for _ in range(3)]
    for watcher in gallery[:2]:
        for _message in range(20):
            await watcher.do("sync")
    assert (await says_too_much(club, gallery[2]))["code"] == "slow_down"


async def test_whoever_goes_on_regardless_is_sent_away(club: Club) -> None:
    code, (alice,) = await table_for(club)
    loud = await club.at(code, alice)
    await says_too_much(club, loud)
    for _message in range(12):
        loud.send("sync")
    assert await loud.bye() == ("slow_down", 4429)


async def test_sockets_are_counted_as_they_are_opened(club: Club) -> None:
    code, (alice, bob) = await table_for(club, "Bob")
    for _socket in range(4):
        await (await club.at(code, alice)).leave()
    refused = club.socket(code, alice)
    await refused.open()
    assert await refused.bye() == ("slow_down", 4429)
    await club.at(code, bob)


async def test_an_address_is_what_a_trusted_proxy_says(
    club: Club, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SOCKETS_OF_AN_ADDRESS", replace(limits.SOCKETS_OF_AN_ADDRESS, default=2))
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    code, _people = await table_for(club)
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
        await club.at(code, headers=[("X-Forwarded-For", address)])
    refused = club.socket(code, headers=[("X-Forwarded-For", "192.0.2.1")])
    await refused.open()
    assert await refused.bye() == ("slow_down", 4429)
    settings.TRUSTED_PROXIES = []
    untrusted = await club.at(code, headers=[("X-Forwarded-For", "192.0.2.1")])
    await untrusted.ok("sync")


async def test_without_a_cache_nobody_is_refused(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(type(cache._connections["default"]), "incr", away)  # type: ignore[attr-defined]
    code, (alice,) = await table_for(club)
    loud = await club.at(code, alice)
    for _message in range(20):
        await loud.ok("sync")
