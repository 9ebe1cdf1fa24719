"""Tables that allow hints and taking moves back: what is remembered there, and what taking back does.

Only cards go back. Who has which seat, and whether the caddie plays it, stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from games.rules import events as e
from games.rules.refusals import IllegalMove
from games.rules.state import Coaching, GameState, Moment
from games.rules.wording import noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from games.rules import commands as c

DECISIONS: Final = (
    e.CardDrawn, e.CardSwapped, e.CardDiscarded, e.CardFlipped, e.FlipSkipped, e.CardFlippedAsAction, e.Knocked,
)  # fmt: skip
CLOSING: Final = (e.HoleStarted, e.HoleEnded, e.GameEnded, e.GameAbandoned, e.SeatTakenOver)
"""Nothing from before one of these may be taken back after it."""


def allowed(state: GameState) -> GameState:
    """A game that has just been created, at a table that allows coaching."""
    return replace(state, coaching=Coaching(0))


def may_undo(state: GameState, seat: int) -> bool:
    """Whether this seat's player may take a move back now."""
    return state.coaching is not None and bool(state.coaching.moments) and _alone(state) == seat


def undo_move(state: GameState, command: c.UndoMove) -> e.MovesUndone:
    """Back to before this person's last decision in this hole."""
    if state.coaching is None:
        raise IllegalMove("not_allowed", _("At this table moves cannot be taken back."))
    if _alone(state) != command.seat:
        raise IllegalMove("not_allowed", _("Moves can be taken back against CPU players only."))
    if not state.coaching.moments:
        raise IllegalMove("not_now", _("In this hole you have no move to take back."))
    return e.MovesUndone(command.seat, state.coaching.moments[-1].seq)


def gone_back(state: GameState, event: e.MovesUndone) -> GameState:
    """The cards as they lay after event `to_seq`. ValueError where nobody could go back there."""
    for moment in state.coaching.moments if state.coaching else ():
        if moment.seq == event.to_seq:
            return replace(state, phase=moment.phase, hole=moment.hole)
    raise ValueError(f"nobody can go back to event {event.to_seq}")


def remember(before: GameState, after: GameState, event: e.Event) -> GameState:
    """The state after an event, with what may be taken back from now on."""
    coaching = before.coaching or Coaching(0)
    return replace(after, coaching=Coaching(coaching.seq + 1, _moments(before, coaching, event)))


def _moments(before: GameState, coaching: Coaching, event: e.Event) -> tuple[Moment, ...]:
    moments, hole = coaching.moments, before.hole
    match event:
        case e.MovesUndone():
            return tuple(moment for moment in moments if moment.seq < event.to_seq)
        case e.DrawUndone() if hole is not None:
            # The draw is taken back already.
            return tuple(moment for moment in moments if moment.hole.turns < hole.turns)
    if isinstance(event, CLOSING):
        return ()
    if hole is None or not isinstance(event, (*DECISIONS, e.StockRenewed)):
        return moments
    renewed = moments[-1:] if _renewed_by(moments, coaching.seq, before) else ()
    if not _is_own(before, event):
        return moments[: len(moments) - len(renewed)]
    return moments if renewed else (*moments, Moment(coaching.seq, before.phase, hole))


def _renewed_by(moments: Sequence[Moment], seq: int, state: GameState) -> bool:
    """Whether the last event has only renewed the stock for a draw that comes now."""
    renewals = state.hole.renewals if state.hole else 0
    return bool(moments) and moments[-1].seq == seq - 1 and moments[-1].hole.renewals < renewals


def _is_own(state: GameState, event: e.Event) -> bool:
    """Whether the person who plays against CPU players alone has decided on this."""
    alone = _alone(state)
    return alone is not None and alone == state.turn and getattr(event, "by", None) is None


def _alone(state: GameState) -> int | None:
    """The seat of the only person at the table; None where there are others, or none."""
    people = [number for number, seat in state.taken if seat.is_person]
    return people[0] if len(people) == 1 else None


def standing(stream: Iterable[tuple[int, e.Event]]) -> list[tuple[int, e.Event]]:
    """The events (number, event) of a game without those that were taken back, and without the taking back."""
    kept: list[tuple[int, e.Event]] = []
    for seq, event in stream:
        if isinstance(event, e.MovesUndone):
            kept = [one for one in kept if one[0] <= event.to_seq]
        else:
            kept.append((seq, event))
    return kept
