"""What would a pro do? The best move of a seat, a reason for it, and what the others cost: from its view alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from games.cpu.estimate import facts_for, unseen_by
from games.cpu.personas import Leanings, Level, Persona
from games.cpu.weigh import Mind
from games.rules import commands as c
from games.rules.grid import COLUMNS, POSITIONS, column_mate
from games.rules.scoring import column_points, values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from games.cpu.estimate import Worths
    from games.rules.cards import Card
    from games.rules.commands import SeatCommand
    from games.rules.legal import Option
    from games.rules.views import View

Why = Literal[
    "pair", "open", "unseen", "lower", "last", "away", "back", "stock", "take", "turn_up", "leave", "go_out", "apart",
    "together", "fewer", "kept",
]  # fmt: skip

APART: Final = (0, 1)
TOGETHER: Final = COLUMNS[0]
TO_BE_PAIRED: Final = 4
"""Points that a pair saves somebody for which nobody throws a card away lightly."""
AGAINST_SENSE: Final = 0.1
"""Strokes; so that nothing is advised that would look like a mistake to a beginner."""
PRO: Final = Persona(
    "pro", "", "", "", Leanings(), level=Level("pro", "", 0.0, 1.0, builds=False, watchful=True)
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a move is the best, as data: each client has its own words for it."""

    why: Why
    strokes: float
    """What it is better by than the way that first comes to mind beside it."""
    card: Card | None = None
    other: Card | None = None
    """The card that it takes the place of, or that it is compared with."""
    points: float | None = None
    """What is counted there: by the column, by the card, or on average by one that nobody has seen."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The best move, why, and how many strokes each move costs against it (the best: none), the cheapest first."""

    best: SeatCommand
    reason: Reason
    costs: tuple[tuple[SeatCommand, float], ...]


def advise(view: View, options: tuple[Option, ...], worths: Worths | None = None) -> Advice:
    """Advice for the seat whose view this is, with the tables for these rules if there are any.

    Of ways to turn the first cards up, the first of all that are alike. ValueError where it has no move to make.
    """
    losses = losses_of(view, options, worths)
    best = min(losses, key=lambda command: losses[command])
    costs = sorted(
        ((command, loss - losses[best]) for command, loss in losses.items()), key=lambda one: one[1]
    )
    return Advice(best, reason_for(view, best, losses), tuple(costs))


def losses_of(
    view: View, options: tuple[Option, ...], worths: Worths | None = None
) -> dict[SeatCommand, float]:
    """The strokes that each move may be expected to end with: its place in the list counts for nothing.

    Everything else here is said of these figures, so that a better judge may take the place of this one.
    """
    by_verb = {option.do: option for option in options}
    if view.viewer is None or not by_verb.keys() & {"open", "draw", "swap", "flip"}:
        raise ValueError("there is no move to judge")
    mind, seat = Mind(view, PRO, worths), view.viewer
    if "open" in by_verb:
        return _to_open(mind, seat, by_verb["open"].count or 0)
    if "draw" in by_verb:
        return _to_begin(mind, seat, by_verb)
    if "swap" in by_verb:
        return _to_place(mind, seat, by_verb)
    flips: dict[SeatCommand, float] = {c.Flip(seat, at): loss for at, loss in mind.flips().items()}
    return flips | ({c.SkipFlip(seat): mind.still()} if "skip_flip" in by_verb else {})


def _to_open(mind: Mind, seat: int, count: int) -> dict[SeatCommand, float]:
    """Two cards may lie in two columns, or in one; with fewer there is nothing to choose."""
    if count < 2:
        return {c.Open(seat, tuple(POSITIONS[:count])): mind.still()}
    return {
        c.Open(seat, APART): mind.opened(together=False),
        c.Open(seat, TOGETHER): mind.opened(together=True),
    }


def _to_begin(mind: Mind, seat: int, by_verb: Mapping[str, Option]) -> dict[SeatCommand, float]:
    losses: dict[SeatCommand, float] = {c.Draw(seat, "stock"): mind.stock()}
    losses[c.Draw(seat, "discard")] = min(_placings(mind, mind.view.discard[-1]).values())
    if "flip_action" in by_verb:
        left = mind.left_lying()
        losses |= {c.FlipAction(seat, at): loss + left for at, loss in mind.flips().items()}
    if "knock" in by_verb:
        losses[c.Knock(seat)] = mind.knock()
    return losses


