"""One can tell the personas apart by how they play; and all of them play decently."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from games.cpu.personas import CADDIE, PERSONAS
from games.rules import commands as c
from games.rules.house_rules import PRESETS
from games.rules.scoring import value
from games.rules.state import Phase
from games.simulation.play import SimulatedGame, line_up
from games.simulation.tally import Tally

if TYPE_CHECKING:
    from games.cpu.personas import Persona
    from games.rules.legal import Option
    from games.rules.views import View
    from games.simulation.tally import Style

GAMES = 48
"""Of nine holes: 432, and a multiple of eight, so that all play equally often."""
DECENT = 12
"""Strokes per hole; a beginner has more."""


@pytest.fixture(scope="module")
def tally() -> Tally:
    counted = Tally()
    for number in range(GAMES):
        game = SimulatedGame(line_up(number, 4), PRESETS["classic"].rules, number)
        for decision in game.decisions():
            counted.count_decision(game, decision)
        counted.count_game(game)
    return counted


def test_all_play_equally_often(tally: Tally) -> None:
    assert tally.holes == 9 * GAMES
    assert {record.games for record in tally.records.values()} == {GAMES // 2}
    assert tally.records.keys() == PERSONAS.keys()


@pytest.mark.parametrize("measure", ["going_out", "spread", "pairs"])
def test_at_least_five_pairs_of_personas_differ(tally: Tally, measure: Style) -> None:
    assert tally.distinct_pairs(measure) >= 5


def test_everybody_plays_decently(tally: Tally) -> None:
    strokes = {key: record.strokes.value for key, record in tally.records.items()}
    assert max(strokes.values()) < DECENT, strokes


def test_maya_goes_out_most_often_and_earliest(tally: Tally) -> None:
    outs = {key: len(record.out_turns) for key, record in tally.records.items()}
    assert max(outs, key=lambda key: outs[key]) == "maya"
    turns = {key: record.style("going_out").value for key, record in tally.records.items()}
    assert min(turns, key=lambda key: turns[key]) == "maya"


def test_sofia_goes_out_later_and_more_rarely_than_maya(tally: Tally) -> None:
    sofia, maya = tally.records["sofia"], tally.records["maya"]
    assert sofia.style("going_out").value > maya.style("going_out").value
    assert len(sofia.out_turns) * 2 < len(maya.out_turns)


def test_priya_has_the_most_pairs(tally: Tally) -> None:
    shares = {key: record.style("pairs").value for key, record in tally.records.items()}
    assert max(shares, key=lambda key: shares[key]) == "priya"


def test_kenji_is_less_steady_than_marcus(tally: Tally) -> None:
    kenji, marcus = (tally.records[key].style("spread") for key in ("kenji", "marcus"))
    assert kenji.value > marcus.value


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
