"""How strong a CPU player plays, by name. What a level means for their play stands in `games.cpu.personas`.

Club is said by nothing in an event: most play at it, and in games from before there were levels everybody did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeGuard, get_args

from games.rules.commands import Level
from games.rules.events import PlayerJoined

if TYPE_CHECKING:
    from games.rules.events import SeatTakenOver

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""The weakest first."""
USUAL: Final[Level] = "club"


def is_level(given: str | None) -> TypeGuard[Level]:
    """Whether this names a level."""
    return given in LEVELS


def said(level: Level | None) -> Level | None:
    """A level as events, files and columns have it; None as well for a person."""
    return None if level == USUAL else level


def level_of(event: PlayerJoined | SeatTakenOver) -> Level | None:
    """The level of whoever gets a seat by this event; None for a person."""
    if event.persona is None:
        return None
    return (event.level if isinstance(event, PlayerJoined) else None) or USUAL


def can_be_said(joined: PlayerJoined) -> bool:
    """Whether its level is one, and said as events say it."""
    return joined.level is None or (
        joined.persona is not None and joined.level in LEVELS and joined.level != USUAL
    )
