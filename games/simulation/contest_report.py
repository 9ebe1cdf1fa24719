"""The figures of a contest: as an aligned table, as JSON, as CSV, or as a plot of the margins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from games.simulation.contest import MEASURES
from games.simulation.plot import Group, whiskers
from games.simulation.report import aligned, percent, plus_minus, rows_as_csv, triple
from games.simulation.tally import FEWEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from games.simulation.contest import Contest

HEADINGS: Final = ("contestant", "margin/hole", "against the first", "strokes/hole", "holes won", "games won")
TOO_FEW_CARDS: Final = (
    f"There are no intervals, as they are taken over games' cards and need those of {FEWEST} (--games)."
)


def contest_table(contest: Contest) -> str:
    """A line a contestant, in the order in which they were named, and why intervals are missing, if they are."""
    first = next(iter(contest.found))
    rows = [
        (
            name,
            plus_minus(contest.of(name, "margin")),
            plus_minus(contest.apart(name, first, "margin")),
            plus_minus(contest.of(name, "strokes")),
            percent(contest.of(name, "holes_won")),
            percent(contest.of(name, "games_won")),
        )
        for name in contest.found
    ]
    notes = ["", TOO_FEW_CARDS] if contest.cards < FEWEST else []
    return "\n".join([*aligned([HEADINGS, *rows]), *notes])


def contests_json(contests: Mapping[str, Contest]) -> str:
    """The same for programs; an interval is `[value, low, high]`, with null for what is not known.

    `cards` is of how many games' cards, each played from every seat, the `games` were.
    """
    whole = {
        rules: {
            "cards": contest.cards,
            "games": contest.games,
            "holes": contest.holes,
            "contestants": {
                name: {measure: triple(contest.of(name, measure)) for measure in MEASURES}
                for name in contest.found
            },
        }
        for rules, contest in contests.items()
    }
    return json.dumps(whole, indent=2)


def contests_csv(contests: Mapping[str, Contest]) -> str:
    """A row for each figure."""
    return rows_as_csv(
        ("rules", "contestant", "measure", "value", "low", "high"),
        [
            (rules, name, measure, *triple(contest.of(name, measure)))
            for rules, contest in contests.items()
            for name in contest.found
            for measure in MEASURES
        ],
    )


def contests_plot(contests: Mapping[str, Contest]) -> str:
    """Everybody's margin a hole, by rules: the further to the left, the better."""
    groups = [
        Group(rules, [(name, contest.of(name, "margin")) for name in contest.found])
        for rules, contest in contests.items()
    ]
    return whiskers("Strokes a hole against the others at the table (lower is better)", groups)
