"""Whether CPU players at Tour bear the judge out: two moves of a decision, judged, and played on by them."""

from __future__ import annotations

import random
from itertools import count
from statistics import correlation, fmean
from typing import TYPE_CHECKING, Final

from benchmarks.played_on import gain
from games.cpu_tables.judge import judge
from games.cpu_tables.store import tables_for
from games.rules.house_rules import CLASSIC
from games.simulation.play import SimulatedGame, line_up
from games.simulation.tally import mean_interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.cpu.personas import Persona
    from games.rules.commands import SeatCommand
    from games.simulation.play import Decision

SEATS: Final = 4
DECISIONS: Final = 200
SAMPLED: Final = 0.04
JUDGED: Final = 1000
"""Deals by which a decision is judged."""
PLAYED_ON: Final = 100
"""Deals that are played on by CPU players."""
CLOSE: Final = 2.5
"""Strokes: of what is further from the best, nobody doubts what it is."""
SEED: Final = 31


def borne_out() -> str:
    """What the move that was not made costs by the judge, and where CPU players play on; and how alike these are."""
    dice, by_judge, by_players = random.Random(SEED), list[float](), list[float]()
    for decision, players in _decisions(dice):
        judged = _judged(decision, dice)
        if judged is None:
            continue
        other, cost = judged
        by_judge.append(cost)
        by_players.append(-gain(decision.before, decision.command, other, players, PLAYED_ON, dice))
        if len(by_judge) == DECISIONS:
            break
    better = [real for cost, real in zip(by_judge, by_players, strict=True) if cost < 0]
    alike, real = correlation(by_judge, by_players), mean_interval(by_players)
    return (
        f"correlation {alike:.2f} of {DECISIONS}; the other move costs {fmean(by_judge):.2f} by the judge, by players "
        f"{real.value:.2f} ({real.low:.2f} to {real.high:.2f}); where the judge holds it for better by "
        f"{-fmean(cost for cost in by_judge if cost < 0):.2f}, it is by {-fmean(better):.2f}"
    )


def _decisions(dice: random.Random) -> Iterator[tuple[Decision, Sequence[Persona]]]:
    """Some decisions of games of four at Tour, whatever their phase."""
    for number in count():
        players = [player.at("tour") for player in line_up(number, SEATS)]
        for decision in SimulatedGame(players, CLASSIC, SEED + number, tables_for(CLASSIC)).decisions():
            if dice.random() < SAMPLED:
                yield decision, players


def _judged(decision: Decision, dice: random.Random) -> tuple[SeatCommand, float] | None:
    """The best of the moves that were not made, and what it costs; None where there is none that is close."""
    judged = judge(decision.view, decision.options, JUDGED, dice.getrandbits(32))
    means, did = judged.margins.mean(1), judged.number_of(decision.command, decision.view)
    others = [number for number in means.argsort() if number != did]
    cost = float(means[others[0]] - means[did]) if others else CLOSE
    return (judged.actions[others[0]], cost) if cost < CLOSE else None
