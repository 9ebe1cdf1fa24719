"""The intervals that the figures of a simulation carry."""

from __future__ import annotations

import math
import random

import pytest

from games.simulation.tally import (
    UNKNOWN,
    Interval,
    Tally,
    mean_interval,
    share_interval,
    spread_interval,
)


def test_a_mean_has_the_interval_of_its_standard_error() -> None:
    interval = mean_interval([1, 3] * 8)
    assert interval.value == 2
    assert interval.high - interval.value == pytest.approx(1.959964 * (16 / 15 / 16) ** 0.5)


def test_a_share_has_wilsons_interval() -> None:
    interval = share_interval(10, 100)
    assert [interval.low, interval.high] == pytest.approx([0.0552, 0.1744], abs=1e-4)
    assert share_interval(0, 10).low == pytest.approx(0)


def test_nineteen_of_twenty_spreads_lie_in_their_interval() -> None:
    dice = random.Random(3)
    intervals = [spread_interval([dice.gauss(5, 8) for _card in range(400)]) for _hole in range(400)]
    hits = sum(interval.low < 8 < interval.high for interval in intervals)
    assert 365 <= hits <= 395


def test_what_was_hardly_ever_seen_is_unknown_and_differs_from_nothing() -> None:
    assert mean_interval([]) is spread_interval([4, 4]) is share_interval(0, 0) is UNKNOWN
    assert mean_interval([4, 4]) == Interval(4, -math.inf, math.inf)
    assert not UNKNOWN.misses(Interval(1, 1, 1))


def test_intervals_miss_each_other_where_they_share_no_value() -> None:
    assert Interval(1, 0, 2).misses(Interval(4, 3, 5))
    assert not Interval(1, 0, 3).misses(Interval(4, 3, 5))


def test_an_empty_tally_has_no_distinct_pairs() -> None:
    assert Tally().distinct_pairs("spread") == 0
