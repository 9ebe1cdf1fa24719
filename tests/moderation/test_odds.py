"""The arithmetic of signals."""

from __future__ import annotations

from fractions import Fraction
from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation import odds

chances = st.fractions(min_value=0, max_value=1, max_denominator=50)
tries = st.integers(min_value=0, max_value=60)


def exact(successes: int, among: int, chance: Fraction) -> Fraction:
    """The binomial tail, term by term, without rounding."""
    return sum(
        (
            comb(among, n) * chance**n * (1 - chance) ** (among - n)
            for n in range(max(successes, 0), among + 1)
        ),
        Fraction(0),
    )


@given(tries, st.integers(min_value=-2, max_value=62), chances)
def test_the_tail_is_what_the_terms_add_up_to(among: int, successes: int, chance: Fraction) -> None:
    expected = float(exact(successes, among, chance)) if chance < 1 or successes <= among else 1.0
    assert isclose(odds.tail(successes, among, float(chance)), expected, rel_tol=1e-9, abs_tol=1e-300)


@given(st.integers(min_value=1, max_value=3_000), st.data())
def test_more_successes_are_never_likelier(among: int, data: st.DataObject) -> None:
    chance = data.draw(st.floats(min_value=0.01, max_value=0.99))
    first = data.draw(st.integers(min_value=0, max_value=among))
    found = [odds.tail(n, among, chance) for n in (first, first + 1)]
    assert 1 >= found[0] * (1 + 1e-9) >= found[1] >= 0 or isclose(found[0], 1)


def test_twenty_of_twenty_against_an_equal_is_less_than_one_in_a_million() -> None:
    assert odds.tail(20, 20, 0.5) == pytest.approx(2**-20)
    assert odds.tail(20, 20, 0.5) < 1e-6 < odds.tail(19, 20, 0.5)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_expected_share_lies_between_half_and_one(ahead: int, behind: int) -> None:
    assert 0.5 <= odds.expected_share(ahead, behind) < 1


@given(st.lists(st.floats(0, 100), min_size=1))
def test_half_of_what_was_measured_is_no_more_than_the_median(numbers: list[float]) -> None:
    middle = odds.median(numbers)
    assert middle in numbers
    assert 2 * sum(one <= middle for one in numbers) >= len(numbers)
    assert 2 * sum(one >= middle for one in numbers) >= len(numbers)


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("0.0.0.0", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_what_devices_of_one_connection_have_in_common(address: str, shared: str) -> None:
    assert odds.household(address) == shared
