"""What a grid counts, by each house rule and by several together."""

from __future__ import annotations

from typing import Any

import pytest

from games.rules.cards import Card, pack_for
from games.rules.house_rules import from_json
from games.rules.scoring import grid_parts, grid_score, value
from tests.kit.drawing import cards, face_up, grid_cards


def score(drawing: str, **rules: Any) -> int:
    """What a grid counts; its face-down cards are not seen."""
    seen = [card if up else None for card, up in zip(grid_cards(drawing), face_up(drawing), strict=True)]
    chosen = from_json(rules)
    points = grid_score(seen, chosen)
    assert sum(part.points for part in grid_parts(seen, chosen)) == points
    return points


def worth(text: str, **rules: Any) -> list[int]:
    return [value(card, from_json(rules)) for card in cards(text)]


def test_each_card_has_its_value() -> None:
    assert worth("AH 2H 3H 4H 5H 6H 7H 8H 9H") == [1, -2, 3, 4, 5, 6, 7, 8, 9]
    assert worth("TH JH QH KH *H") == [10, 10, 10, 0, -2]


def test_super_kings_count_minus_two() -> None:
    assert worth("KH KS QH", super_kings=True) == [-2, -2, 10]


def test_ten_penny_tens_count_one() -> None:
    assert worth("TH TS JH", ten_penny=True) == [1, 1, 10]


def test_one_eyed_jacks_are_those_of_hearts_and_spades() -> None:
    assert worth("JH JD JC JS", one_eyed_jacks=True) == [0, 10, 10, 0]


def test_a_joker_counts_minus_five_under_lucky_swing_and_two_under_eagle_eye_which_wins() -> None:
    assert worth("*H *S", lucky_swing=True) == [-5, -5]
    assert worth("*H *S", eagle_eye=True) == [2, 2]
    assert worth("*H", eagle_eye=True, lucky_swing=True) == [2]


def test_a_pair_in_a_column_counts_nothing_and_other_cards_their_values() -> None:
    assert score("KH 7C 3D / KS 5D 2S") == 13
    assert score("7H 7C 3D / 7D 9D 3S") == 16


def test_cards_of_one_rank_side_by_side_are_no_pair() -> None:
    assert score("7H 7C 7D / AD 4S 9D") == 35


def test_a_pair_of_twos_or_jokers_counts_nothing_either() -> None:
    assert score("2H 2C 3D / 2D 5D 3S") == 3
    assert score("*H AC 3D / *S AD 3S", use_jokers=True) == 0


def test_the_two_jokers_of_a_column_are_a_pair_though_their_suits_differ() -> None:
    parts = grid_parts(cards("*H AC 3D *S AD 3S"), from_json({"use_jokers": True}))
    assert [part.points for part in parts] == [0, 0, 0]


def test_negative_pairs_keep_their_value_where_the_rule_says_so() -> None:
    assert score("2H 9C 3D / 2D 9D 3S", negative_pairs_keep_value=True) == -4
    assert score("*H 9C 3D / *S 9D 3S", negative_pairs_keep_value=True, use_jokers=True) == -4


def test_a_pair_of_kings_keeps_its_value_only_where_kings_are_below_zero() -> None:
    grid = "KH 9C 3D / KD 9D 3S"
    assert score(grid, negative_pairs_keep_value=True) == 0
    assert score(grid, super_kings=True) == 0
    assert score(grid, negative_pairs_keep_value=True, super_kings=True) == -4


def test_a_positive_pair_never_counts_whatever_the_rules_on_negative_ones() -> None:
    assert score("JH 9C 3D / JD 9D 3S", negative_pairs_keep_value=True, one_eyed_jacks=True) == 0


def test_two_jokers_under_eagle_eye_count_minus_four() -> None:
    grid = "*H 9C 3D / *S 9D 3S"
    assert score(grid, eagle_eye=True) == -4
    assert score(grid, eagle_eye=True, negative_pairs_keep_value=True) == -4
    assert score("*H 9C 3D / AS 9D 3S", eagle_eye=True) == 3


