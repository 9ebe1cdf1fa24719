"""How strong the CPU players are. Pure; these ratings are fixed, and never feed a person's.

Measured by 800 games of nine holes under the classic rules, four CPU players at a table and each in as many games
as every other, rated by `leaderboards.ratings` with every game counting whole; the mean over a hundred orders of
the games, as their order means nothing here. SIGMA is the mean of theirs, which are nearly equal. That was before
they had their present way to play: `make bench ARGS=personas` measures them as they are now, at the level at which
they play unless it is said, and prints each mu with its 95 % interval, sigma, and the mean mu of every level.

They have met one another only: their mean is by construction about what somebody new is held to be. So these points
compare CPU players with each other, and with people only roughly.
"""

from __future__ import annotations

from typing import Final

from leaderboards.ratings import Strength

SIGMA: Final = 1.75
STRENGTHS: Final = {
    persona: Strength(mu, SIGMA)
    for persona, mu in {
        "marcus": 28.65,
        "maya": 26.78,
        "sofia": 26.52,
        "river": 26.51,
        "priya": 25.82,
        "sage": 24.14,
        "diego": 21.32,
        "kenji": 18.67,
    }.items()
}


def points_of(persona: str) -> int | None:
    """What is shown as the rating of a CPU player; None of one who is not measured, as the caddie."""
    found = STRENGTHS.get(persona)
    return found.points if found else None
