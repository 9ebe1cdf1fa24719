"""How long computer players think, as data: so long that people can follow, and each at a speed of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from games.cpu.choose import Dice
    from games.cpu.personas import Persona

Kind = Literal["open", "draw", "place"]
"""What is thought about: the first cards, how to begin a turn, what to do with the drawn card or a flip."""

PACES: Final[dict[str, float]] = {"relaxed": 1.7, "normal": 1.0, "fast": 0.35, "instant": 0.0}
"""How much of the usual time a table's pace leaves."""
SECONDS: Final[dict[Kind, float]] = {"open": 0.8, "draw": 0.9, "place": 0.75}
"""The usual time for each kind of step."""
TEMPERS: Final[dict[str, float]] = {
    "sofia": 1.35,
    "maya": 0.8,
    "priya": 1.1,
    "marcus": 1.0,
    "kenji": 0.65,
    "diego": 0.95,
    "river": 1.05,
    "sage": 1.2,
}
"""How slow each persona is; whoever is not named takes the usual time."""
JITTERS: Final[dict[str, float]] = {"diego": 0.5}
"""By how much of it the time varies either way; by `JITTER` for everybody else."""
JITTER: Final = 0.2
PAUSE: Final = 4.0
"""Seconds from the end of a hole to the next deal at the normal pace, where the table waits for nobody."""


def think_seconds(pace: str, persona: Persona, kind: Kind, dice: Dice) -> float:
    """How many seconds this persona takes for a step. KeyError for an unknown pace."""
    jitter = JITTERS.get(persona.key, JITTER)
    varied = 1 + jitter * (2 * dice.random() - 1)
    return PACES[pace] * SECONDS[kind] * TEMPERS.get(persona.key, 1.0) * varied


def pause_seconds(pace: str) -> float:
    """How many seconds pass between two holes while the table waits for nobody."""
    return PACES[pace] * PAUSE
