"""A finished game hole by hole: every decision that stands, with what its seat could see and do at that moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from games.rules import events as e
from games.rules.coaching import standing
from games.rules.evolve import begin, evolve
from games.rules.retrace import asked_in_hole
from games.rules.views import options_for, view_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.rules import commands as c
    from games.rules.house_rules import HouseRules
    from games.rules.legal import Option
    from games.rules.state import GameState
    from games.rules.views import View

JUDGED: Final = frozenset(
    {"open", "draw", "swap", "discard", "undo_draw", "flip", "skip_flip", "flip_action", "knock"}
)
"""The verbs between which a decision chooses."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice, before it was made: the seat's own view, and nothing that it could not see."""

    seq: int
    hole: int
    seat: int
    by: str | None
    """`caddie`, where it was not the player's own."""
    view: View
    options: tuple[Option, ...]
    command: c.SeatCommand


@dataclass(slots=True)
class Hole:
    """A hole that was played to its end."""

    number: int
    seq: int
    """Of the deal, or of the moment from which somebody played on."""
    first: int
    """The seat that plays first."""
    whole: bool
    """Whether all of it was played here; the beginning of a hole that was played on is another game's."""
    decisions: list[Decision] = field(default_factory=list)
    scores: tuple[int, ...] = ()
    ended: int = 0
    """The number of the event with which it ended."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A game as it is judged."""

    rules: HouseRules
    seats: int
    holes: tuple[Hole, ...]
    before: tuple[int, ...]
    """Each seat's strokes from before the first of these holes."""

    @property
    def decisions(self) -> list[Decision]:
        return [decision for hole in self.holes for decision in hole.decisions]


def walk(events: Sequence[e.Event]) -> Walk:
    """The finished holes of a game. Moves that were taken back are not judged, nor what another game was before."""
    kept = {seq for seq, _event in standing(enumerate(events))}
    since = max((seq for seq, event in enumerate(events) if isinstance(event, e.SeatTakenOver)), default=-1)
    state = begin(events[0])
    holes: list[Hole] = []
    hole: Hole | None = None
    before: tuple[int, ...] = ()
    for seq, event in enumerate(events[1:], 1):
        if hole is not None and seq in kept and seq > since and (made := _decision(state, seq, event)):
            hole.decisions.append(made)
        state = evolve(state, event)
        match event:
            case e.HoleStarted():
                hole = Hole(event.hole, seq, event.turn, whole=True)
            case e.SeatTakenOver() if hole is not None:
                hole.seq, hole.whole = seq, False
            case e.HoleEnded() if hole is not None and seq > since:
                hole.scores, hole.ended = tuple(line.score for line in event.scores), seq
                before = before if holes else _less(event.totals, hole.scores)
                holes.append(hole)
                hole = None
    return Walk(state.rules, len(state.taken), tuple(holes), before)


def _less(totals: Sequence[int], scores: Sequence[int]) -> tuple[int, ...]:
    return tuple(total - score for total, score in zip(totals, scores, strict=True))


def _decision(state: GameState, seq: int, event: e.Event) -> Decision | None:
    """What was chosen with this event; None where nobody chose."""
    if not isinstance(event, e.Choice) or state.hole is None:
        return None
    seat = event.seat
    options = tuple(option for option in options_for(state, seat) if option.do in JUDGED)
    command = asked_in_hole(event)
    return Decision(seq, state.hole.number, seat, event.by, view_for(state, seat), options, command)
