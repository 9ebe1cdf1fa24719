"""Cutting the pack between holes."""

from __future__ import annotations

import pytest

from games.rules import commands as c
from games.rules import events as e
from tests.kit.dealing import FACE_DOWN, Table, deal, lobby, told

ONES, TWOS = "11" * 16, "22" * 16
NEARLY = "KH 7C 3D / KS 5D [2S]"


def started(cpus: int = 1) -> Table:
    """Two people and some CPU players before the first deal."""
    table = lobby(4)
    table.do(c.Sit(1))
    table.do(c.Sit(2))
    for persona in ("maya", "sofia")[:cpus]:
        table.do(c.AddCpu(0, persona))
    table.do(c.Start(0))
    return table


def test_the_first_hole_begins_as_soon_as_all_people_have_cut() -> None:
    table = started()
    assert told(table.play(f"B cuts {TWOS}")) == ["pack_cut"]
    _cut, dealt = table.play(f"A cuts {ONES}")
    assert isinstance(dealt, e.HoleStarted)
    assert dealt.cuts == ((0, ONES), (1, TWOS))
    assert dealt.by is None


def test_who_does_not_cut_is_not_waited_for_when_the_clock_deals() -> None:
    table = started()
    table.play(f"B cuts {TWOS}")
    (dealt,) = table.do(c.Deal(), "clock")
    assert isinstance(dealt, e.HoleStarted)
    assert dealt.cuts == ((1, TWOS),)


def test_who_has_left_is_not_waited_for_either() -> None:
    table = started()
    table.play(f"B cuts {TWOS}")
    assert told(table.play("A stands")) == ["seat_on_autopilot", "hole_started"]


def test_a_cut_changes_the_order_of_the_cards() -> None:
    one, other = started(), started()
    one.play(f"A cuts {ONES}; B cuts {ONES}")
    other.play(f"A cuts {ONES}; B cuts {TWOS}")
    assert one.hole.stock != other.hole.stock


def test_between_holes_a_cut_does_not_begin_the_next_one() -> None:
    table = deal(NEARLY, FACE_DOWN)
    table.play("A draws, swaps 5; B draws, discards")
    assert told(table.play(f"A cuts {ONES}; B cuts {TWOS}")) == ["pack_cut", "pack_cut"]
    table.play("A is ready; B is ready")
    assert table.hole.cuts == ((0, ONES), (1, TWOS))


def test_cuts_are_for_one_hole() -> None:
    table = started()
    table.play(f"A cuts {ONES}; B cuts {TWOS}")
    assert table.state.cuts == ()
    assert table.refuses(f"A cuts {ONES}") == "not_now"


def test_nobody_cuts_twice_and_cpu_players_do_not_cut() -> None:
    table = started()
    assert table.refuses(f"A cuts {ONES}; A cuts {TWOS}") == "not_now"
    assert table.refuses(f"C cuts {ONES}") == "not_allowed"


@pytest.mark.parametrize("digits", [ONES[1:], ONES + "1", "xy" * 16, "AB" * 16, "é" * 32])
def test_a_cut_is_32_lower_case_hexadecimal_digits(digits: str) -> None:
    assert started().refuses(f"A cuts {digits}") == "illegal_move"
