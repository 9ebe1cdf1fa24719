"""What follows from a command: the events that happen, or a refusal.

Decides and changes nothing. Chance comes in as `shuffle`; its outcome is in the events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from games.rules import coaching, holes, seating
from games.rules import commands as c
from games.rules import events as e
from games.rules.evolve import evolve
from games.rules.refusals import IllegalMove
from games.rules.state import MISSED_TURNS_TO_AUTOPILOT, GameState, Phase
from games.rules.turns import decide_turn
from games.rules.wording import noop as _

if TYPE_CHECKING:
    from games.rules.fairness import Shuffle

MOVES = (
    c.Draw, c.UndoDraw, c.Swap, c.Discard, c.Flip, c.SkipFlip, c.FlipAction, c.Knock, c.Open, c.UndoMove, c.NextHole,
)  # fmt: skip
FOR_PEOPLE = (c.UndoMove, c.NextHole, c.Cut, c.Stand, c.TakeBackSeat, c.HandOver)


def decide(state: GameState, command: c.Command, shuffle: Shuffle, by: e.By = None) -> list[e.Event]:
    """The events that this command makes happen, with all that follows from them.

    `by` and refusals as for `tell`.
    """
    return [event for event, _after in tell(state, command, shuffle, by)]


def tell(
    state: GameState, command: c.Command, shuffle: Shuffle, by: e.By = None
) -> list[tuple[e.Event, GameState]]:
    """The same events, each with the state after it.

    `by` is `caddie` where the caddie acts for the seat, `clock` where time does.
    Raises IllegalMove, with a code and a sentence, for a command that the rules do not allow.
    """
    if not state.is_live:
        raise IllegalMove("not_now", _("This game is over."))
    _check_seat(state, command)
    story = _Story(state)
    asked = _asked_for(state, command, shuffle, by)
    if by is None and isinstance(command, MOVES) and state.seat(command.seat).autopilot:
        story.tell(e.SeatTakenBack(command.seat))
    for event in asked:
        story.tell(event)
    _end_turn(story, state, shuffle)
    _rest_seat(story, by)
    _begin_hole(story, command, shuffle)
    return story.told


class _Story:
    """Events as they come about, each with the state after it."""

    def __init__(self, state: GameState) -> None:
        self.state = state
        self.told: list[tuple[e.Event, GameState]] = []

    def tell(self, event: e.Event) -> None:
        self.state = evolve(self.state, event)
        self.told.append((event, self.state))


def _check_seat(state: GameState, command: c.Command) -> None:
    if isinstance(command, c.Sit | c.Deal | c.Abandon):
        return
    if not (0 <= command.seat < len(state.seats)) or state.seats[command.seat] is None:
        raise IllegalMove("not_seated", _("You have no seat at this table."))
    if isinstance(command, FOR_PEOPLE) and not state.seat(command.seat).is_person:
        raise IllegalMove("not_allowed", _("Only people can do that."))


def _asked_for(state: GameState, command: c.Command, shuffle: Shuffle, by: e.By) -> list[e.Event]:
    match command:
        case (
            c.Draw()
            | c.UndoDraw()
            | c.Swap()
            | c.Discard()
            | c.Flip()
            | c.SkipFlip()
            | c.FlipAction()
            | c.Knock()
        ):
            return decide_turn(state, command, shuffle, by)
        case c.Open():
            return [holes.open_cards(state, command, by)]
        case c.UndoMove():
            return [coaching.undo_move(state, command)]
        case c.NextHole():
            return [_ready(state, command.seat)]
        case c.Cut():
            return [holes.cut(state, command)]
        case c.Deal():
            return [holes.deal(state, shuffle, by)]
        case c.Sit():
            return [seating.sit(state, command)]
        case c.Stand():
            return [seating.stand(state, command.seat)]
        case c.TakeBackSeat():
            return [seating.take_back(state, command.seat)]
        case c.HandOver():
            return [seating.hand_over(state, command)]
        case c.AddCpu() | c.Remove() | c.SetRules() | c.Start():
            return [seating.decide_host(state, command, shuffle)]
        case c.Abandon():
            return [_abandoned(state, command, by)]
        case _:
            assert_never(command)


def _ready(state: GameState, seat: int) -> e.Ready:
    if state.phase is not Phase.HOLE_OVER:
        raise IllegalMove("not_now", _("This hole is not over yet."))
    if state.seat(seat).ready:
        raise IllegalMove("not_now", _("You have said so already."))
    return e.Ready(seat)


def _abandoned(state: GameState, command: c.Abandon, by: e.By) -> e.GameAbandoned:
    return e.GameAbandoned(command.reason, secret_to_reveal(state), by)


def secret_to_reveal(state: GameState) -> str | None:
    """The secret of the hole that is being played or is to come: what is revealed where the game ends here."""
    unfinished = state.hole.secret if state.hole and state.hole.scores is None else None
    return unfinished or state.secret


def _end_turn(story: _Story, before: GameState, shuffle: Shuffle) -> None:
    """After a turn: going out, the reveal after a last turn, the end of the hole and of the game."""
    hole = story.state.hole
    if before.hole and hole and before.turn is not None and hole.turns > before.hole.turns:
        mover = before.turn
        if story.state.phase is Phase.LAST_TURNS:
            if reveal := holes.reveal_grid(hole, mover):
                story.tell(reveal)
        elif hole.grids[mover].all_up:
            story.tell(e.WentOut(mover))
        hole = story.state.hole
        if hole and hole.turn is None:
            story.tell(holes.end(story.state, hole, shuffle))
    if story.state.phase is Phase.HOLE_OVER and hole and hole.number == story.state.rules.holes:
        story.tell(holes.end_game(story.state))


def _rest_seat(story: _Story, by: e.By) -> None:
    """The second turn in a row that ran out puts a seat on autopilot."""
    if by != "caddie" or not story.state.is_live:
        return
    for number, seat in story.state.taken:
        if seat.missed >= MISSED_TURNS_TO_AUTOPILOT and not seat.autopilot:
            story.tell(e.SeatOnAutopilot(number, "clock"))


def _begin_hole(story: _Story, command: c.Command, shuffle: Shuffle) -> None:
    """Between holes: once all whom the table waits for are ready (before the first: have cut), it goes on."""
    state = story.state
    if not isinstance(command, c.NextHole | c.Cut | c.Stand) or not state.awaits_deal:
        return
    awaited = [(number, seat) for number, seat in state.taken if seat.awaited]
    has_cut = {seat for seat, _cut in state.cuts}
    if awaited and all(seat.ready if state.hole else number in has_cut for number, seat in awaited):
        story.tell(holes.deal(state, shuffle, None))
