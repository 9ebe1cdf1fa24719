"""How many strokes decisions lose, judged by dealing the unseen cards again and playing every action out.

The judge (`games.cpu_tables.judge`) plays on by a policy of its own, and shares no table with the players.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from games.cpu_tables.judge import judge
from games.simulation.tally import Interval, mean_interval, share_interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from games.simulation.play import Decision, SimulatedGame

SAMPLED: Final = 0.06
"""The share of decisions that are judged, whatever their phase."""
NEARLY_BEST: Final = 0.25


@dataclass
class Regret:
    """What the judged decisions of each persona lost, in strokes of margin over the others."""

    lost: dict[str, list[float]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(lost) for lost in self.lost.values())

    def of(self, persona: str | None = None) -> Interval:
        """The mean loss per decision of a persona, or of all."""
        return mean_interval(self._lost(persona))

    def nearly_best(self, persona: str | None = None) -> Interval:
        """The share of decisions within a quarter of a stroke of the best."""
        lost = self._lost(persona)
        return share_interval(sum(one <= NEARLY_BEST for one in lost), len(lost))

    def _lost(self, persona: str | None) -> list[float]:
        if persona is not None:
            return self.lost.get(persona, [])
        return [one for lost in self.lost.values() for one in lost]


def measure(
    game_of: Callable[[int], SimulatedGame],
    decisions: int,
    deals: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> Regret:
    """Judge so many decisions, drawn from all phases of games number 0 and after; the same for the same seed.

    `progress` is told after each how many are done.
    """
    regret, pick, number = Regret(), random.Random(seed), 0
    while regret.count < decisions:
        game = game_of(number)
        number += 1
        for decision in game.decisions():
            if regret.count < decisions and pick.random() < SAMPLED:
                _judge(game, decision, deals, pick.getrandbits(32), regret)
                if progress:
                    progress(regret.count)
    return regret


def _judge(game: SimulatedGame, decision: Decision, deals: int, seed: int, regret: Regret) -> None:
    judged = judge(decision.view, decision.options, deals, seed)
    if len(judged.actions) > 1:
        cost = judged.costs()[judged.number_of(decision.command, decision.view)]
        regret.lost.setdefault(game.players[decision.command.seat].key, []).append(float(cost))
