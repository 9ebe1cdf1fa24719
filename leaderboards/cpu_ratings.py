"""How strong the CPU players are. Pure; these ratings are fixed, and never feed a person's.

Measured by 800 games of nine holes under the classic rules, four CPU players at a table and each in as many games
as every other, at Club, the level at which they play unless it is said; rated by `leaderboards.ratings` with every
game counting whole; the mean over a hundred orders of the games, as their order means nothing here. SIGMA is the mean
of theirs, which are nearly equal. The 95 % interval of each mu is 2.1 to 2.6 to either side, so neighbours cannot be
told apart, but for Marcus, and Kenji and Diego from most. `make bench ARGS=personas` measures them, and prints each
mu with its interval, sigma, and the mean mu of every level. These ratings are shown of a CPU player at whatever level.

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
        "marcus": 31.78,
        "maya": 26.89,
        "river": 25.27,
        "priya": 25.23,
        "sofia": 24.25,
        "sage": 23.81,
        "diego": 20.44,
        "kenji": 20.06,
    }.items()
}


def points_of(persona: str) -> int | None:
    """What is shown as the rating of a CPU player; None of one who is not measured, as the caddie."""
    found = STRENGTHS.get(persona)
    return found.points if found else None
