"""Who the computer players are, as data. What the numbers do stands in `weigh` and `choose`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

from games.rules.wording import noop as _


@dataclass(frozen=True, slots=True)
class Leanings:
    """What a persona likes beyond what a move is worth, in strokes unless said otherwise."""

    tempo: float = 0.0
    """What turning up one more of the own cards is worth; below zero: leaving it face down."""
    pair_joy: float = 0.0
    """What a pair is worth beyond its points."""
    nerve: float = 0.0
    """What going out is worth beyond what it takes from the others."""
    clear_gain: float = 0.0
    """What a card from the stock must improve to be kept."""
    stock_love: float = 0.0
    """What the surprise of the stock is worth against the card that lies open."""
    in_column: float = 0.0
    """The chance that the first two cards are turned up in one column."""
    blur: float = 0.0
    """How much less clearly than others of the level the worth of moves is seen; below zero: more clearly."""

    def times(self, manner: float) -> Leanings:
        """So much of these leanings."""
        return Leanings(*[getattr(self, field.name) * manner for field in fields(self)])


@dataclass(frozen=True, slots=True)
class Level:
    """How strong a persona plays. None is foolish; they differ in how clearly they see what a move is worth."""

    key: str
    name: str
    blur: float
    """How far off, typically, the worth of a move is guessed, in strokes."""
    manner: float
    """How much of their own style they allow themselves."""
    builds: bool
    """Whether they put a high card down for the sake of a pair to come, which may look odd to a beginner."""
    watchful: bool = False
    """Whether they mind how near every one of the others is to the end, and not the nearest alone."""


LEVELS: Final[dict[str, Level]] = {
    level.key: level
    for level in (
        Level("easy", _("Easy"), 5.5, 1.0, builds=False),
        Level("club", _("Club"), 1.3, 1.0, builds=False),
        Level("tour", _("Tour"), 0.0, 0.25, builds=True, watchful=True),
    )
}
USUAL: Final = LEVELS["club"]
"""The level of whoever is asked to the table without a word about it."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A computer player: who they are to people, and how they lean."""

    key: str
    name: str
    style: str
    sentence: str
    leanings: Leanings
    ahead: Leanings | None = None
    """Instead of `leanings` while well ahead in the game."""
    behind: Leanings | None = None
    """Instead of `leanings` while well behind in the game."""
    lurking: Leanings | None = None
    """Instead of `leanings` with the last two cards face down, until the end is worth it."""
    level: Level = USUAL

    def at(self, level: str) -> Persona:
        """The same persona at a level: `easy`, `club` or `tour`."""
        return replace(self, level=LEVELS[level])


_SOFIA: Final = Leanings(nerve=-4.0, clear_gain=0.4)

PERSONAS: Final[dict[str, Persona]] = {
    persona.key: persona
    for persona in (
        Persona(
            "sofia",
            _("Sofia"),
            _("Calculated and patient"),
            _("Swaps only for a clear gain, and seldom ends a hole: only when she is sure."),
            _SOFIA,
        ),
        Persona(
            "maya",
            _("Maya"),
            _("Aggressive closer"),
            _("Turns her cards up as fast as she can and goes out before you are ready."),
            Leanings(tempo=1.0, nerve=3.0),
        ),
        Persona(
            "priya",
            _("Priya"),
            _("Pair hunter"),
            _("Keeps her high cards in the hope of a pair, and often gets it."),
            Leanings(pair_joy=3.5, nerve=-1.0),
        ),
        Persona(
            "marcus",
            _("Marcus"),
            _("Steady"),
            _("Plays the odds, hole after hole, and rarely has a bad one."),
            Leanings(blur=-1.0),
        ),
        Persona(
            "kenji",
            _("Kenji"),
            _("Risk taker"),
            _("Leaves his cards to luck: a brilliant hole or a terrible one."),
            Leanings(tempo=-1.0, stock_love=0.8, in_column=1.0),
        ),
        Persona(
            "diego",
            _("Diego"),
            _("Chaotic gambler"),
            _("Nobody knows what he will do next, least of all Diego."),
            Leanings(blur=0.8, in_column=0.4),
        ),
        Persona(
            "river",
            _("River"),
            _("Adaptive"),
            _("Plays to the standings: careful when ahead, bold when behind."),
            Leanings(tempo=0.1),
            ahead=_SOFIA,
            behind=Leanings(tempo=0.3, nerve=1.5),
        ),
        Persona(
            "sage",
            _("Sage"),
            _("Sneaky finisher"),
            _("Waits quietly with two cards face down, then ends the hole all at once."),
            Leanings(tempo=0.3, nerve=1.5, in_column=0.5),
            lurking=Leanings(tempo=-0.8, nerve=-1.0),
        ),
    )
}

CADDIE: Final = Persona(
    "caddie",
    _("Caddie"),
    _("Cautious"),
    _("Plays for somebody who is away, and takes no chances with their score."),
    Leanings(nerve=-0.5, clear_gain=0.1),
    level=Level("caddie", _("Cautious"), 0.0, 1.0, builds=False),
)
"""Plays for people who are away; nobody can ask the caddie to the table."""
