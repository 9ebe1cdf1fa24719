"""The analysis of a game: what judging all its decisions takes, on one core."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from benchmarks.games import played
from games.analysis.judging import judged, par
from games.analysis.sums import summed_up
from games.analysis.walk import walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.analysis.walk import Decision

USUAL: Final = 1_000
CLOSER: Final = 10_000
A_TWENTIETH: Final = 20


def judge_usually() -> str:
    """Every decision of a whole game, and the sums."""
    game = walk([stored.event for stored in played(6)])
    begun = time.process_time()
    decisions = [judged(decision, USUAL) for decision in game.decisions]
    summed_up(game, decisions, *par(game, USUAL), USUAL)
    spent = time.process_time() - begun
    return f"{spent:.1f} s of one core for {len(decisions)} decisions, {1000 * spent / len(decisions):.0f} ms each"


def judge_closer() -> str:
    """One decision in twenty, evenly through the game, and what all of them would take."""
    decisions = walk([stored.event for stored in played(6)]).decisions
    spent = _time_of(decisions[::A_TWENTIETH]) / len(decisions[::A_TWENTIETH])
    return (
        f"{1000 * spent:.0f} ms a decision: {spent * len(decisions):.0f} s of one core for {len(decisions)}"
    )


def _time_of(decisions: Sequence[Decision]) -> float:
    begun = time.process_time()
    for decision in decisions:
        judged(decision, CLOSER)
    return time.process_time() - begun
