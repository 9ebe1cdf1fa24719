"""Files of games: out and in again they are the same, and whatever is changed in one is found."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from games.rules.house_rules import HouseRules, from_json
from replays.document import read
from replays.strict_json import BadFile
from tests.kit.game_files import forged, judged, mutated, played, rewritten, with_a_byte_changed
from tests.kit.random_games import RandomGame, house_rules, random_games

MUTATED_FILES = 2_000
AT_ONCE = 500


@settings(max_examples=60, deadline=None)
@given(random_games())
def test_a_file_that_was_read_is_written_as_it_was(game: RandomGame) -> None:
    whole = played(game)
    record = read(whole.file)
    assert rewritten(record) == whole.file
    assert record.state.scorecard == whole.state.scorecard


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_any_single_byte_that_is_changed_is_found(seed: int, choice: int) -> None:
    whole = played(RandomGame(from_json({"holes": 1, "decks": 1 + seed % 3}), 2 + seed % 5, seed % 20)).file
    with pytest.raises(BadFile):
        read(with_a_byte_changed(whole, random.Random(choice)))


@settings(max_examples=250, deadline=None)
@given(house_rules((1,)), st.integers(2, 6), st.integers(0, 2**32))
def test_a_forger_who_computes_the_digest_anew_is_found_all_the_same(
    rules: HouseRules, seats: int, seed: int
) -> None:
    """With one pack: of two cards that are alike nobody can tell which one it was."""
    whole = played(RandomGame(replace(rules, decks=1), seats, seed)).file
    forgery, what = forged(whole, random.Random(seed))
    assert judged(forgery) is not None, what


@pytest.mark.parametrize("seed", range(MUTATED_FILES // AT_ONCE))
def test_whatever_is_in_a_file_it_is_refused_in_words_or_every_word_of_it_counts(seed: int) -> None:
    dice = random.Random(seed)
    small = played(RandomGame(HouseRules(holes=1), 2, seed)).file
    refused = sum(judged(mutated(small, dice)) is not None for _file in range(AT_ONCE))
    assert refused > AT_ONCE * 3 // 4, "and some change nothing"
