"""Computer players against one another: the same cards for all, every seat for each, and the figures of it."""

from __future__ import annotations

import csv
import json
from errno import ENOSPC
from io import StringIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from games.cpu.personas import PERSONAS
from games.management.simulate_asked import refuse_a_file_that_cannot_be_written
from games.rules.house_rules import HouseRules
from games.simulation.contest import MEASURES, Contest, contestant, play_contest, turns_of_seats
from games.simulation.contest_report import TOO_FEW_CARDS, contest_table
from games.simulation.play import SimulatedGame
from games.simulation.plot import Group, whiskers
from games.simulation.tally import UNKNOWN, Interval

if TYPE_CHECKING:
    from pathlib import Path

ONE_HOLE = HouseRules(holes=1)
MARCUS, MAYA = contestant("marcus:tour"), contestant("maya:easy")


def played(*players: str, games: int = 2) -> Contest:
    """A contest of these, of a hole a game."""
    *_before, last = play_contest([contestant(told) for told in players], ONE_HOLE, games, seed=1)
    return last


def test_a_seed_deals_the_same_cards_whoever_plays() -> None:
    hands = []
    for company in ([MARCUS, MAYA, MAYA], [MAYA, MAYA, MARCUS]):
        game = SimulatedGame(company, HouseRules(holes=2), 7, same_cards=True)
        dealt = [
            d.before.hole.grids[0].cards
            for d in game.decisions()
            if d.options[0].do == "open" and d.before.hole
        ]
        hands.append((dealt[0], dealt[-1]))
    assert hands[0] == hands[1]
    assert hands[0][0] != hands[0][1]


def test_everybody_sits_once_in_every_seat() -> None:
    ways = turns_of_seats([MARCUS, MAYA, MAYA])
    assert ways == [(MARCUS, MAYA, MAYA), (MAYA, MAYA, MARCUS), (MAYA, MARCUS, MAYA)]
    assert turns_of_seats([MAYA, MAYA]) == [(MAYA, MAYA)]


def test_margins_of_a_table_cancel() -> None:
    contest = played("marcus:tour", "maya:easy", "priya:club")
    assert contest.games == contest.holes == 6
    assert sum(contest.of(name, "margin").value for name in contest.found) == pytest.approx(0)
    assert list(contest.found) == ["marcus:tour", "maya:easy", "priya:club"]


def test_a_game_is_one_value_however_many_seats_played_it() -> None:
    contest = played("marcus:tour", "maya:club", "maya:club", games=3)
    assert {len(contest.found[name][measure]) for name in contest.found for measure in MEASURES} == {3}


def test_the_difference_of_two_is_taken_on_the_same_cards() -> None:
    contest = Contest()
    for luck in range(20):
        for_each = {"a": 3.0 + luck, "b": 1.0 + luck}
        contest.add({name: {measure: [value] for measure in MEASURES} for name, value in for_each.items()})
    apart = contest.apart("a", "b", "strokes")
    assert (apart.low, apart.value, apart.high) == pytest.approx((2, 2, 2))
    assert contest.of("a", "strokes").high - contest.of("a", "strokes").low > 4
    assert contest.apart("a", "a", "strokes") == UNKNOWN


