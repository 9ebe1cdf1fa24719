"""What every legal action costs: the unseen cards dealt again many times, and each action played out on the same deals.

Costs are in strokes of margin: the own settled score less the mean of the others', to the end of the hole. Everybody
plays on by the plain policy, which knows none of the tables that CPU players read. What is judged is known by the
seat's view alone: a card that it may not see is dealt again in every lane.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from games.cpu_tables.kinds import kinds_for
from games.cpu_tables.lanes import dealt, dealt_again, joined, unseen_counts
from games.cpu_tables.playout import Playout
from games.rules import commands as c
from games.rules.grid import COLUMNS, POSITIONS, column_mate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from games.cpu_tables.kinds import Floats
    from games.cpu_tables.lanes import Lanes
    from games.cpu_tables.playout import Look
    from games.rules.house_rules import HouseRules
    from games.rules.legal import Option
    from games.rules.views import View


@dataclass(frozen=True)
class Judgement:
    """All actions of a decision that differ, and how the hole ends after each in each deal."""

    actions: tuple[c.SeatCommand, ...]
    seat: int
    scores: Floats
    """(actions, deals, seats): settled scores, with the same deals for all actions."""
    habit: int
    """Which of the actions the plain policy takes, by which everybody plays on."""

    @cached_property
    def margins(self) -> Floats:
        """(actions, deals): the own score less the mean of the others'; lower is better."""
        own = self.scores[:, :, self.seat]
        others: Floats = (self.scores.sum(2) - own) / (self.scores.shape[2] - 1)
        margins: Floats = own - others
        return margins

    def costs(self) -> Floats:
        """What each action costs more than the best: chosen on one half of the deals, measured on the other."""
        half = self.margins.shape[1] // 2
        first, second = self.margins[:, :half], self.margins[:, half:]
        one = second.mean(1) - second[first.mean(1).argmin()].mean()
        other = first.mean(1) - first[second.mean(1).argmin()].mean()
        costs: Floats = (one + other) / 2
        return costs

    def errors(self) -> Floats:
        """The standard error of each cost: that of the paired difference to the best of the other actions."""
        means = self.margins.mean(1)
        best, *others = means.argsort(kind="stable")
        rivals = np.full(len(means), best)
        rivals[best] = others[0] if others else best
        apart = (self.margins - self.margins[rivals]).std(1, ddof=1)
        errors: Floats = apart / np.sqrt(self.margins.shape[1])
        return errors

    def best(self) -> int:
        """The action that is best on all deals together."""
        return int(self.margins.mean(1).argmin())

    def expected(self) -> Floats:
        """(actions, seats): the score with which each seat may be expected to end the hole."""
        means: Floats = self.scores.mean(1)
        return means

    def unlike_habit(self, action: int) -> tuple[Floats, Floats]:
        """What this action changes for each seat against the plain policy's, and the standard error of that."""
        apart = self.scores[action].astype(np.float64) - self.scores[self.habit]
        error = apart.std(0, ddof=1) / np.sqrt(len(apart))
        return apart.mean(0).astype(np.float32), error.astype(np.float32)

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
    scores = played_out(run, view, actions, deals, dice)
    habit = _habit(run, dealt_again(view, kinds, 1, dice), view, actions)
    return Judgement(actions, view.viewer or 0, scores, actions.index(habit))


def played_out(
    run: Playout, view: View, actions: Sequence[c.SeatCommand], deals: int, dice: np.random.Generator
) -> Floats:
    """(actions, deals, seats): the settled scores after each of these actions, all on the same deals."""
    again = dealt_again(view, run.kinds, deals, dice)
    every, seats = np.arange(deals), run.seats
    parts = []
    for action in actions:
        lanes = again.only(every)
        _apply(run, lanes, view, action)
        parts.append(lanes)
    opening = isinstance(actions[0], c.Open)
    before_first = view.dealer if opening else view.viewer
    scores = run.scores(joined(parts), ((before_first or 0) + 1) % seats)
    return scores.reshape(len(actions), deals, seats)


def par(rules: HouseRules, seats: int, deals: int, seed: int) -> tuple[list[float], list[float]]:
    """What each seat, from the one that plays first on, may expect before a hole is dealt, and its standard error."""
    dice = np.random.default_rng(seed)
    kinds = kinds_for(rules)
    scores = Playout(rules, kinds, kinds.counts, seats, dice).scores(dealt(rules, seats, deals, dice), 0)
    errors = scores.std(0, ddof=1) / np.sqrt(deals)
    return scores.mean(0).tolist(), errors.tolist()


def _habit(run: Playout, lane: Lanes, view: View, actions: tuple[c.SeatCommand, ...]) -> c.SeatCommand:
    """What the plain policy does; it sees no more than the view, so one deal is as good as another."""
    seat, verbs = view.viewer or 0, {type(action) for action in actions}
    if c.Open in verbs:
        return actions[0] if len(actions) == 1 else alike(c.Open(seat, (0, 1)), view)
    look = run.look(lane, seat)
    if c.Swap in verbs:
        return alike(_habit_of_placing(run, look, view), view)
    if c.Draw in verbs:
        return alike(_habit_of_beginning(run, lane, look, view, actions), view)
    if c.SkipFlip in verbs and not look.turned.min() < 0:
        return c.SkipFlip(seat)
    return alike(c.Flip(seat, int(run.turning(look, np.zeros(1, np.int64))[0])), view)


def _habit_of_placing(run: Playout, look: Look, view: View) -> c.SeatCommand:
    drawn, seat = view.drawn, view.viewer or 0
    if drawn is None or drawn.card is None:
        raise ValueError("there is no drawn card to place")
    card = np.array([run.kinds.number[drawn.card]])
    must = np.array([drawn.source == "discard"])
    swap, at = run.placing(look, card, must, ~must)
    return c.Swap(seat, int(at[0])) if swap[0] else c.Discard(seat)


def _habit_of_beginning(
    run: Playout, lane: Lanes, look: Look, view: View, actions: tuple[c.SeatCommand, ...]
) -> c.SeatCommand:
    seat, begin = view.viewer or 0, run.choose(lane, look)
    if begin.knocks[0] and c.Knock(seat) in actions:
        return c.Knock(seat)
    if begin.flips[0]:
        return c.FlipAction(seat, int(run.turning(look, np.zeros(1, np.int64))[0]))
    taken = c.Draw(seat, "discard")
    return taken if begin.take[0] and taken in actions else c.Draw(seat, "stock")


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
