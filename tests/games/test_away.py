"""People who are away: the caddie plays for them, their seat stays theirs, and nobody waits for one person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from games import clock, due
from games.actions import act_now
from games.rules import commands as c

if TYPE_CHECKING:
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

TURN = 45


async def dealt(
    club: Club, *, turn_seconds: float = TURN, **rules: object
) -> tuple[tuple[Socket, Socket], tuple[Person, Person], str]:
    """Alice and Bob at a table of two, with a hole dealt."""
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, rules=rules, seats=2, turn_seconds=turn_seconds)
    for command in (c.Sit(bob.id), c.Start(0), c.Deal()):
        await club.ask(act_now, await club.game_id(code), command)
    return (await club.at(code, alice), await club.at(code, bob)), (alice, bob), code


async def time_runs_out(club: Club, *sockets: Socket) -> None:
    await club.later(TURN + 1)
    await club.tick()
    for socket in sockets:
        await club.in_step(socket)


async def turn_passed(club: Club, socket: Socket, other: Socket) -> None:
    """Somebody plays their turn: draw and throw away."""
    await socket.ok("draw", **{"from": "stock"})
    await socket.ok("discard")
    await club.in_step(other)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_the_caddie_plays_a_turn_that_ran_out(club: Club) -> None:
    (alice, bob), _people, _code = await dealt(club, initial_flips=0)
    await club.later(TURN - 1)
    await club.tick()
    assert not bob.events("card_drawn")
    await club.later(2)
    await club.tick()
    await club.in_step(bob)
    drawn = bob.events("card_drawn")[0]
    assert (drawn["seat"], drawn["by"]) == (1, "caddie")
    assert bob.table["turn"] == 0, "the whole turn was played"
    assert not bob.table["seats"][1]["autopilot"], "once may happen to anybody"


async def test_the_time_is_told_and_never_lies(club: Club) -> None:
    (alice, bob), _people, _code = await dealt(club, initial_flips=0)
    due = moment(bob.table["due_at"])
    assert 40 < (due - timezone.now()).total_seconds() <= TURN
    await bob.ok("draw", **{"from": "discard"})
    await bob.ok("undo_draw")
    assert moment(bob.table["due_at"]) == due, "undoing does not renew it"
    await turn_passed(club, bob, alice)
    assert moment(alice.table["due_at"]) > due


async def test_a_drawn_card_is_placed_by_the_caddie(club: Club) -> None:
    (alice, bob), _people, _code = await dealt(club, initial_flips=0)
    await bob.ok("draw", **{"from": "stock"})
    await time_runs_out(club, alice, bob)
    placed = [event for event in bob.events() if event["type"] in {"card_swapped", "card_discarded"}]
    assert [event["by"] for event in placed] == ["caddie"]
    assert bob.table["turn"] == 0


async def test_the_opening_as_a_whole_has_the_time_of_a_turn(club: Club) -> None:
    (alice, bob), _people, _code = await dealt(club)
    await alice.ok("open", at=[0, 1])
    await time_runs_out(club, alice, bob)
    opened = alice.events("cards_opened")
    assert [(event["seat"], event.get("by")) for event in opened] == [(0, None), (1, "caddie")]
    assert alice.table["phase"] == "playing"


async def test_after_the_second_turn_in_a_row_the_seat_is_on_autopilot(club: Club) -> None:
    (alice, bob), _people, _code = await dealt(club, initial_flips=0)
    await time_runs_out(club, alice, bob)
    await turn_passed(club, alice, bob)
    await time_runs_out(club, alice, bob)
    event = bob.events("seat_on_autopilot")[0]
    assert (event["seat"], event["by"]) == (1, "clock")
    assert alice.table["seats"][1]["autopilot"]
    await turn_passed(club, alice, bob)
    await club.tick()
    await club.in_step(alice)
    assert alice.table["turn"] == 0, "from now on the caddie plays at once"


async def test_a_turn_of_one_s_own_between_two_missed_ones_counts(club: Club) -> None:
    (alice, bob), _people, _code = await dealt(club, initial_flips=0)
    for _round in range(2):
        await time_runs_out(club, alice, bob)
        await turn_passed(club, alice, bob)
        await turn_passed(club, bob, alice)
        await turn_passed(club, alice, bob)
    assert not bob.events("seat_on_autopilot")


async def on_autopilot(club: Club) -> tuple[Socket, Socket, tuple[Person, Person], str]:
    """Bob's seat is on autopilot, and it is his turn."""
    (alice, bob), people, code = await dealt(club, initial_flips=0)
    await bob.ok("stand")
    await club.in_step(alice)
    return alice, bob, people, code