def pit(*arguments: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command(
        "simulate", "--games", "1", "--holes", "1", "--pit", *arguments, stdout=out, stderr=StringIO()
    )
    return out.getvalue()


def test_levels_and_rules_against_one_another_in_every_format(tmp_path: Path) -> None:
    plot = tmp_path / "margins.svg"
    printed = pit(
        "marcus:tour", "marcus", "--level", "easy", "--rules", "classic,everything", "--plot", str(plot)
    )
    assert [line for line in printed.split("\n") if line.startswith(("classic", "everything"))] == [
        "classic rules, 1 game's cards from every seat: 2 games (2 holes)",
        "everything rules, 1 game's cards from every seat: 2 games (2 holes)",
    ]
    assert printed.count("marcus:easy") == 2
    words = "".join(ElementTree.fromstring(plot.read_text()).itertext())
    assert "marcus:easy" in words
    assert "everything: marcus:tour" in words


def test_the_heading_tells_whose_cards_are_played_how_often() -> None:
    heading, *_table = pit("marcus", "maya", "maya", "--games", "2").split("\n")
    assert heading == "classic rules, 2 games' cards, each from every seat: 6 games (6 holes)"


def test_of_few_games_cards_it_says_that_there_are_no_intervals() -> None:
    few, enough = played("marcus", "maya", games=9), played("marcus", "maya", games=10)
    assert contest_table(few).endswith(f"\n\n{TOO_FEW_CARDS}")
    assert "(" not in contest_table(few).removesuffix(TOO_FEW_CARDS)
    assert TOO_FEW_CARDS not in contest_table(enough)


def test_the_figures_are_the_same_for_programs() -> None:
    arguments = ("marcus:tour", "maya:easy", "--players", "4")
    whole = json.loads(pit(*arguments, "--format", "json"))["classic"]
    assert (whole["cards"], whole["games"]) == (1, 2)
    rows = list(csv.DictReader(StringIO(pit(*arguments, "--format", "csv"))))
    assert len(rows) == 2 * len(MEASURES)
    for row in rows:
        value = whole["contestants"][row["contestant"]][row["measure"]][0]
        assert float(row["value"]) == pytest.approx(value)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nobody:tour"], "--pit: there is no persona 'nobody'; choose from sofia, maya"),
        (["marcus:god"], "--pit: there is no level 'god'; choose from easy, club, tour"),
        (["marcus", "maya", "sage", "--players", "2"], "--pit: 3 are too many for 2 seats"),
        (["marcus", "maya", "--rules", "classic,chess"], "--rules: there is no preset 'chess'"),
        (["marcus"], "--pit: marcus:club has nobody else to play; .* such as --pit marcus:club maya"),
        (
            ["maya", "Maya:Club", "--players", "4"],
            "--pit: maya:club has nobody else to play; .* maya:club marcus",
        ),
        (["marcus:", "maya"], "--pit: 'marcus:' lacks its level; choose from easy, club, tour, or leave out"),
        (["marcus:tour", "maya:easy", "--level", "easy"], "all of --pit have theirs: leave it out"),
        (
            ["marcus", "maya:easy", "--tables-alone"],
            "--tables-alone changes nothing, as nobody plays at Tour",
        ),
    ],
)
def test_a_contest_that_cannot_be_is_refused_with_a_sentence(arguments: list[str], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        pit(*arguments)


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("", "is a folder; name a file in it"),
        ("missing/margins.svg", "--plot: there is no folder .*missing; make it first"),
        ("x" * 300 + ".svg", "cannot be written"),
    ],
)
def test_a_plot_that_has_no_place_is_refused_before_anything_is_played(
    place: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(SimulatedGame, "decisions")
    with pytest.raises(CommandError, match=complaint):
        pit("marcus", "maya", "--plot", str(tmp_path / place))
    assert list(tmp_path.iterdir()) == []


def test_an_older_plot_stays_until_the_new_one_is_drawn(tmp_path: Path) -> None:
    plot = tmp_path / "margins.svg"
    plot.write_text("older")
    refuse_a_file_that_cannot_be_written("--plot", plot)
    assert plot.read_text() == "older"


def test_the_table_is_told_though_the_plot_fails_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path, _text: str) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    out = StringIO()
    arguments = ["--pit", "marcus", "maya", "--games", "1", "--holes", "1", "--plot", str(tmp_path / "m.svg")]
    with pytest.raises(CommandError, match=r"m\.svg could not be written \(No space left on device\)"):
        call_command("simulate", *arguments, stdout=out, stderr=StringIO())
    assert "marcus:club" in out.getvalue()


def test_a_plot_needs_a_contest() -> None:
    with pytest.raises(CommandError, match="--plot draws what --pit has played"):
        call_command("simulate", "--plot", "plot.svg")


def test_a_plot_says_in_words_what_it_shows_and_leaves_out_what_is_unknown() -> None:
    rows = [("Marcus & co", Interval(-1.5, -2, -1)), ("Maya", UNKNOWN)]
    drawn = whiskers("Margins", [Group("classic", rows)])
    tree = ElementTree.fromstring(drawn)
    name, told = (tree.find(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc"))
    assert name is not None
    assert told is not None
    assert (name.text, told.text) == ("Margins", "classic: Marcus & co -1.50 (-2.00 to -1.00), Maya unknown.")
    assert drawn.count('class="dot"') == 1


def test_whoever_is_named_without_a_level_plays_at_the_usual_one() -> None:
    assert contestant("sage") == PERSONAS["sage"]
    assert contestant("sage:easy").level.key == "easy"
    assert contestant("sage", "tour").level.key == "tour"


def test_names_may_be_written_in_capital_letters() -> None:
    assert contestant("MARCUS") == PERSONAS["marcus"]
    assert contestant("Marcus:Tour") == MARCUS
    assert "marcus:easy" in pit("Marcus", "maya:TOUR", "--level", "Easy")
