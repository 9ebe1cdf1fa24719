"""How strong people are held to be: OpenSkill's Plackett-Luce model, with what pairs do again and again counted less.

Pure. A rating is a normal distribution of somebody's strength, mu and sigma; what is shown is a number that they have
very probably reached, mu - 3 sigma, in points of which a beginner has 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from openskill.models import PlackettLuce

if TYPE_CHECKING:
    from collections.abc import Sequence

_MODEL: Final = PlackettLuce()
MU: Final = 25.0
SIGMA: Final = 25.0 / 3
POINTS: Final = 40
"""Shown for each unit of mu and sigma."""
REMEMBERED: Final = timedelta(days=30)
"""So long the games of a pair count as repeated."""
FREE: Final = 3
"""Games of a pair within that time that count whole."""
FADING: Final = 0.75
"""What each game after them counts of the one before."""
LEAST: Final = 0.05
"""What counts less counts nothing."""


@dataclass(frozen=True, slots=True)
class Strength:
    mu: float = MU
    sigma: float = SIGMA

    @property
    def points(self) -> int:
        """What is shown: very probably they are at least so strong."""
        return round(POINTS * (self.mu - 3 * self.sigma))

    @property
    def uncertainty(self) -> int:
        """Points of one standard deviation."""
        return round(POINTS * self.sigma)


NEW: Final = Strength()


def rate(players: Sequence[Strength], ranks: Sequence[int], weights: Sequence[float]) -> list[Strength]:
    """The strengths after a game of two or more. `ranks`: fewer is better, equal ones share it; `weights`: 0 to 1."""
    teams = [[_MODEL.rating(mu=one.mu, sigma=one.sigma)] for one in players]
    found = _MODEL.rate(teams, ranks=[float(rank) for rank in ranks])
    return [
        Strength(one.mu + weight * (new.mu - one.mu), one.sigma + weight * (new.sigma - one.sigma))
        for one, (new,), weight in zip(players, found, weights, strict=True)
    ]


def weight_of(met: Sequence[int]) -> float:
    """What a game counts for somebody who has played each of the others so often lately: the mean over them."""
    weights = [1.0 if often < FREE else FADING ** (often - FREE + 1) for often in met]
    found = sum(weights) / len(weights)
    return found if found >= LEAST else 0.0