async def test_whoever_stands_up_in_a_game_hands_the_seat_to_the_caddie_at_once(club: Club) -> None:
    alice, bob, _people, _code = await on_autopilot(club)
    event = alice.events("seat_on_autopilot")[0]
    assert event["seat"] == 1
    assert "by" not in event
    assert await bob.refused("stand") == "not_now"
    await club.tick()
    await club.in_step(alice)
    assert alice.table["turn"] == 0
    assert alice.table["seats"][1]["name"] == "Bob", "it is still his seat"


async def test_a_tap_takes_the_seat_back(club: Club) -> None:
    alice, bob, _people, _code = await on_autopilot(club)
    assert bob.may("take_back_seat")
    assert bob.may("draw")
    await bob.ok("take_back_seat")
    await alice.told("seat_taken_back")
    assert not alice.table["seats"][1]["autopilot"]
    assert bob.may("take_back_seat") is None
    await club.tick()
    assert bob.table["turn"] == 1, "the caddie leaves it alone"
    assert await bob.refused("take_back_seat") == "not_now"


async def test_a_move_takes_the_seat_back(club: Club) -> None:
    alice, bob, _people, _code = await on_autopilot(club)
    await bob.ok("draw", **{"from": "stock"})
    await alice.told("card_drawn")
    assert [event["type"] for event in alice.events()[-2:]] == ["seat_taken_back", "card_drawn"]
    assert not alice.table["seats"][1]["autopilot"]


async def test_to_come_back_alone_changes_nothing(club: Club) -> None:
    alice, bob, (_, person), code = await on_autopilot(club)
    await bob.leave()
    back = await club.at(code, person)
    assert back.seat == 1
    assert back.table["seats"][1]["autopilot"]
    assert back.may("take_back_seat")
    await club.tick()
    await club.in_step(alice)
    assert alice.table["turn"] == 0, "the caddie goes on playing"


async def test_on_any_device_with_the_same_account_the_seat_is_there_at_once(club: Club) -> None:
    (alice, bob), (_, person), code = await dealt(club, initial_flips=0)
    await bob.leave()
    await time_runs_out(club, alice)
    phone = await club.at(code, person)
    assert phone.seat == 1
    assert phone.frames[0]["you"] == {"seat": 1, "host": False}
    await turn_passed(club, alice, phone)
    await phone.ok("draw", **{"from": "stock"})


async def test_without_a_clock_nobody_is_hurried(club: Club) -> None:
    (alice, bob), _people, _code = await dealt(club, turn_seconds=0, initial_flips=0)
    assert bob.table["due_at"] is None
    for _hour in range(3):
        await club.later(3600)
        await club.tick()
    assert bob.table["turn"] == 1
    assert not bob.events("card_drawn")
    await bob.ok("draw", **{"from": "stock"})


async def test_the_last_to_leave_leaves_a_table_that_stands_still(club: Club) -> None:
    (alice, bob), (first, second), code = await dealt(club, initial_flips=0)
    await alice.leave()
    await bob.leave()
    before = await club.stored(code)
    for _minute in range(10):
        club.hours.pass_by(60)
        await club.tick()
    assert await club.stored(code) == before


async def test_whoever_comes_back_to_it_has_the_whole_time_of_the_turn_again(club: Club) -> None:
    (alice, bob), (first, second), code = await dealt(club, initial_flips=0)
    await alice.leave()
    await bob.leave()
    club.hours.pass_by(20 * 60)
    await club.tick()
    back = await club.at(code, second)
    left = moment(back.table["due_at"]) - timezone.now()
    assert TURN - 5 < left.total_seconds() <= TURN
    await club.later(TURN - 2)
    await club.tick()
    assert back.table["turn"] == 1
    await back.ok("draw", **{"from": "stock"})
    assert moment(back.table["due_at"]) > timezone.now()


async def test_the_clock_that_had_claimed_the_game_before_knows_it_too(club: Club) -> None:
    """It claims the game, somebody comes back, and only then it looks at it."""
    (alice, bob), (first, second), code = await dealt(club, initial_flips=0)
    await alice.leave()
    await bob.leave()
    club.hours.pass_by(TURN + 1)
    (claim,) = await club.ask(due.claim, timezone.now())
    back = await club.at(code, second)
    await clock._move_on_safely(club.runtime, claim)
    assert not back.events("card_drawn")
    assert moment(back.table["due_at"]) > timezone.now()


async def test_every_process_tells_the_same_time_after_a_pause(club: Club) -> None:
    (alice, bob), (first, second), code = await dealt(club, initial_flips=0)
    other = await club.neighbour()
    watching = await other.at(code, first)
    for socket in (alice, bob, watching):
        await socket.leave()
    club.hours.pass_by(20 * 60)
    here = await club.at(code, second)
    there = await other.at(code, first)
    if not club.runtime.bus.alone:
        assert there.table["due_at"] == here.table["due_at"]
    assert moment(here.table["due_at"]) > timezone.now()
