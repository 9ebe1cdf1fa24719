"""`manage.py simulate`: figures of computer players among themselves."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from games.cpu.personas import PERSONAS
from games.simulation.regret import Regret
from games.simulation.report import (
    BELOW_ZERO,
    TOO_FEW_DECISIONS,
    TOO_FEW_HOLES,
    as_table,
    percent,
    plus_minus,
    regret_table,
)
from games.simulation.tally import Interval, Record, Tally, mean_interval

if TYPE_CHECKING:
    from collections.abc import Sequence


def simulate(*arguments: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("simulate", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def figures(*arguments: str) -> dict[str, Any]:
    """The command's figures, without those that differ from run to run."""
    whole: dict[str, Any] = json.loads(simulate("--format", "json", *arguments))
    for persona in whole["personas"].values():
        assert persona.pop("decisions_per_second") > 0
    return whole


def test_it_prints_an_aligned_table_with_a_line_for_each_persona() -> None:
    printed = simulate("--games", "8", "--holes", "2", "--players", "3")
    title, _blank, *table, _blank, closing, note = printed.rstrip().split("\n")
    assert title == "8 games (16 holes) of 3 computer players, classic rules, 1 pack, seed 1"
    headings, rule, *rows = table
    for heading in (
        "strokes/hole",
        "games won",
        "turns/hole",
        "goes out on",
        "spread",
        "pairs",
        "decisions/s",
    ):
        assert heading in headings
    assert set(rule) == {"-", " "}
    assert [row.split()[0] for row in rows] == [persona.name for persona in PERSONAS.values()]
    assert len({len(line) for line in table}) == 1
    assert closing.startswith("Pairs of personas, of 28,")
    assert note == TOO_FEW_HOLES


def test_one_game_is_told_as_one() -> None:
    title, *_table = simulate("--games", "1", "--holes", "1", "--rules", "Classic").split("\n")
    assert title == "1 game (1 hole) of 4 computer players, classic rules, 1 pack, seed 1"


def test_it_says_why_intervals_are_missing_while_they_are() -> None:
    few, enough = Tally({"maya": record_of(9)}), Tally({"maya": record_of(10)})
    assert as_table(few).endswith(f"\n{TOO_FEW_HOLES}")
    assert TOO_FEW_HOLES not in as_table(enough)


def record_of(holes: int) -> Record:
    """What a persona did who has ended so many holes, on the fifth turn each."""
    return Record(holes, 0, [7] * holes, [5] * holes, [5] * holes, [0.5] * holes)


def test_a_share_of_too_few_stands_without_an_interval() -> None:
    few, enough = mean_interval([0.5] * 9), mean_interval([0.5] * 10)
    assert (percent(few), percent(enough)) == ("50.0%", "50.0% (50.0%-50.0%)")


def test_nothing_has_no_sign() -> None:
    assert plus_minus(Interval(-0.004, -0.014, 0.006)) == "0.00 ±0.01"


def notes_on(lost: Sequence[float]) -> list[str]:
    """What stands below the table where decisions of Maya lost so much."""
    _headings, _rule, _maya, _all, *notes = regret_table(Regret({"maya": [*lost]})).split("\n")
    return notes


def test_strokes_below_zero_are_explained_and_too_few_decisions_too() -> None:
    assert notes_on([0.1] * 10) == []
    assert notes_on([-0.1] * 10) == ["", BELOW_ZERO]
    assert notes_on([0.1] * 9) == ["", TOO_FEW_DECISIONS]
    assert notes_on([-0.1] * 9) == ["", BELOW_ZERO, TOO_FEW_DECISIONS]


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    first, second, other = (
        figures("--games", "2", "--holes", "1", "--seed", seed) for seed in ("4", "4", "5")
    )
    assert first == second
    assert first != other


def test_all_eight_play_equally_often() -> None:
    played = figures("--games", "16", "--holes", "1", "--players", "5")["personas"]
    assert {persona["games"] for persona in played.values()} == {10}


def test_win_shares_have_intervals() -> None:
    for persona in figures("--games", "8", "--holes", "1", "--players", "2")["personas"].values():
        value, low, high = persona["win_share"]
        assert 0 <= low <= value <= high <= 1


@pytest.mark.parametrize("preset", ["classic", "jokers_wild", "speed", "competitive", "wild", "all_bonuses"])
def test_every_preset_can_be_played(preset: str) -> None:
    assert figures("--games", "1", "--rules", preset, "--players", "6", "--decks", "2")["games"] == 1


@pytest.mark.parametrize("level", ["easy", "tour"])
def test_decisions_are_judged(level: str) -> None:
    judged = json.loads(
        simulate("--regret", "12", "--deals", "40", "--holes", "1", "--level", level, "--format", "json")
    )
    assert judged["all"]["lost"][0] is not None
    assert 0 <= judged["all"]["nearly_best"][0] <= 1
    assert "strokes lost" in simulate("--regret", "2", "--deals", "20", "--holes", "1")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--players", "1"], "--players: 1 is not a number from 2 to 6"),
        (["--players", "7"], "--players: 7 is not a number from 2 to 6"),
        (["--games", "0"], "--games: 0 is too few; play at least one"),
        (["--holes", "19"], "--holes: 19 is not a number from 1 to 18"),
        (["--regret", "0"], "--regret: judge at least one decision"),
        (["--decks", "4"], "--decks: 4 is not a number from 1 to 3"),
        (["--rules", "chess"], "there is no preset 'chess'; choose one of classic, jokers_wild, speed"),
        (["--rules", "classic,speed"], "--rules: several are for --pit"),
        (["--deals", "40"], "--deals is for judging: add --regret N"),
        (["--regret", "5", "--deals", "19"], "--deals: 19 is too few; deal at least 20 times"),
        (["--regret", "5", "--games", "4"], "leave out --games"),
        (
            ["--regret", "5", "--pit", "marcus", "maya"],
            "--regret judges decisions of all eight, .* leave one of them",
        ),
        (["--tables-alone"], "--tables-alone changes nothing, as nobody plays at Tour"),
    ],
)
def test_what_cannot_be_played_is_refused_with_a_sentence(arguments: list[str], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        simulate(*arguments)
