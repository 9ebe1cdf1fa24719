"""One can tell the personas apart by how they play; and all of them play decently."""

from __future__ import annotations

import json
import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from games.cpu.personas import CADDIE, PERSONAS
from games.management.commands.measure_styles import LAP, series
from games.rules import commands as c
from games.rules.house_rules import PRESETS
from games.rules.scoring import value
from games.rules.state import Phase
from games.simulation.play import SimulatedGame, line_up
from games.simulation.styles import KEPT, Styles
from games.simulation.tally import Interval

if TYPE_CHECKING:
    from games.cpu.personas import Persona
    from games.rules.legal import Option
    from games.rules.views import View

DECENT = 12
"""Strokes per hole; a beginner has more."""
Figures = dict[str, Interval]


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    """What was measured, and how."""
    told: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return told


def test_the_figures_are_of_the_players_as_they_are(kept: dict[str, Any]) -> None:
    """Whoever changes how they play measures anew (`manage.py measure_styles`), and sees below what is left of them."""
    styles = Styles()
    styles.count(series(1, range(LAP)))
    assert styles.tally.holes == 9 * LAP
    assert {record.games for record in styles.tally.records.values()} == {LAP // 2}
    assert styles.strokes() == kept["first_lap"]


def test_they_are_of_two_thousand_holes(kept: dict[str, Any]) -> None:
    assert kept["holes_each"] * 2 >= 2000
    assert kept["personas"].keys() == PERSONAS.keys()


@pytest.fixture(scope="module")
def measured(kept: dict[str, Any]) -> dict[str, Figures]:
    """Every measure of each persona."""
    return {
        key: {measure: Interval(*figure) for measure, figure in figures.items()}
        for key, figures in kept["personas"].items()
    }


@pytest.mark.parametrize("measure", ["going_out", "spread", "pairs"])
def test_at_least_five_pairs_of_personas_differ(measured: dict[str, Figures], measure: str) -> None:
    pairs = combinations([figures[measure] for figures in measured.values()], 2)
    assert sum(one.misses(other) for one, other in pairs) >= 5


def test_everybody_plays_decently(measured: dict[str, Figures]) -> None:
    assert max(figures["strokes"].high for figures in measured.values()) < DECENT


def test_maya_goes_out_most_often_and_earliest(measured: dict[str, Figures]) -> None:
    assert max(measured, key=lambda key: measured[key]["ending"].value) == "maya"
    assert min(measured, key=lambda key: measured[key]["going_out"].value) == "maya"


def test_sofia_goes_out_later_and_more_rarely_than_maya(measured: dict[str, Figures]) -> None:
    sofia, maya = measured["sofia"], measured["maya"]
    assert surely_more(sofia["going_out"], maya["going_out"])
    assert sofia["ending"].high < maya["ending"].low / 2


def test_priya_has_the_most_pairs(measured: dict[str, Figures]) -> None:
    assert max(measured, key=lambda key: measured[key]["pairs"].value) == "priya"


def test_kenji_is_less_steady_than_marcus(measured: dict[str, Figures]) -> None:
    assert measured["kenji"]["spread"].low > measured["marcus"]["spread"].high


def surely_more(one: Interval, other: Interval) -> bool:
    """Whether the 95 % interval of the difference is above nothing."""
    reach = math.hypot(one.value - one.low, other.high - other.value)
    return one.value - other.value > reach


def test_those_who_meet_change_from_lap_to_lap() -> None:
    meetings = {
        frozenset((one.key, other.key)) for n in range(56) for one, other in combinations(line_up(n, 2), 2)
    }
    assert len(meetings) == 28


@pytest.mark.parametrize("persona", PERSONAS.values(), ids=PERSONAS)
def test_a_beginner_loses_to_everybody(persona: Persona) -> None:
    totals = [0, 0]
    for seed in range(8):
        game = AgainstBeginner([persona, CADDIE], PRESETS["classic"].rules, seed)
        for _decision in game.decisions():
            pass
        for seat in (0, 1):
            totals[seat] += game.state.seat(seat).total
    assert totals[0] < totals[1]


class AgainstBeginner(SimulatedGame):
    """In seat 1 sits somebody who keeps what is below six, somewhere, and has not heard of pairs."""

    def choice(self, seat: int, view: View, options: tuple[Option, ...]) -> c.SeatCommand:
        if seat == 0 or view.phase is Phase.OPENING:
            return super().choice(seat, view, options)
        if view.drawn is None:
            return c.Draw(seat, "stock")
        assert view.drawn.card is not None
        blank = [at for at, card in enumerate(view.own.grid) if card is None]
        return (
            c.Swap(seat, self.dice.choice(blank))
            if value(view.drawn.card, view.rules) < 6
            else c.Discard(seat)
        )