def _to_place(mind: Mind, seat: int, by_verb: Mapping[str, Option]) -> dict[SeatCommand, float]:
    drawn = mind.view.drawn
    if drawn is None or drawn.card is None:
        raise ValueError("there is no drawn card to place")
    losses: dict[SeatCommand, float] = {}
    if "discard" in by_verb:
        losses[c.Discard(seat)] = mind.discard(drawn.card)
    else:
        losses[c.UndoDraw(seat)] = mind.stock()
    return losses | {c.Swap(seat, at): loss for at, loss in _placings(mind, drawn.card).items()}


def _placings(mind: Mind, card: Card) -> dict[int, float]:
    """The loss of each placing of a card; one against good sense is a little worse than the best of the others."""
    sensible = mind.swaps(card)
    least = min(sensible.values(), default=mind.still()) + AGAINST_SENSE
    return {at: sensible.get(at, max(least, mind.swap(card, at))) for at in POSITIONS}


def reason_for(view: View, best: SeatCommand, losses: Mapping[SeatCommand, float]) -> Reason:
    """Why the best of these moves is the best, by the strokes that each may be expected to end with."""
    others = [loss for command, loss in losses.items() if type(command) is not type(best)]
    gained = min(others, default=losses[best]) - losses[best]
    match best:
        case c.Open():
            return Reason("together" if best.at == TOGETHER else "apart", max(losses.values()) - losses[best])
        case c.Draw():
            least = [loss for command, loss in losses.items() if isinstance(command, c.Draw)]
            return _reason_to_draw(view, best.source, max(least) - min(least))
        case c.Swap():
            return _reason_to_place(view, best.at, gained)
        case c.Discard():
            return Reason("away", gained, _in_hand(view))
        case c.UndoDraw():
            return Reason("back", gained, _in_hand(view))
        case c.Knock():
            return Reason("go_out", gained)
        case c.SkipFlip():
            return Reason("leave", gained)
        case _:
            return Reason("turn_up", gained)


def _reason_to_draw(view: View, source: str, gained: float) -> Reason:
    card = view.discard[-1]
    if source == "stock":
        return Reason("stock", gained, card)
    at, saved = _best_pair(view.own.grid, card, view)
    mate = view.own.grid[column_mate(at)]
    if saved < TO_BE_PAIRED or mate is None:
        return Reason("take", gained, card)
    return Reason("pair", gained, card, view.own.grid[at], column_points(card, mate, view.rules))


def _reason_to_place(view: View, at: int, gained: float) -> Reason:
    grid, card = view.own.grid, _in_hand(view)
    mate, under = grid[column_mate(at)], grid[at]
    if mate is not None and mate[0] == card[0]:
        return Reason("pair", gained, card, under, column_points(card, mate, view.rules))
    if under is None and grid.count(None) == 1 and view.went_out is None:
        return Reason("last", gained, card)
    worth, mean = values(view.rules)[card], unseen_by(view, facts_for(view.rules)).mean
    if worth >= (mean if under is None else values(view.rules)[under]) and _next_would_pair(view, card):
        return Reason("kept", gained, card)
    if under is not None:
        return Reason("lower", gained, card, under, values(view.rules)[under] - worth)
    if mate is None:
        return Reason("open", gained, card, None, worth)
    return Reason("unseen" if worth < mean else "fewer", gained, card, None, mean)


def _next_would_pair(view: View, card: Card) -> bool:
    """Whether the card, thrown away, would be worth a lot to whoever is next."""
    following = view.seats[((view.viewer or 0) + 1) % len(view.seats)]
    return following is not None and _best_pair(following.grid, card, view)[1] >= TO_BE_PAIRED


def _best_pair(grid: Sequence[Card | None], card: Card, view: View) -> tuple[int, float]:
    """Where the card makes the pair that saves most, and the points that it saves; a face-down card counts as usual."""
    mean, worth = unseen_by(view, facts_for(view.rules)).mean, values(view.rules)
    best, most = 0, 0.0
    for at in POSITIONS:
        mate, old = grid[column_mate(at)], grid[at]
        if mate is None or mate[0] != card[0]:
            continue
        before = worth[mate] + mean if old is None else column_points(old, mate, view.rules)
        saved = before - column_points(card, mate, view.rules)
        if saved > most:
            best, most = at, saved
    return best, most


def _in_hand(view: View) -> Card:
    if view.drawn is None or view.drawn.card is None:
        raise ValueError("there is no card in the hand")
    return view.drawn.card
