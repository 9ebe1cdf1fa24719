"""What a grid counts that is not all known: by the odds, for every card that may lie there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.cpu.estimate import Unseen, facts_for
from games.cpu.grids import Scores
from games.cpu.tables import sorted_set
from games.cpu_tables.build import build
from games.rules.house_rules import CLASSIC, HouseRules

TWENTY_ONE = HouseRules(blackjack=True)
KINDS = st.integers(0, len(facts_for(TWENTY_ONE).counts) - 1)


@given(st.tuples(KINDS, KINDS, KINDS, KINDS, KINDS), st.lists(st.integers(0, 4), min_size=13, max_size=13))
def test_with_one_card_face_down_a_score_is_the_mean_of_what_may_come(
    cards: tuple[int, ...], left: list[int]
) -> None:
    facts = facts_for(TWENTY_ONE)
    unseen = Unseen((*left[:-1], left[-1] + 1), sum(left) + 1, 5.0)
    scores, number, down = Scores(facts, unseen, TWENTY_ONE), facts.columns.number, facts.columns.size
    one, other, third, fourth, beside = cards
    rest = (number[one][other], number[third][fourth])
    mean = sum(
        count * scores.of(sorted_set(*rest, number[beside][kind]))
        for kind, count in enumerate(unseen.by_kind)
    )
    assert scores.of(sorted_set(*rest, number[beside][down])) == pytest.approx(mean / unseen.total)


def test_tables_count_on_21_too() -> None:
    """7 4, 4 4 and a king beside a card that lies face down: every ten, jack and queen brings it to 21."""
    facts = facts_for(TWENTY_ONE)
    number, kind = facts.columns.number, {card[0]: at for at, card in enumerate(facts.counts)}
    grid = sorted_set(
        number[kind["7"]][kind["4"]], number[kind["4"]][kind["4"]], number[kind["K"]][facts.columns.size]
    )
    hopeful, plain = build(TWENTY_ONE), build(CLASSIC)
    assert hopeful.at_last(grid) < plain.at_last(grid) - 1
