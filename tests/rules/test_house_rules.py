"""House rules from outside: nothing is taken as sent."""

from __future__ import annotations

from typing import Any

import pytest

from games.rules.house_rules import (
    CLASSIC,
    NAMES,
    PRESETS,
    RANGES,
    SWITCHES,
    BadRules,
    HouseRules,
    from_json,
    preset_of,
)
from games.rules.scoring import value
from tests.kit.drawing import cards

MEGABYTE = pytest.param("n" * 10**6, id="a-megabyte")


def test_nothing_given_is_the_classic_game() -> None:
    rules = from_json({})
    assert rules == CLASSIC
    assert (rules.decks, rules.holes, rules.initial_flips, rules.flip_mode) == (1, 9, 2, "never")
    assert not [name for name in SWITCHES if getattr(rules, name)]


def test_every_rule_of_the_rules_page_is_there_and_no_other() -> None:
    page = """
        use_jokers lucky_swing super_kings ten_penny one_eyed_jacks negative_pairs_keep_value eagle_eye
        four_of_a_kind wolfpack knock_bonus knock_penalty underdog_bonus tied_shame blackjack flip_as_action
        knock_early flip_mode initial_flips decks holes
    """
    assert set(NAMES) == set(page.split())


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("bad", [None, "yes", "true", "", 1, 0, 1.0, [], {}, [True]])
def test_a_switch_is_true_or_false_and_nothing_else(name: str, bad: object) -> None:
    with pytest.raises(BadRules) as refused:
        from_json({name: bad})
    assert refused.value.field == name


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize(
    "bad", [None, "2", True, False, 1.0, 2.5, -1, 19, 10**30, [1], {"n": 1}, float("nan")]
)
def test_a_number_is_a_whole_number_in_its_range(name: str, bad: object) -> None:
    with pytest.raises(BadRules) as refused:
        from_json({name: bad})
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("name", "least", "most"), [("initial_flips", 0, 2), ("decks", 1, 3), ("holes", 1, 18)]
)
def test_a_number_may_be_anything_in_its_range(name: str, least: int, most: int) -> None:
    assert [getattr(from_json({name: n}), name) for n in (least, most)] == [least, most]
    for beyond in (least - 1, most + 1):
        with pytest.raises(BadRules, match=f"from {least} to {most}"):
            from_json({name: beyond})


@pytest.mark.parametrize("bad", [None, "bogus", "Never", "", True, 0, ["never"], {"mode": "never"}, MEGABYTE])
def test_a_flip_mode_is_one_of_three(bad: object) -> None:
    with pytest.raises(BadRules) as refused:
        from_json({"flip_mode": bad})
    assert refused.value.field == "flip_mode"
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("name", ["seats", "Use_jokers", "", "__class__", "rules", "to_json", MEGABYTE])
def test_an_unknown_rule_is_refused(name: str) -> None:
    with pytest.raises(BadRules) as refused:
        from_json({name: True})
    assert refused.value.field == name
    assert str(refused.value) == "There is no such rule."


def test_one_bad_rule_among_good_ones_refuses_them_all() -> None:
    with pytest.raises(BadRules):
        from_json({"use_jokers": True, "holes": 3, "knock_penalty": "yes"})


@pytest.mark.parametrize("name", ["lucky_swing", "eagle_eye"])
def test_rules_about_jokers_switch_jokers_on(name: str) -> None:
    assert from_json({name: True}).use_jokers
    assert from_json({name: True, "use_jokers": False}).use_jokers
    assert not from_json({name: False}).use_jokers


def test_rules_go_to_json_and_come_back() -> None:
    for preset in PRESETS.values():
        given: dict[str, Any] = preset.rules.to_json()
        assert set(given) == set(NAMES)
        assert from_json(given) == preset.rules
        assert from_json(preset.rules.differences()) == preset.rules


def test_differences_name_only_what_is_not_classic() -> None:
    assert CLASSIC.differences() == {}
    assert HouseRules(holes=3, wolfpack=True).differences() == {"holes": 3, "wolfpack": True}


def test_presets_are_different_rule_sets_that_can_be_played() -> None:
    assert list(PRESETS) == ["classic", "jokers_wild", "speed", "competitive", "wild", "all_bonuses"]
    assert len({preset.rules for preset in PRESETS.values()}) == len(PRESETS)
    for key, preset in PRESETS.items():
        assert preset.key == key
        assert preset.sentence.endswith(".")
        assert preset_of(preset.rules) is preset


def test_a_preset_is_known_again_with_another_number_of_packs_or_holes() -> None:
    assert preset_of(HouseRules(decks=2, holes=18)) is PRESETS["classic"]
    assert preset_of(HouseRules(wolfpack=True)) is None


def test_the_presets_are_what_their_sentences_say() -> None:
    def worth(key: str, card: str) -> int:
        return value(cards(card)[0], PRESETS[key].rules)

    assert worth("jokers_wild", "*H") == -2
    assert worth("wild", "*H") == -5
    assert worth("wild", "KH") < 0
    assert PRESETS["speed"].rules.holes == 3
