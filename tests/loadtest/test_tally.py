"""Counts, percentiles, and how long a move takes until everybody has it."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.loadtest.meters import NoMeter, memory, processor_seconds
from games.loadtest.plan import Address, BadAddress, Plan
from games.loadtest.stopwatch import Stopwatch
from games.loadtest.tally import Tally, percentile


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1), (0.01, 1), (0.5, 50), (0.501, 51), (0.95, 95), (0.99, 99), (1.0, 100)]
)
def test_percentiles_of_one_to_a_hundred(share: float, value: int) -> None:
    assert percentile(range(1, 101), share) == value


def test_the_percentile_of_nothing_is_nothing() -> None:
    assert percentile([], 0.5) == 0


@given(st.lists(st.floats(0, 1000), min_size=1), st.floats(0, 1))
def test_at_least_its_share_of_values_is_not_above_a_percentile(values: list[float], share: float) -> None:
    found = percentile(sorted(values), share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


def counting() -> Tally:
    return Tally(counting=True)


def test_a_move_takes_until_the_last_player_has_it() -> None:
    tally = counting()
    watch = Stopwatch(tally, 3)
    for player in range(3):
        watch.heard(player, 4, 0.0)
    watch.heard(1, 5, 10.1)
    watch.answered(5, 10.0)
    watch.heard(0, 5, 10.2)
    assert (tally.moves, watch.owed) == (0, 1)
    watch.heard(2, 5, 10.5)
    assert (tally.moves, watch.owed) == (1, 0)
    assert tally.trips[0] == pytest.approx(0.5)


def test_an_ok_that_comes_last_does_not_make_it_longer() -> None:
    tally = counting()
    watch = Stopwatch(tally, 2)
    for seq, at in ((5, 10.1), (6, 10.2), (7, 10.3)):
        watch.heard(0, seq, at)
        watch.heard(1, seq, at + 0.05)
    watch.answered(6, 10.0)
    assert tally.trips[0] == pytest.approx(0.25)


def test_moves_that_are_answered_out_of_order_are_each_timed() -> None:
    tally = counting()
    watch = Stopwatch(tally, 2)
    watch.answered(6, 10.2)
    watch.answered(5, 10.0)
    for seq, at in ((5, 10.5), (6, 10.8)):
        watch.heard(0, seq, at)
        watch.heard(1, seq, at)
    assert list(tally.trips) == pytest.approx([0.5, 0.6])


def test_only_the_measured_time_counts() -> None:
    tally = Tally()
    tally.frame(100)
    tally.move(0.1)
    assert (tally.frames, tally.moves) == (0, 0)
    tally.counting = True
    tally.frame(100)
    tally.move(0.1)
    assert (tally.frames, tally.bytes, tally.moves) == (1, 100, 1)


def test_the_counts_of_several_processes_are_one() -> None:
    one, other = counting(), counting()
    one.move(0.1)
    other.move(0.2)
    other.errors["stale"] += 2
    other.fault("gap", "somewhere")
    one.seconds, other.seconds = 4.9, 5.0
    one.add(other)
    assert (one.moves, list(one.trips), one.seconds) == (2, [0.1, 0.2], 5.0)
    assert (dict(one.errors), dict(one.faults), one.samples) == ({"stale": 2}, {"gap": 1}, ["gap: somewhere"])


def test_a_process_is_measured_by_its_number() -> None:
    assert processor_seconds([os.getpid()]) > 0
    assert memory([os.getpid()]) > 1_000_000


def test_a_process_that_is_not_there_is_named() -> None:
    with pytest.raises(NoMeter, match="Process 999999999 cannot be measured"):
        processor_seconds([999_999_999])


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://golf.example.org/", "https://golf.example.org:443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_read(given: str, read: str) -> None:
    assert str(Address.read(given)) == read


@pytest.mark.parametrize("given", ["localhost:8000", "ws://localhost", "http://", "http://a/b", "http://a:b"])
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(BadAddress):
        Address.read(given)


def test_every_table_is_some_process_s_and_its_seats_are_spread_over_the_addresses() -> None:
    here, there = Address("http", "here", 1), Address("http", "there", 1)
    plan = Plan((here, there), tables=7, processes=3)
    assert sorted(table for worker in range(3) for table in plan.share(worker)) == list(range(7))
    assert [plan.address(5, player) for player in range(4)] == [here, there, here, there]
    together = Plan((here, there), together=True)
    assert [together.address(5, player) for player in range(4)] == [there] * 4
