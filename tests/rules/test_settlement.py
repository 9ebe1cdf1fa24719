"""Bonuses and penalties at the end of a hole, and their order."""

from __future__ import annotations

from typing import Any

from games.rules.house_rules import from_json
from games.rules.scoring import places, settle, winners
from tests.kit.drawing import grid_cards

TWENTY_ONE = "TH 5C 6D / KS KC KD"
TEN = "TH 3C 3D / KS 3S 3H"
SEVEN = "7H 3C 3D / KS 3S 3H"
FIVE = "5H 3C 3D / KS 3S 3H"
THREE = "3H 4C 4D / KS 4S 4H"
TWO = "AH AC 4D / KS KD 4H"
NOTHING = "KH 4C 4D / KS 4S 4H"


def settled(*grids: str, went_out: str | None = None, **rules: Any) -> list[int]:
    out = None if went_out is None else "ABCDEF".index(went_out)
    lines = settle([grid_cards(grid) for grid in grids], out, from_json(rules))
    assert [sum(part.points for part in line.parts) for line in lines] == [line.score for line in lines]
    return [line.score for line in lines]


def test_without_house_rules_a_score_is_what_the_grid_counts() -> None:
    grids = (TWENTY_ONE, TEN, SEVEN, FIVE, THREE, TWO)
    assert settled(*grids, went_out="A") == [21, 10, 7, 5, 3, 2]
    assert settled(NOTHING, TWO) == [0, 2]


def test_blackjack_makes_exactly_21_nothing() -> None:
    assert settled(TWENTY_ONE, TEN, blackjack=True) == [0, 10]


def test_blackjack_is_not_for_21_that_comes_from_a_penalty() -> None:
    eleven = "TH AC 3D / KS KC 3H"
    assert settled(eleven, FIVE, went_out="A", blackjack=True, knock_penalty=True) == [21, 5]


def test_blackjack_comes_before_the_knock_penalty_looks_for_the_lowest_score() -> None:
    assert settled(TWENTY_ONE, TEN, went_out="A", blackjack=True, knock_penalty=True) == [0, 10]
    assert settled(TWENTY_ONE, TEN, went_out="B", blackjack=True, knock_penalty=True) == [0, 20]


def test_going_out_without_the_lowest_score_costs_ten() -> None:
    assert settled(FIVE, THREE, went_out="A", knock_penalty=True) == [15, 3]


def test_going_out_with_the_lowest_score_costs_nothing_alone_or_tied() -> None:
    assert settled(THREE, FIVE, went_out="A", knock_penalty=True) == [3, 5]
    assert settled(THREE, THREE, went_out="A", knock_penalty=True) == [3, 3]


def test_going_out_is_worth_five() -> None:
    assert settled(TEN, THREE, went_out="A", knock_bonus=True) == [5, 3]


def test_the_knock_penalty_compares_before_the_knock_bonus_helps() -> None:
    assert settled(SEVEN, FIVE, went_out="A", knock_penalty=True, knock_bonus=True) == [12, 5]


def test_everybody_with_the_lowest_score_gets_the_underdog_bonus() -> None:
    assert settled(FIVE, FIVE, TEN, underdog_bonus=True) == [2, 2, 10]


def test_the_underdog_is_found_after_the_knock_bonus() -> None:
    assert settled(FIVE, THREE, went_out="A", knock_bonus=True, underdog_bonus=True) == [-3, 3]


def test_the_underdog_is_found_after_the_knock_penalty() -> None:
    assert settled(SEVEN, FIVE, TEN, went_out="A", knock_penalty=True, underdog_bonus=True) == [17, 2, 10]


def test_everybody_whose_score_equals_another_pays_five() -> None:
    assert settled(FIVE, TEN, FIVE, THREE, tied_shame=True) == [10, 10, 10, 3]


def test_a_tie_that_the_other_bonuses_break_is_no_shame_and_one_that_they_make_is() -> None:
    assert settled(TEN, TEN, THREE, went_out="A", knock_bonus=True, tied_shame=True) == [5, 10, 3]
    assert settled(TEN, FIVE, went_out="A", knock_bonus=True, tied_shame=True) == [10, 10]
    assert settled(FIVE, TWO, THREE, underdog_bonus=True, tied_shame=True) == [5, -1, 3]


def test_two_underdogs_are_ashamed_of_each_other() -> None:
    assert settled(FIVE, FIVE, TEN, underdog_bonus=True, tied_shame=True) == [7, 7, 10]


def test_all_bonuses_together_go_in_their_order() -> None:
    everything = dict.fromkeys(
        ("blackjack", "knock_penalty", "knock_bonus", "underdog_bonus", "tied_shame"), True
    )
    # A: 21 is 0, lowest, no penalty, -5, underdog -3. C: 10 and D: 10 tie.
    assert settled(TWENTY_ONE, THREE, TEN, TEN, went_out="A", **everything) == [-8, 3, 15, 15]
    # B goes out with 3 while A's 21 has become 0: +10 -5 = 8; A is the underdog.
    assert settled(TWENTY_ONE, THREE, TEN, TEN, went_out="B", **everything) == [-3, 8, 15, 15]


def test_a_settlement_names_its_parts_in_order() -> None:
    rules = from_json({"blackjack": True, "knock_bonus": True, "underdog_bonus": True})
    lines = settle([grid_cards(TWENTY_ONE), grid_cards(THREE)], 0, rules)
    assert [(part.why, part.points) for part in lines[0].parts][3:] == [
        ("blackjack", -21),
        ("knock_bonus", -5),
        ("underdog_bonus", -3),
    ]


def test_where_nobody_has_gone_out_the_rules_about_it_do_nothing() -> None:
    assert settled(FIVE, THREE, knock_penalty=True, knock_bonus=True) == [5, 3]


def test_everybody_with_the_lowest_settled_score_wins_the_hole() -> None:
    assert winners([5, 3, 3]) == (1, 2)
    ashamed = settled(TWO, TWO, FIVE, tied_shame=True)
    assert (ashamed, winners(ashamed)) == ([7, 7, 5], (2,))


def test_equal_totals_share_a_place() -> None:
    assert places([12, 7, 7, 30]) == (3, 1, 1, 4)
    assert places([0, -3]) == (2, 1)
