"""Everybody hears the site in their own language, also at one table; what all are shown is the same for all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

GERMAN = [("Cookie", "theme=x; django_language=de"), ("Accept-Language", "fr")]
FRENCH = [("Accept-Language", "fr-CA,en;q=0.5")]
SWEDISH = [("Accept-Language", "sv")]


async def refusal(socket: Socket) -> str:
    """What is said to somebody who draws where no turn is being played."""
    return str((await socket.do("draw", **{"from": "stock"}))["message"])


async def test_refusals_are_in_the_language_of_whoever_is_refused(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=2)
    host = await club.at(code, alice, headers=GERMAN)
    guest = await club.at(code, bob, headers=FRENCH)
    await guest.ok("sit")
    both = [("Das Spiel hat noch nicht begonnen.", host), ("La partie n’a pas encore commencé.", guest)]

    for _again in range(3):
        told = await asyncio.gather(*(refusal(socket) for _said, socket in both))
        assert list(told) == [said for said, _socket in both]


async def test_a_name_stands_in_the_sentence_where_the_language_wants_it(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=2)
    guest = await club.at(code, bob, headers=FRENCH)
    assert (await guest.do("sit", seat=0))["message"] == "Cette place est à Alice."


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (GERMAN, "Diesen Tisch gibt es nicht."),
        (FRENCH, "Cette table n’existe pas."),
        (SWEDISH, "There is no such table."),
        ([("Cookie", "django_language=xx"), *FRENCH], "Cette table n’existe pas."),
        ([("Cookie", "django_language=../../etc")], "There is no such table."),
    ],
)
async def test_goodbyes_are_in_the_language_of_whoever_goes(
    club: Club, headers: list[tuple[str, str]], said: str
) -> None:
    socket = await club.at("ZZZZZZ", headers=headers)
    assert socket.frames[0]["message"] == said


async def test_what_is_shown_to_all_is_one_text_in_any_language(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=["maya"], visibility="public", start=True, turn_seconds=0)
    host = await club.at(code, alice)
    watching = [await club.at(code, headers=headers) for headers in (GERMAN, FRENCH, SWEDISH)]

    await host.ok("open", at=[0, 4])

    for socket in watching:
        await club.in_step(socket)
    assert len({tuple(text for text in socket.texts if '"events"' in text) for socket in watching}) == 1
