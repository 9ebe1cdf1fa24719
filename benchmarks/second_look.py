"""Whether a second look changes moves for the better: played on by CPU players, not by the policy that it plays by."""

from __future__ import annotations

import random
from itertools import count
from typing import TYPE_CHECKING, Final

from benchmarks.played_on import gain
from games.cpu_tables.second_look import SecondLook
from games.cpu_tables.store import tables_for
from games.rules.house_rules import CLASSIC, PRESETS
from games.simulation.play import SimulatedGame, line_up
from games.simulation.tally import mean_interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from games.cpu.choose import Dice
    from games.cpu.personas import Persona
    from games.rules.commands import TurnCommand
    from games.rules.house_rules import HouseRules
    from games.rules.views import View
    from games.simulation.play import Decision

SEATS: Final = 4
CHANGED: Final = 150
"""Decisions that a second look changes."""
DEALS: Final = 100
"""Ways in which the cards that the seat cannot see are dealt for each, the same for both moves."""
SEED: Final = 77
Change = tuple["TurnCommand", "TurnCommand"]
"""The best move by the tables, and another that is best on second thoughts."""


class Noting:
    """A second look that notes how the best move of the tables fares in it."""

    def __init__(self) -> None:
        self._look = SecondLook()
        self.changed: Change | None = None
        """How the last decision was changed, if it was."""

    def __call__(
        self, view: View, moves: Mapping[TurnCommand, float], dice: Dice
    ) -> Mapping[TurnCommand, float]:
        """What the second look says."""
        seen = self._look(view, moves, dice)
        first, second = min(moves, key=moves.__getitem__), min(seen, key=seen.__getitem__)
        self.changed = None if first == second else (first, second)
        return seen


def classic() -> str:
    """What a changed move gains under the classic rules, in strokes of margin."""
    return _gained(CLASSIC)


def all_bonuses() -> str:
    """The same with all bonuses."""
    return _gained(PRESETS["all_bonuses"].rules)


def _gained(rules: HouseRules) -> str:
    dice, decisions, gains = random.Random(SEED), 0, list[float]()
    for decision, players, changed in _decisions(rules):
        decisions += 1
        if changed:
            gains.append(gain(decision.before, *changed, players, DEALS, dice))
        if len(gains) == CHANGED:
            break
    mean = mean_interval(gains)
    return (
        f"{mean.value:.2f} strokes ({mean.low:.2f} to {mean.high:.2f}) a changed move, "
        f"{CHANGED} of {decisions} decisions, {DEALS} deals each"
    )


def _decisions(rules: HouseRules) -> Iterator[tuple[Decision, Sequence[Persona], Change | None]]:
    """Decisions of games of four at Tour who look again, and how the look changed each."""
    for number in count():
        look = Noting()
        players = [player.at("tour") for player in line_up(number, SEATS)]
        for decision in SimulatedGame(players, rules, SEED + number, tables_for(rules), look).decisions():
            yield decision, players, look.changed
            look.changed = None
