"""Who the computer players are, as data. What the numbers do stands in `weigh` and `choose`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from games.rules.wording import noop as _

Opening = Literal["apart", "column", "any"]


@dataclass(frozen=True, slots=True)
class Leanings:
    """How a persona weighs moves, in points of the final score unless said otherwise."""

    tempo: float = 0.0
    """What turning up one more of the own cards is worth."""
    hope: float = 0.7
    """How much of the gain from pairs that may still come counts (1: all of it)."""
    pair_joy: float = 0.0
    """What a pair is worth beyond its points."""
    nerve: float = 0.0
    """By how much the own score may lie above the rivals' for going out; below zero: must lie below."""
    optimism: float = 0.0
    """By how much the own face-down cards are thought better than the average unseen card."""
    clear_gain: float = 0.0
    """What a card from the stock must improve to be kept."""
    stock_love: float = 0.0
    """What the surprise of the stock is worth against the card that lies open."""
    whim: float = 0.0
    """How much worse than the best a move may be to be chosen all the same."""


@dataclass(frozen=True, slots=True)
class Persona:
    """A computer player: who they are to people, and how they lean."""

    key: str
    name: str
    style: str
    sentence: str
    leanings: Leanings
    opening: Opening = "apart"
    ahead: Leanings | None = None
    """Instead of `leanings` while well ahead in the game."""
    behind: Leanings | None = None
    """Instead of `leanings` while well behind in the game."""
    lurking: Leanings | None = None
    """Instead of `leanings` with the last two cards face down, until the end is worth it."""


_SOFIA: Final = Leanings(
    tempo=-1.0, hope=0.9, pair_joy=0.5, nerve=-17.0, optimism=-0.5, clear_gain=0.8, stock_love=-0.5
)

PERSONAS: Final[dict[str, Persona]] = {
    persona.key: persona
    for persona in (
        Persona(
            "sofia",
            _("Sofia"),
            _("Calculated and patient"),
            _("Swaps only for a clear gain, goes out late and never takes a chance."),
            _SOFIA,
        ),
        Persona(
            "maya",
            _("Maya"),
            _("Aggressive closer"),
            _("Turns her cards up as fast as she can and goes out before you are ready."),
            Leanings(tempo=3.0, hope=0.5, pair_joy=0.5, nerve=11.0, stock_love=-0.8),
        ),
        Persona(
            "priya",
            _("Priya"),
            _("Pair hunter"),
            _("Keeps her high cards in the hope of a pair, and often gets it."),
            Leanings(tempo=-0.5, hope=1.3, pair_joy=4.0, nerve=-3.0),
        ),
        Persona(
            "marcus",
            _("Marcus"),
            _("Steady"),
            _("Plays the odds, hole after hole, and rarely has a bad one."),
            Leanings(tempo=0.4, hope=0.8, pair_joy=0.5, nerve=-1.0, optimism=-1.0, stock_love=-0.5),
        ),
        Persona(
            "kenji",
            _("Kenji"),
            _("Risk taker"),
            _("Leaves his cards to luck: a brilliant hole or a terrible one."),
            Leanings(tempo=-0.2, hope=1.5, pair_joy=1.0, nerve=2.0, optimism=2.2, stock_love=0.6),
            opening="column",
        ),
        Persona(
            "diego",
            _("Diego"),
            _("Chaotic gambler"),
            _("Nobody knows what he will do next, least of all Diego."),
            Leanings(hope=0.8, nerve=1.0, whim=1.8),
            opening="any",
        ),
        Persona(
            "river",
            _("River"),
            _("Adaptive"),
            _("Plays to the standings: careful when ahead, bold when behind."),
            Leanings(hope=0.8, nerve=-2.0),
            ahead=replace(_SOFIA, nerve=-3.0),
            behind=Leanings(tempo=0.5, hope=1.2, pair_joy=1.0, nerve=2.0, optimism=1.0),
        ),
        Persona(
            "sage",
            _("Sage"),
            _("Sneaky finisher"),
            _("Waits quietly with two cards face down, then ends the hole all at once."),
            Leanings(tempo=1.5, hope=0.7, pair_joy=0.5, nerve=2.0),
            opening="column",
            lurking=Leanings(tempo=-2.5, hope=0.9, pair_joy=0.5, nerve=-6.0),
        ),
    )
}

CADDIE: Final = Persona(
    "caddie",
    _("Caddie"),
    _("Cautious"),
    _("Plays for somebody who is away, and takes no chances with their score."),
    Leanings(hope=0.7, nerve=-2.0, clear_gain=0.3),
)
"""Plays for people who are away; nobody can ask the caddie to the table."""
