"""Worked examples: every rule has one that explains it, and what stands on the page is what the engine says."""

from __future__ import annotations

import itertools
import re
from html import unescape
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.test import Client

from games import rule_examples, rule_words
from games.rules.cards import RANKS, Card, pack_for
from games.rules.house_rules import CLASSIC, NAMES, PRESETS, HouseRules
from games.rules.scoring import grid_score, settle, value
from games.worked_examples import Counted, Packed, Played, Settled, cards_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.worked_examples import Example

WITHOUT_EXAMPLE: Final = {"holes"}
EXAMPLES: Final = [
    (rule, example) for rule, examples in rule_examples.BY_RULE.items() for example in examples
]
of_every_rule = pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{rule} {n}" for n, (rule, _) in enumerate(EXAMPLES)]
)


def of(kind: type[Example]) -> Any:
    """Every example of a kind."""
    return pytest.mark.parametrize(
        "example", [example for _, example in EXAMPLES if isinstance(example, kind)]
    )


def columns(example: Example) -> list[Any]:
    """What the example shows in each of its ways."""
    shown = example.shown()
    if shown["moves"]:
        return [way["sentences"] for way in shown["moves"]]
    return [[row["cells"][n] for row in shown["rows"]] for n in range(len(shown["heads"]))]


def as_number(text: str) -> int:
    return int(text.replace("−", "-"))


def test_every_rule_has_an_example() -> None:
    assert set(rule_examples.BY_RULE) == set(NAMES) - WITHOUT_EXAMPLE
    assert all(rule_examples.BY_RULE.values())


@of_every_rule
def test_an_example_differs_from_way_to_way_by_its_rule_alone(rule: str, example: Example) -> None:
    sets = [rules.to_json() for _title, rules in example.ways]
    brought_along = {"use_jokers"} if rule in {"lucky_swing", "eagle_eye"} else set()
    for one, other in itertools.pairwise(sets):
        differing = {name for name in NAMES if one[name] != other[name]}
        assert rule in differing
        assert differing <= {rule} | brought_along


@pytest.mark.parametrize("rule", rule_examples.BY_RULE)
def test_no_two_ways_look_the_same_in_all_examples_of_a_rule(rule: str) -> None:
    examples = rule_examples.BY_RULE[rule]
    ways = list(zip(*(columns(example) for example in examples), strict=True))
    assert len({str(way) for way in ways}) == len(ways)


@of(Counted)
def test_a_grid_counts_what_the_engine_counts(example: Counted) -> None:
    *parts, total = example.shown()["rows"]
    for n, (_title, rules) in enumerate(example.ways):
        assert as_number(total["cells"][n]) == grid_score(cards_of(example.grid), rules)
        assert sum(as_number(row["cells"][n]) for row in parts if row["cells"][n] != "–") == as_number(
            total["cells"][n]
        )


@of(Settled)
def test_a_hole_is_settled_as_the_engine_settles_it(example: Settled) -> None:
    grids = [cards_of(grid) for grid in example.grids]
    (_, without), (_, rules) = example.ways
    rows = example.shown()["rows"]
    assert [as_number(row["cells"][0]) for row in rows] == [
        line.score for line in settle(grids, example.went_out, without)
    ]
    assert [as_number(row["cells"][2]) for row in rows] == [
        line.score for line in settle(grids, example.went_out, rules)
    ]
    for row in rows:
        before, part, after = row["cells"]
        added = 0 if part == "–" else as_number(part.removeprefix("+"))
        assert as_number(before) + added == as_number(after)


@of(Counted)
def test_a_grid_can_be_dealt(example: Counted) -> None:
    _can_be_dealt([example.grid], example.ways[-1][1])


@of(Settled)
def test_the_grids_of_a_hole_can_be_dealt_together(example: Settled) -> None:
    _can_be_dealt(example.grids, example.ways[-1][1])


def _can_be_dealt(grids: Sequence[str], rules: HouseRules) -> None:
    cards = [card for grid in grids for card in cards_of(grid)]
    assert all(len(cards_of(grid)) == 6 for grid in grids)
    assert len(set(cards)) == len(cards)
    assert set(cards) <= set(pack_for(rules))


