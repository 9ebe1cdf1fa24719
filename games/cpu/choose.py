"""A computer player's choice, from what its seat sees and may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from games.cpu.weigh import Mind
from games.rules import commands as c
from games.rules.grid import COLUMNS, column_mate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from games.cpu.personas import Persona
    from games.rules.commands import TurnCommand
    from games.rules.legal import Option
    from games.rules.views import View

T = TypeVar("T")
NOTHING_GAINED: Final = 0.05
"""The least that a card from the discard pile must improve to be taken."""
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


def choose(view: View, options: tuple[Option, ...], persona: Persona, dice: Dice) -> c.SeatCommand:
    """The move that this persona makes for the seat whose view this is; one of the options.

    The same view, options and dice give the same move. ValueError where there is no move to make.
    """
    seat = view.viewer
    if seat is None:
        raise ValueError("the gallery makes no moves")
    by_verb = {option.do: option for option in options}
    if "open" in by_verb:
        return c.Open(seat, _opening(persona, by_verb["open"].count or 0, dice))
    if not by_verb.keys() & {"draw", "swap", "flip"}:
        raise ValueError("there is no move to make")
    mind = Mind(view, persona)
    if mind.settled and dice.random() < PATIENCE_ENDS:
        mind.lose_patience()
    if "draw" in by_verb:
        return _begin_turn(mind, seat, by_verb, dice)
    if "swap" in by_verb:
        return _place(mind, seat, by_verb, dice)
    return _flip(mind, seat, by_verb, dice)


def _opening(persona: Persona, count: int, dice: Dice) -> tuple[int, ...]:
    """The positions to turn up first: of one column, of different ones, or either."""
    first, second = dice.choice(COLUMNS), dice.choice((True, False))
    at = first[second]
    if count < 2:
        return (at,) * count
    in_column = persona.opening == "column" or (persona.opening == "any" and dice.random() < 0.4)
    if in_column:
        return tuple(sorted((at, column_mate(at))))
    other = dice.choice([column for column in COLUMNS if column != first])
    return tuple(sorted((at, other[second])))


def _begin_turn(mind: Mind, seat: int, by_verb: Mapping[str, Option], dice: Dice) -> TurnCommand:
    losses: dict[TurnCommand, float] = {c.Draw(seat, "stock"): mind.draw_loss() - mind.leanings.stock_love}
    take = mind.take_loss()
    if take < mind.still - NOTHING_GAINED:
        losses[c.Draw(seat, "discard")] = take
    if "flip_action" in by_verb:
        losses[c.FlipAction(seat, _to_flip(mind, by_verb["flip_action"].at, dice))] = mind.flip_loss()
    if "knock" in by_verb:
        losses[c.Knock(seat)] = mind.knock_loss()
    return _best(losses, mind.leanings.whim, dice)


def _place(mind: Mind, seat: int, by_verb: Mapping[str, Option], dice: Dice) -> TurnCommand:
    """Where the drawn card goes: the best of the sensible places, unless it is better away."""
    drawn = mind.view.drawn
    if drawn is None or drawn.card is None:
        raise ValueError("there is no drawn card to place")
    losses: dict[TurnCommand, float] = {c.Swap(seat, at): loss for at, loss in mind.swaps(drawn.card).items()}
    if "undo_draw" in by_verb:
        return _best(losses, mind.leanings.whim, dice) if losses else c.UndoDraw(seat)
    if not losses or mind.sense.allows_discard(drawn.card):
        losses[c.Discard(seat)] = mind.discard_loss() - mind.leanings.clear_gain
    return _best(losses, mind.leanings.whim, dice)


def _flip(mind: Mind, seat: int, by_verb: Mapping[str, Option], dice: Dice) -> TurnCommand:
    losses: dict[TurnCommand, float] = {
        c.Flip(seat, _to_flip(mind, by_verb["flip"].at, dice)): mind.flip_loss(),
    }
    if "skip_flip" in by_verb:
        losses[c.SkipFlip(seat)] = mind.still
    return _best(losses, mind.leanings.whim, dice)


def _to_flip(mind: Mind, positions: Sequence[int], dice: Dice) -> int:
    """Which card to turn up: rather one in a column with a high card, which a pair would help, than with a low one."""

    def hope(at: int) -> int:
        mate = mind.grid[column_mate(at)]
        return 0 if mate is None else mind.facts.worth[mate]

    most = max(hope(at) for at in positions)
    return dice.choice([at for at in positions if hope(at) == most])


def _best(losses: Mapping[TurnCommand, float], whim: float, dice: Dice) -> TurnCommand:
    """One of the moves that are best, or by no more than `whim` worse."""
    least = min(losses.values())
    return dice.choice([command for command, loss in losses.items() if loss <= least + whim])
