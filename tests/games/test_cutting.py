"""The fair shuffle on the wire: promised, cut, revealed, and checked here by a program of our own."""

from __future__ import annotations

import random
import re
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.kit.club import Club
    from tests.kit.sockets import Json, Socket

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = Path(__file__).parents[2] / "docs" / "fairness.md"


def verifier() -> Any:
    """The program that docs/fairness.md gives to everybody."""
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(program, names)
    return names["verify"]


async def started(
    club: Club, *, cpus: tuple[str, ...] = (), **rules: object
) -> tuple[Socket, Socket, Socket, str]:
    """Alice and Bob after `start`, before the first deal; the gallery; the table's code."""
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(
        alice, rules=rules, seats=2 + len(cpus), cpus=cpus, visibility="public", turn_seconds=0
    )
    host, guest, gallery = await club.at(code, alice), await club.at(code, bob), await club.at(code)
    await guest.ok("sit")
    await host.ok("start")
    await guest.until(lambda: guest.table["phase"] == "opening")
    return host, guest, gallery, code


async def test_the_hole_begins_as_soon_as_all_who_are_there_have_cut(club: Club) -> None:
    host, guest, gallery, _code = await started(club, cpus=("maya",))
    await guest.ok("cut", bytes="AB" * 16)
    for socket in (host, guest, gallery):
        event = await socket.told("pack_cut")
        assert event.keys() == {"seq", "type", "time", "seat"}, "the bytes are not shown yet"
    assert not host.events("hole_started")
    await host.ok("cut", bytes="01" * 16)
    begun = await gallery.told("hole_started")
    assert begun["cuts"] == {"0": "01" * 16, "2": "ab" * 16}
    assert "by" not in begun


async def test_nobody_is_waited_for_longer_than_two_seconds(club: Club) -> None:
    host, guest, _gallery, _code = await started(club)
    await guest.ok("cut", bytes="ab" * 16)
    await club.later(1.5)
    await club.tick()
    assert not guest.events("hole_started")
    await club.later(0.6)
    await club.tick()
    begun = await host.told("hole_started")
    assert (begun["cuts"], begun["by"]) == ({"1": "ab" * 16}, "clock")


async def test_the_pack_is_cut_once_and_between_holes_only(club: Club) -> None:
    host, guest, gallery, _code = await started(club)
    assert host.legal == []
    await host.ok("cut", bytes="ab" * 16)
    assert await host.refused("cut", bytes="cd" * 16) == "not_now"
    assert await gallery.refused("cut", bytes="cd" * 16) == "not_seated"
    await guest.ok("cut", bytes="ef" * 16)
    assert await host.refused("cut", bytes="cd" * 16) == "not_now"


@pytest.mark.parametrize(
    "cut", ["", "ab" * 15, "ab" * 17, "xy" * 16, "ab" * 15 + " a", "ab" * 16 + "\n", 7, None]
)
async def test_a_cut_has_thirty_two_digits(club: Club, cut: object) -> None:
    host, *_ = await started(club)
    answer = await host.do("cut", bytes=cut)
    assert (answer["code"], answer["field"]) == ("bad_message", "bytes")


def _has_ended(socket: Socket, hole: int) -> bool:
    return len(socket.events("hole_ended")) == hole


async def test_every_hole_was_promised_before_it_was_dealt_and_is_revealed_after_it(club: Club) -> None:
    host, guest, gallery, _code = await started(club, holes=3, flip_mode="always")
    dice, cut_in = random.Random(9), dict[int, str]()
    await host.ok("cut", bytes=(cut_in.setdefault(1, dice.randbytes(16).hex())))
    await club.later(3)
    for hole in (1, 2, 3):
        hole_ended = partial(_has_ended, host, hole)
        await club.play([host, guest], dice, until=hole_ended, never=("stand", "next_hole"))
        if hole < 3:
            await host.ok("cut", bytes=cut_in.setdefault(hole + 1, dice.randbytes(16).hex()))
            await guest.ok("next_hole")
            await host.ok("next_hole")
    await club.in_step(gallery)
    verify, events = verifier(), gallery.events()
    promised = gallery.events("game_started")[0]["next_commitment"]
    seen = 0
    for begun, ended in zip(gallery.events("hole_started"), gallery.events("hole_ended"), strict=True):
        assert begun["commitment"] == promised
        assert sha256(bytes.fromhex(ended["reveal"])).hexdigest() == promised
        assert begun["cuts"] == {"0": cut_in[begun["hole"]]}
        verify(
            gallery.table["rules"],
            [event for event in events if begun["seq"] <= event["seq"] <= ended["seq"]],
        )
        promised = ended["next_commitment"]
        seen += 1
    assert seen == 3
    assert promised is None


async def test_a_cut_changes_the_order_of_the_cards(club: Club) -> None:
    """Two orders from one secret: the server cannot have chosen both."""
    host, guest, gallery, _code = await started(club, holes=1)
    await host.ok("cut", bytes="11" * 16)
    await guest.ok("cut", bytes="22" * 16)
    dice = random.Random(1)
    await club.play([host, guest], dice, until=lambda: bool(host.events("hole_ended")))
    await club.in_step(gallery)
    events = gallery.events()
    begin = next(n for n, event in enumerate(events) if event["type"] == "hole_started")
    end = next(n for n, event in enumerate(events) if event["type"] == "hole_ended")
    verify, story = verifier(), events[begin : end + 1]
    verify(gallery.table["rules"], story)
    for forged in ({"0": "11" * 16}, {"0": "22" * 16, "1": "11" * 16}, {}):
        with pytest.raises(AssertionError):
            verify(gallery.table["rules"], [story[0] | {"cuts": forged}, *story[1:]])


def commitments(events: list[Json]) -> list[str]:
    return [event["next_commitment"] for event in events if event.get("next_commitment")]


async def test_no_two_holes_have_one_secret(club: Club) -> None:
    host, guest, *_ = await started(club, holes=3, initial_flips=0)
    await club.later(3)
    await club.play([host, guest], random.Random(2), until=lambda: host.table["phase"] == "game_over")
    found = commitments(host.events())
    assert len(found) == len(set(found)) == 3