def test_a_pair_of_lucky_jokers_of_two_packs_follows_the_rule_on_negative_pairs() -> None:
    grid = "*H 9C 3D / *H 9D 3S"
    assert score(grid, lucky_swing=True) == 0
    assert score(grid, lucky_swing=True, negative_pairs_keep_value=True) == -10


def test_wolfpack_is_two_pairs_of_jacks_or_three_and_counts_once() -> None:
    assert score("JH JC 3D / JS JD 3S", wolfpack=True) == -20
    assert score("JH JC JD / JS JD JC", wolfpack=True) == -20
    assert score("JH JC 3D / JS 4D 3S", wolfpack=True) == 14
    assert score("QH QC 3D / QS QD 3S", wolfpack=True) == 0


def test_four_of_a_kind_is_a_rank_that_pairs_in_two_columns_and_counts_once() -> None:
    assert score("7H 7C AD / 7D 7S 4S", four_of_a_kind=True) == -15
    assert score("7H 7C 7D / 7D 7S 7S", four_of_a_kind=True) == -20
    assert score("7H 7C AD / 7D 9S 4S", four_of_a_kind=True) == 21
    assert score("7H 8C AD / 7D 8S 4S", four_of_a_kind=True) == 5


def test_four_cards_of_a_rank_that_are_no_two_pairs_are_no_four_of_a_kind() -> None:
    assert score("7H 7C 7S / 7D 9S 4S", four_of_a_kind=True) == 27


def test_wolfpack_and_four_of_a_kind_both_apply_to_the_same_jacks() -> None:
    grid = "JH JC 3D / JS JD 4S"
    assert score(grid, wolfpack=True, four_of_a_kind=True) == -33
    assert score(grid, wolfpack=True, four_of_a_kind=True, one_eyed_jacks=True) == -33


def test_four_of_a_kind_adds_to_pairs_that_keep_their_value() -> None:
    assert score("2H 2C 3D / 2D 2S 3S", four_of_a_kind=True, negative_pairs_keep_value=True) == -28
    assert score("*H *H 3D / *S *S 3S", four_of_a_kind=True, eagle_eye=True) == -28


def test_a_score_names_its_parts() -> None:
    parts = grid_parts(cards("JH JC 3D JS JD 4S"), from_json({"wolfpack": True, "four_of_a_kind": True}))
    assert [(part.why, part.points) for part in parts] == [
        ("column 0", 0),
        ("column 1", 0),
        ("column 2", 7),
        ("wolfpack", -20),
        ("four_of_a_kind", -20),
    ]


def test_a_card_that_is_not_seen_counts_nothing_and_makes_no_pair() -> None:
    assert score("KH [7C] 3D / KS 5D [2S]") == 8
    assert score("7H [7C] AD / [7D] [7S] 4S", four_of_a_kind=True) == 12
    assert score("[KH] [7C] [3D] / [KS] [5D] [2S]") == 0


@pytest.mark.parametrize(
    ("rules", "jokers"),
    [
        ({}, ""),
        ({"use_jokers": True}, "*H *S"),
        ({"use_jokers": True, "decks": 2}, "*H *S *H *S"),
        ({"eagle_eye": True}, "*H *S"),
        ({"lucky_swing": True}, "*H"),
        ({"lucky_swing": True, "decks": 3}, "*H"),
        ({"lucky_swing": True, "eagle_eye": True}, "*H"),
    ],
)
def test_the_jokers_of_a_pack_follow_the_house_rules(rules: dict[str, Any], jokers: str) -> None:
    pack = pack_for(from_json(rules))
    assert [card for card in pack if card[0] == "*"] == list(cards(jokers))
    assert len(pack) == 52 * rules.get("decks", 1) + len(cards(jokers))
    assert pack.count(Card("QD")) == rules.get("decks", 1)
