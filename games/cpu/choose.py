"""A computer player's choice, from what its seat sees and may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from games.cpu.tables import NOWHERE
from games.cpu.weigh import Mind
from games.rules import commands as c
from games.rules.grid import COLUMNS, column_mate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from games.cpu.estimate import Worths
    from games.cpu.personas import Persona
    from games.rules.commands import TurnCommand
    from games.rules.legal import Option
    from games.rules.views import View

T = TypeVar("T")
NO_DIFFERENCE: Final = 0.001
WONDER: Final = 0.5
"""What a placing that makes the visible grid worse must gain, in strokes: whoever sees it will wonder."""
PATIENCE_ENDS: Final = 0.04
"""The chance at each choice that somebody who waits for the rivals to end the hole stops waiting."""


class Dice(Protocol):
    """Where a computer player's luck comes from; `random.Random` is one."""

    def random(self) -> float:
        """A number from 0 up to but not including 1."""
        ...

    def choice(self, seq: Sequence[T], /) -> T:
        """One of these, each as likely as another."""
        ...


class SecondLook(Protocol):
    """Looks again at what is nearly as good as the best; `games.cpu_tables.second_look` has one."""

    def __call__(
        self, view: View, moves: Mapping[TurnCommand, float], dice: Dice
    ) -> Mapping[TurnCommand, float]:
        """The moves between which it lies, by their worth on second thoughts."""
        ...


def choose(
    view: View,
    options: tuple[Option, ...],
    persona: Persona,
    dice: Dice,
    worths: Worths | None = None,
    again: SecondLook | None = None,
) -> c.SeatCommand:
    """The move that this persona makes for the seat whose view this is; one of the options.

    `worths` are the tables for these rules, if there are any: else an estimate is in their place. Where the level looks
    `again`, it does so. The same of all these give the same move. ValueError where there is no move to make.
    """
    seat = view.viewer
    if seat is None:
        raise ValueError("the gallery makes no moves")
    by_verb = {option.do: option for option in options}
    if "open" in by_verb:
        return c.Open(seat, _opening(persona, by_verb["open"].count or 0, dice))
    if not by_verb.keys() & {"draw", "swap", "flip"}:
        raise ValueError("there is no move to make")
    mind = Mind(view, persona, worths)
    if mind.settled and dice.random() < PATIENCE_ENDS:
        mind.lose_patience()
    moves: Mapping[TurnCommand, float] = sensible(mind, seat, by_verb, dice)
    if again is not None and persona.level.watchful:
        moves = again(view, moves, dice)
    return _best(mind, moves, dice)


def sensible(mind: Mind, seat: int, by_verb: Mapping[str, Option], dice: Dice) -> dict[TurnCommand, float]:
    """Every move that is thought of, by its worth: whatever a persona's leanings and blur, it makes one of these."""
    if "draw" in by_verb:
        return _begin_turn(mind, seat, by_verb, dice)
    if "swap" in by_verb:
        return _place(mind, seat, by_verb)
    return _flip(mind, seat, by_verb, dice)


def _opening(persona: Persona, count: int, dice: Dice) -> tuple[int, ...]:
    """The positions to turn up first: of one column, of different ones, or either."""
    first, second = dice.choice(COLUMNS), dice.choice((True, False))
    at = first[second]
    if count < 2:
        return (at,) * count
    if dice.random() < persona.leanings.in_column * persona.level.manner:
        return tuple(sorted((at, column_mate(at))))
    other = dice.choice([column for column in COLUMNS if column != first])
    return tuple(sorted((at, other[second])))


def _begin_turn(mind: Mind, seat: int, by_verb: Mapping[str, Option], dice: Dice) -> dict[TurnCommand, float]:
    top = mind.view.discard[-1]
    must_take = mind.sense.must_take(top)
    worths: dict[TurnCommand, float] = {}
    if not must_take:
        worths[c.Draw(seat, "stock")] = mind.stock() - mind.leanings.stock_love
    if swaps := mind.swaps(top):
        worths[c.Draw(seat, "discard")] = min(swaps.values())
    if "flip_action" in by_verb and not must_take:
        at, worth = _to_flip(mind, dice)
        worths[c.FlipAction(seat, at)] = worth + mind.left_lying()
    if "knock" in by_verb:
        worths[c.Knock(seat)] = mind.knock()
    dared = min(mind.dared(top).values(), default=NOWHERE)
    if dared < min(worths.values()) - WONDER:
        worths[c.Draw(seat, "discard")] = dared
    return worths


def _place(mind: Mind, seat: int, by_verb: Mapping[str, Option]) -> dict[TurnCommand, float]:
    """Where the drawn card goes: the best of the sensible places, unless it is better away."""
    drawn = mind.view.drawn
    if drawn is None or drawn.card is None:
        raise ValueError("there is no drawn card to place")
    worths: dict[TurnCommand, float] = {
        c.Swap(seat, at): worth for at, worth in mind.swaps(drawn.card).items()
    }
    if "undo_draw" not in by_verb and (not worths or mind.sense.allows_discard(drawn.card)):
        worths[c.Discard(seat)] = mind.discard(drawn.card) - mind.leanings.clear_gain
    least = min(worths.values(), default=NOWHERE) - WONDER
    worths |= {c.Swap(seat, at): worth for at, worth in mind.dared(drawn.card).items() if worth < least}
    return worths or {c.UndoDraw(seat): 0.0}


def _flip(mind: Mind, seat: int, by_verb: Mapping[str, Option], dice: Dice) -> dict[TurnCommand, float]:
    at, worth = _to_flip(mind, dice)
    worths: dict[TurnCommand, float] = {c.Flip(seat, at): worth}
    if "skip_flip" in by_verb:
        worths[c.SkipFlip(seat)] = mind.still()
    return worths


def _to_flip(mind: Mind, dice: Dice) -> tuple[int, float]:
    """Which card to turn up, and what that is worth."""
    flips = mind.flips()
    least = min(flips.values())
    return dice.choice([at for at, worth in flips.items() if worth <= least + NO_DIFFERENCE]), least


def _best(mind: Mind, worths: Mapping[TurnCommand, float], dice: Dice) -> TurnCommand:
    """The best of the moves as the persona sees them, which is the less clearly the greater its blur is."""
    blur = mind.blur
    if not blur:
        least = min(worths.values())
        return dice.choice([move for move, worth in worths.items() if worth <= least + NO_DIFFERENCE])
    return min(worths, key=lambda move: worths[move] + blur * _wobble(dice))


def _wobble(dice: Dice) -> float:
    """A number around nothing, two thirds of them less than one away."""
    return 2 * (dice.random() + dice.random() + dice.random()) - 3
