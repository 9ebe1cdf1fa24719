"""What a seat, or somebody without one, may do now: no client and no CPU player has to know the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from games.rules.coaching import may_undo
from games.rules.grid import POSITIONS
from games.rules.levels import LEVELS
from games.rules.state import FEWEST_SEATS, PERSONAS, TURN_PHASES, GameState, HoleState, Phase

if TYPE_CHECKING:
    from games.rules.commands import Source
    from games.rules.grid import Grid
    from games.rules.house_rules import HouseRules

ALL_SIX: Final = tuple(POSITIONS)


@dataclass(frozen=True, slots=True)
class Option:
    """One verb that may be used now, with the arguments that it may have (each empty where it takes none)."""

    do: str
    at: tuple[int, ...] = ()
    count: int | None = None
    sources: tuple[Source, ...] = ()
    seats: tuple[int, ...] = ()
    personas: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The entry of the wire's `legal`."""
        entry: dict[str, object] = {"do": self.do}
        if self.at:
            entry["at"] = list(self.at)
        if self.count is not None:
            entry["count"] = self.count
        if self.sources:
            entry["from"] = list(self.sources)
        if self.seats:
            entry["seat"] = list(self.seats)
        if self.personas:
            entry["persona"] = list(self.personas)
        if self.levels:
            entry["level"] = list(self.levels)
        return entry


TAKE_BACK: Final = Option("take_back_seat")
UNDO_MOVE: Final = Option("undo_move")


def legal(state: GameState, seat: int | None) -> tuple[Option, ...]:
    """All that this viewer may do now; nothing means: wait.

    `seat` is None for somebody without a seat, who may sit down before the start.
    """
    if seat is None:
        free = tuple(number for number, taken in enumerate(state.seats) if taken is None)
        return (Option("sit", seats=free),) if state.phase is Phase.LOBBY and free else ()
    match state.phase:
        case Phase.LOBBY:
            return _in_lobby(state, seat)
        case Phase.GAME_OVER:
            return (Option("rematch"),) if state.seat(seat).is_person else ()
        case Phase.ABANDONED:
            return ()
    options = _in_play(state, seat)
    if may_undo(state, seat):
        options = (*options, UNDO_MOVE)
    return (*options, TAKE_BACK) if state.seat(seat).autopilot else options


def _in_lobby(state: GameState, seat: int) -> tuple[Option, ...]:
    if not state.seat(seat).is_person:
        return ()
    options = [Option("stand")]
    if state.host == seat:
        others = tuple(number for number, _ in state.taken if number != seat)
        asked = {player.persona for _, player in state.taken}
        if None in state.seats:
            free = tuple(name for name in PERSONAS if name not in asked)
            options.append(Option("add_cpu", personas=free, levels=LEVELS))
        if others:
            options.append(Option("remove", seats=others))
        options.append(Option("rules"))
        if len(state.taken) >= FEWEST_SEATS:
            options.append(Option("start"))
    return tuple(options)


def _in_play(state: GameState, seat: int) -> tuple[Option, ...]:
    hole = state.hole
    if hole is None:
        return ()
    if state.phase is Phase.HOLE_OVER:
        player = state.seat(seat)
        return (Option("next_hole"),) if player.is_person and not player.ready else ()
    if state.phase is Phase.OPENING:
        return () if hole.opened[seat] else (Option("open", at=ALL_SIX, count=state.rules.initial_flips),)
    if state.phase in TURN_PHASES and hole.turn == seat:
        return _on_turn(state.rules, hole, hole.grids[seat])
    return ()


def _on_turn(rules: HouseRules, hole: HoleState, grid: Grid) -> tuple[Option, ...]:
    if hole.drawn is not None:
        placing = Option("swap", at=ALL_SIX)
        return (placing, Option("discard" if hole.drawn.source == "stock" else "undo_draw"))
    face_down = tuple(grid.face_down)
    if hole.flip is not None:
        flip = Option("flip", at=face_down)
        return (flip,) if hole.flip == "must" else (flip, Option("skip_flip"))
    options = [Option("draw", sources=("stock", "discard"))]
    if rules.flip_as_action and face_down:
        options.append(Option("flip_action", at=face_down))
    if rules.knock_early and 1 <= len(face_down) <= 2:
        options.append(Option("knock"))
    return tuple(options)
