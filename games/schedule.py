"""What time has to do at a table next, and when. Pure: a fold and a table's settings give a step."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from games.cpu import pace
from games.cpu.choose import choose
from games.cpu.personas import CADDIE, PERSONAS
from games.rules import commands as c
from games.rules.levels import USUAL
from games.rules.state import TURN_PHASES, GameState, Phase
from games.rules.views import options_for, view_for

if TYPE_CHECKING:
    from games.cpu.choose import SecondLook
    from games.cpu.estimate import Worths
    from games.cpu.personas import Persona
    from games.fold import Fold
    from games.rules.events import By
    from games.rules.state import SeatState

CUT_SECONDS: Final = 2.0
"""How long the first deal waits for people to cut the pack."""
NEXT_HOLE_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Tempo:
    """A table's speed: the pace of its CPU players, and how long a person has for a turn (0: for ever)."""

    pace: str
    turn_seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """Something that time does at a table, and when. `seat` is the one that is played for, if any."""

    at: datetime
    what: Literal["deal", "play"]
    seat: int | None = None
    by: By = None


def next_step(fold: Fold, tempo: Tempo, resumed_at: datetime | None) -> Step | None:
    """The first thing that time will do here if nobody moves; None where nothing waits for time.

    After a table stood still, people's time counts from `resumed_at`.
    """
    state = fold.state
    began = max(fold.began_at, resumed_at) if resumed_at else fold.began_at
    if state.awaits_deal:
        return Step(began + timedelta(seconds=_pause(state, tempo)), "deal", by="clock")
    steps = [_step_of(fold, tempo, began, seat) for seat in _to_move(state)]
    return min((step for step in steps if step), key=lambda step: step.at, default=None)


def _pause(state: GameState, tempo: Tempo) -> float:
    if state.phase is Phase.OPENING:
        return CUT_SECONDS
    if tempo.pace != "instant" and any(seat.awaited for _n, seat in state.taken):
        return NEXT_HOLE_SECONDS
    return pace.pause_seconds(tempo.pace)


def _to_move(state: GameState) -> list[int]:
    hole = state.hole
    if hole is None:
        return []
    if state.phase is Phase.OPENING:
        return [seat for seat, opened in enumerate(hole.opened) if not opened]
    return [hole.turn] if state.phase in TURN_PHASES and hole.turn is not None else []


def _step_of(fold: Fold, tempo: Tempo, began: datetime, number: int) -> Step | None:
    seat = fold.state.seat(number)
    if seat.awaited:
        if not tempo.turn_seconds:
            return None
        return Step(began + timedelta(seconds=tempo.turn_seconds), "play", number, "caddie")
    thinks = pace.think_seconds(
        tempo.pace, persona_of(seat), _kind(fold.state), random.Random(fold.seq * 8 + number)
    )
    return Step(fold.last_at + timedelta(seconds=thinks), "play", number, None if seat.persona else "caddie")


def _kind(state: GameState) -> Literal["open", "draw", "place"]:
    if state.phase is Phase.OPENING:
        return "open"
    return "place" if state.hole and (state.hole.drawn or state.hole.flip) else "draw"


def persona_of(seat: SeatState) -> Persona:
    """The CPU player who has this seat, at their level; the caddie for a person's seat."""
    return _at(seat.persona, seat.level or USUAL) if seat.persona else CADDIE


@cache
def _at(persona: str, level: str) -> Persona:
    return PERSONAS[persona].at(level)


def command_for(
    state: GameState,
    step: Step,
    dice: random.Random,
    worths: Worths | None = None,
    again: SecondLook | None = None,
) -> c.Command:
    """What happens when a step is due: the next hole, or the move that a CPU player or the caddie chooses.

    `worths` are the tables for these rules, if they are there; who plays at Tour looks `again`.
    """
    if step.what == "deal" or step.seat is None:
        return c.Deal()
    persona = persona_of(state.seat(step.seat))
    return choose(view_for(state, step.seat), options_for(state, step.seat), persona, dice, worths, again)
