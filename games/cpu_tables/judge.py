"""What every legal action costs: the unseen cards dealt again many times, and each action played out on the same deals.

Costs are in strokes of margin: the own settled score less the mean of the others', to the end of the hole. Everybody
plays on by the plain policy, which knows none of the tables that CPU players read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from games.cpu_tables.kinds import kinds_for
from games.cpu_tables.lanes import dealt_again, joined, unseen_counts
from games.cpu_tables.playout import Playout
from games.rules import commands as c
from games.rules.grid import COLUMNS, POSITIONS, column_mate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from games.cpu_tables.kinds import Floats
    from games.cpu_tables.lanes import Lanes
    from games.rules.legal import Option
    from games.rules.views import View


@dataclass(frozen=True)
class Judgement:
    """All actions of a decision that differ, and the margin of each in each deal."""

    actions: tuple[c.SeatCommand, ...]
    margins: Floats
    """(actions, deals); lower is better, and the same deals for all."""

    def costs(self) -> Floats:
        """What each action costs more than the best: chosen on one half of the deals, measured on the other."""
        half = self.margins.shape[1] // 2
        first, second = self.margins[:, :half], self.margins[:, half:]
        one = second.mean(1) - second[first.mean(1).argmin()].mean()
        other = first.mean(1) - first[second.mean(1).argmin()].mean()
        costs: Floats = (one + other) / 2
        return costs

    def errors(self) -> Floats:
        """The standard error of each cost: that of the paired difference to the action that seems best."""
        best = self.margins[self.margins.mean(1).argmin()]
        apart = (self.margins - best).std(1, ddof=1)
        errors: Floats = apart / np.sqrt(self.margins.shape[1])
        return errors

    def number_of(self, command: c.SeatCommand, view: View) -> int:
        """Which of the actions a command is, or is as good as by symmetry."""
        return self.actions.index(alike(command, view))


def judge(view: View, options: tuple[Option, ...], deals: int, seed: int) -> Judgement:
    """What each legal action comes to over so many deals, for the seat whose view this is."""
    dice = np.random.default_rng(seed)
    actions = tuple(dict.fromkeys(alike(command, view) for command in commands(view, options)))
    kinds, rules = kinds_for(view.rules), view.rules
    seats = sum(seat is not None for seat in view.seats)
    run = Playout(rules, kinds, unseen_counts(view, kinds), seats, dice)
    dealt = dealt_again(view, kinds, deals, dice)
    every = np.arange(deals)
    parts = []
    for action in actions:
        lanes = dealt.only(every)
        _apply(run, lanes, view, action)
        parts.append(lanes)
    seat = view.viewer or 0
    opening = isinstance(actions[0], c.Open)
    first = ((view.dealer or 0) + 1) % seats if opening else (seat + 1) % seats
    scores = run.scores(joined(parts), first)
    own = scores[:, seat]
    margin = own - (scores.sum(1) - own) / (seats - 1)
    return Judgement(actions, margin.reshape(len(actions), deals))


def commands(view: View, options: Iterable[Option]) -> list[c.SeatCommand]:
    """Every command that the options of a seat's move allow."""
    seat = view.viewer or 0
    found: list[c.SeatCommand] = []
    for option in options:
        match option.do:
            case "open":
                found += [c.Open(seat, at) for at in _openings(option.count or 0)]
            case "draw":
                found += [c.Draw(seat, source) for source in option.sources]
            case "swap":
                found += [c.Swap(seat, at) for at in option.at]
            case "discard":
                found.append(c.Discard(seat))
            case "undo_draw":
                found.append(c.UndoDraw(seat))
            case "flip":
                found += [c.Flip(seat, at) for at in option.at]
            case "skip_flip":
                found.append(c.SkipFlip(seat))
            case "flip_action":
                found += [c.FlipAction(seat, at) for at in option.at]
            case "knock":
                found.append(c.Knock(seat))
    return found


def _openings(count: int) -> list[tuple[int, ...]]:
    """All ways to turn so many cards up."""
    if count == 0:
        return [()]
    if count == 1:
        return [(at,) for at in POSITIONS]
    return [(one, other) for one in POSITIONS for other in POSITIONS if one < other]


def alike(command: c.SeatCommand, view: View) -> c.SeatCommand:
    """The same command, or the first of those that cannot differ from it: what lies face down is as good as another."""
    match command:
        case c.Open(seat, at) if len(at) == 2:
            return c.Open(seat, (0, 3) if at[1] == column_mate(at[0]) else (0, 1))
        case c.Open(seat, at) if len(at) == 1:
            return c.Open(seat, (0,))
        case c.Swap(seat, at) | c.Flip(seat, at) | c.FlipAction(seat, at):
            return type(command)(seat, _first_alike(view.own.grid, at))
        case _:
            return command


def _first_alike(grid: Sequence[object], at: int) -> int:
    """The first position whose card and column's other card are the same, kind for kind."""
    here = _kind_at(grid, at)
    return next(one for one in POSITIONS if _kind_at(grid, one) == here)


def _kind_at(grid: Sequence[object], at: int) -> tuple[object, object]:
    return (grid[at], grid[column_mate(at)])


def _apply(run: Playout, lanes: Lanes, view: View, action: c.SeatCommand) -> None:
    """Carry the action out in all lanes, and end the turn."""
    seat, size = view.viewer or 0, len(lanes)
    if isinstance(action, c.Open):
        _open(lanes, view, action)
        return
    if isinstance(action, c.Draw | c.UndoDraw):
        from_pile = isinstance(action, c.Draw) and action.source == "discard"
        if isinstance(action, c.UndoDraw) and view.drawn and view.drawn.card:
            lanes.top[:] = run.kinds.number[view.drawn.card]
        _draw(run, lanes, seat, from_pile=from_pile)
        return
    if isinstance(action, c.Swap | c.Discard):
        drawn = view.drawn.card if view.drawn else None
        if drawn is None:
            raise ValueError("there is no drawn card to place")
        card = np.full(size, run.kinds.number[drawn], np.int8)
        every = np.ones(size, bool)
        if isinstance(action, c.Swap):
            run.swap(lanes, seat, action.at, card, every)
        else:
            run.discard(lanes, seat, run.look(lanes, seat), card, every)
    elif isinstance(action, c.Flip | c.FlipAction):
        lanes.up[:, seat, action.at] = True
    elif isinstance(action, c.Knock):
        lanes.up[:, seat] = True
    run.end_turn(lanes, seat)


def _draw(run: Playout, lanes: Lanes, seat: int, *, from_pile: bool) -> None:
    run.begin(lanes)
    take = np.full(len(lanes), from_pile)
    run.draw(lanes, seat, run.look(lanes, seat), take, ~take)
    run.end_turn(lanes, seat)


def _open(lanes: Lanes, view: View, action: c.Open) -> None:
    """The seat's first cards as said; those of others who have not opened yet in different columns."""
    lanes.up[:, action.seat, list(action.at)] = True
    for number, seat in enumerate(seat for seat in view.seats if seat):
        if number != action.seat and seat.grid.count(None) == len(seat.grid):
            for top, _low in COLUMNS[: view.rules.initial_flips]:
                lanes.up[:, number, top] = True