@of(Played)
def test_what_one_may_do_is_what_the_engine_allows(example: Played) -> None:
    moves = {
        "The turn is over.": (),
        "Draw from the stock, or take the top of the discard pile.": "draw",
        "Turn up one of your face-down cards; that is your turn.": "flip_action",
        "Knock: turn up all your face-down cards and go out.": "knock",
        "Turn up one of your face-down cards.": "flip",
        "Leave it at that.": "skip_flip",
        "Turn up 1 card of your choice.": "open",
        "Turn up 2 cards of your choice.": "open",
    }
    for way, (_title, rules) in zip(example.shown()["moves"], example.ways, strict=True):
        said = [moves[sentence] for sentence in way["sentences"] if moves[sentence]]
        assert said == [option.do for option in example.options(rules)]


@of(Packed)
def test_the_stock_is_what_is_left_of_the_pack(example: Packed) -> None:
    rows = {row["name"]: row["cells"] for row in example.shown()["rows"]}
    left = next(cells for name, cells in rows.items() if name.startswith("Left in the stock"))
    for n, (_title, rules) in enumerate(example.ways):
        assert int(rows["Cards in all"][n]) == len(pack_for(rules))
        assert int(left[n]) == len(pack_for(rules)) - 6 * example.seats - 1


def test_every_rule_stands_in_one_group() -> None:
    grouped = [rule for _title, rules in rule_words.GROUPS for rule in rules]
    assert sorted(grouped) == sorted(NAMES)


def test_the_rules_about_scores_are_told_in_the_order_in_which_they_apply() -> None:
    told = [rule["key"] for rule in rule_words.settling()]
    early = HouseRules(blackjack=True, knock_penalty=True, knock_bonus=True)
    late = HouseRules(knock_bonus=True, underdog_bonus=True, tied_shame=True)
    assert named_parts(("QH 5C AS / AD 2D 6D", "2H 9C AD / KD 9D 2S"), early) == told[:3]
    assert named_parts(("KH 9C 4S / KD 9D AC", "QH TC 2D / QS TD 2S"), late) == told[2:]


def named_parts(grids: Sequence[str], rules: HouseRules) -> list[str]:
    """What is added to the score of the first seat, which went out, in the engine's order."""
    line = settle([cards_of(grid) for grid in grids], 0, rules)[0]
    return [part.why for part in line.parts if not part.why.startswith("column")]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.key)
def test_a_preset_says_everything_in_which_it_differs_from_the_classic_game(preset: Any) -> None:
    assert len(rule_words.in_play(preset.rules)) == len(set(preset.rules.differences()) - {"holes"})


# On the pages


def tables_on(page: str) -> Iterator[list[list[str]]]:
    """The cells of every table of an example, row by row, without its titles."""
    text = unescape(page)
    for table in re.findall(r'<table class="count">.*?<tbody>(.*?)</tbody>', text, re.DOTALL):
        yield [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]


def expected() -> list[list[list[str]]]:
    shown = [
        example.shown()
        for group in rule_words.GROUPS
        for rule in group[1]
        for example in rule_examples.BY_RULE.get(rule, ())
    ]
    return [[row["cells"] for row in example["rows"]] for example in shown if example["rows"]]


@pytest.mark.django_db
def test_the_rules_page_shows_the_examples_as_the_engine_made_them() -> None:
    page = Client().get("/rules/").content.decode()
    plain = [[row["cells"] for row in example.shown()["rows"]] for _title, example in rule_examples.PLAIN]
    assert list(tables_on(page)) == plain + expected()


@pytest.mark.django_db
def test_the_rules_page_says_what_cards_count() -> None:
    page = unescape(Client().get("/rules/").content.decode())
    values = page.partition('<dl class="values">')[2].partition("</dl>")[0]
    shown = dict(re.findall(r"<dt>(.+?)</dt><dd>(.+?)</dd>", values))
    for name, card in {
        "Ace": "AC",
        "Two": "2C",
        "Jack": "JC",
        "Queen": "QC",
        "King": "KC",
        "Joker": "*H",
    }.items():
        assert as_number(shown[name]) == value(Card(card), CLASSIC)
    assert shown["Three to ten"] == "face value"
    assert [value(Card(f"{rank}C"), CLASSIC) for rank in RANKS[2:10]] == list(range(3, 11))


@pytest.mark.django_db
def test_every_line_of_the_contents_leads_somewhere() -> None:
    page = re.sub(r"<svg.*?</svg>", "", Client().get("/rules/").content.decode(), flags=re.DOTALL)
    contents = re.findall(r'href="#([\w-]+)"', page)
    assert len(contents) > 15
    assert [anchor for anchor in contents if page.count(f'id="{anchor}"') != 1] == []
