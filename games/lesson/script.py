"""What happens in the lesson: the cards, the moves of both seats, and what the caddie says to each. Data alone.

The words name places and cards, so that those who listen and those who look are told the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from games.rules import commands as c

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OPPONENT: Final = "maya"
MAYA: Final = 0
"""The dealer of the first hole, so that the learner plays first."""
LEARNER: Final = 1

DEALT: Final = "4H 6C KC 8S 7D 4S", "6H 9D JD 5S 4D TS"
"""The grid of each seat, top row and bottom row."""
DISCARD: Final = "TH"
STOCK: Final = "AS 3H QS 5H 2H 3S"
"""Its top cards, in the order in which they are drawn."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that the learner does, and what follows from it.

    `says`: the caddie's words before it; `otherwise`: to somebody who does something else; `meanwhile`: after it.
    """

    says: _StrPromise
    asks: c.Command
    otherwise: _StrPromise
    meanwhile: _StrPromise | None = None
    replies: tuple[c.Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What one step teaches, in one beat or two."""

    title: _StrPromise
    beats: tuple[Beat, ...]


STEPS: Final = (
    Step(
        _("The goal"),
        (
            Beat(
                _("Six cards each, a few holes, and the lowest score wins. Small cards are good cards."),
                c.Deal(),
                _("Deal the cards when you are ready."),
            ),
        ),
    ),
    Step(
        _("Turn up two"),
        (
            Beat(
                _("These six are yours, and nobody knows them yet. Turn up two: top left and bottom middle."),
                c.Open(LEARNER, (0, 4)),
                _("Any two would do. For this hole, please take top left and bottom middle."),
                _("A six and a four: a fair start. Maya turns up two as well."),
                (c.Open(MAYA, (0, 5)),),
            ),
        ),
    ),
    Step(
        _("Draw a card"),
        (
            Beat(
                _("Every turn begins with a card. Draw one from the stock: only you will see it."),
                c.Draw(LEARNER, "stock"),
                _("You may, but a ten would cost you ten points. Try your luck with the stock."),
            ),
        ),
    ),
    Step(
        _("Swap it"),
        (
            Beat(
                _("An ace counts only 1. Swap it for the face-down card at the top middle."),
                c.Swap(LEARNER, 1),
                _("That would work too. For now, please put the ace at the top middle."),
                _("A nine is gone and an ace is yours. Now Maya does the same."),
                (c.Draw(MAYA, "stock"), c.Swap(MAYA, 3)),
            ),
        ),
    ),
    Step(
        _("Throw it away"),
        (
            Beat(
                _("Your turn again. Her eight is no use to you, so draw from the stock."),
                c.Draw(LEARNER, "stock"),
                _("You may, but an eight is a lot. Draw from the stock instead."),
            ),
            Beat(
                _("A queen counts 10: nothing you show is that high. Put her on the discard pile."),
                c.Discard(LEARNER),
                _("A queen would cost you ten points there. Put her on the discard pile."),
                _("Well done: your cards stay as they are. Watch what Maya throws away."),
                (c.Draw(MAYA, "stock"), c.Swap(MAYA, 1)),
            ),
        ),
    ),
    Step(
        _("Make a pair"),
        (
            Beat(
                _("Maya threw away a six, and you have one. Take it from the discard pile."),
                c.Draw(LEARNER, "discard"),
                _("That would work too, but watch what a pair does: take the six."),
            ),
            Beat(
                _("Now swap it for the card right below your six, at the bottom left."),
                c.Swap(LEARNER, 3),
                _("You could, but below your other six it makes a pair: bottom left, please."),
                _("A pair! Two of a rank in one column are locked together and count nothing."),
                (c.Draw(MAYA, "discard"), c.Swap(MAYA, 4)),
            ),
        ),
    ),
    Step(
        _("Below zero"),
        (
            Beat(
                _("Now Maya has a pair too: she took the five that you gave away. Draw from the stock."),
                c.Draw(LEARNER, "stock"),
                _("You may, but a seven is rather high. Draw from the stock instead."),
            ),
            Beat(
                _("A two! It counts −2, the best card of all. Swap it for the card at the top right."),
                c.Swap(LEARNER, 2),
                _("It is too good for anywhere else: top right, please, where you know nothing yet."),
                _("A jack went and a two came: twelve points better. Now Maya."),
                (c.Draw(MAYA, "stock"), c.Swap(MAYA, 2)),
            ),
        ),
    ),
    Step(
        _("The last turn"),
        (
            Beat(
                _(
                    "All six of Maya’s cards are up: she went out. One last turn for you. Take her king, it counts 0."
                ),
                c.Draw(LEARNER, "discard"),
                _("The stock is a gamble, and a king counts 0. Take the king."),
            ),
            Beat(
                _("Swap it for your last face-down card, at the bottom right. It would be counted too."),
                c.Swap(LEARNER, 5),
                _("That would work, but the card at the bottom right is still unknown. Put the king there."),
                _("There was a ten under it! Now the hole is over, and all cards are counted."),
            ),
        ),
    ),
    Step(
        _("The score"),
        (
            Beat(
                _(
                    "Column by column: your pair is 0, ace and four are 5, two and king are −2. That is 3, and you win!"
                ),
                c.NextHole(LEARNER),
                _("Look as long as you like, then go on."),
            ),
        ),
    ),
)

PARTING: Final = _("That is the whole game. I am at every table, and play for you should you be called away.")
