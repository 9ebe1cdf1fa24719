"""Hints at tables that allow coaching: on one's own turn, from one's own view, and told to nobody else."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_noop

from games.cpu.coach import advise
from games.cpu_tables.store import tables_for
from games.rules.legal import Option
from games.rules.refusals import IllegalMove
from games.rules.views import options_for, view_for

if TYPE_CHECKING:
    from games.rules.commands import SeatCommand
    from games.rules.state import GameState

Json = dict[str, Any]

HINT: Final = Option("hint")
JUDGED: Final = {"open", "draw", "swap", "flip"}
"""What is asked of a seat before its first turn, and at each step of a turn: one of them."""
WIRE: Final = {"source": "from"}
VERBS: Final = {
    "Open": "open", "Draw": "draw", "UndoDraw": "undo_draw", "Swap": "swap", "Discard": "discard", "Flip": "flip",
    "SkipFlip": "skip_flip", "FlipAction": "flip_action", "Knock": "knock",
}  # fmt: skip


def may_ask(state: GameState, options: tuple[Option, ...]) -> bool:
    """Whether somebody who may do this now may ask for a hint."""
    return state.coaching is not None and any(option.do in JUDGED for option in options)


def check(state: GameState, seat: int) -> None:
    """IllegalMove where this seat may not ask for a hint now."""
    if state.coaching is None:
        raise IllegalMove("not_allowed", gettext_noop("At this table nobody gives hints."))
    if not may_ask(state, options_for(state, seat)):
        raise IllegalMove("not_now", gettext_noop("You can ask for a hint on your turn."))


def hint(state: GameState, seat: int, seq: int) -> Json:
    """The frame that answers this seat, as things are after event `seq`. Takes its time: not for the event loop."""
    advice = advise(view_for(state, seat), options_for(state, seat), tables_for(state.rules))
    reason = {name: value for name, value in asdict(advice.reason).items() if value is not None}
    return {
        "type": "hint",
        "seq": seq,
        "best": told_move(advice.best),
        "reason": {name: _told(value) for name, value in reason.items()},
        "costs": [told_move(command) | {"cost": _told(cost)} for command, cost in advice.costs],
    }


def told_move(command: SeatCommand) -> Json:
    """A choice as the wire has it, without whose it is."""
    fields = {WIRE.get(name, name): value for name, value in asdict(command).items() if name != "seat"}
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
    return {"do": VERBS[type(command).__name__], **listed}


def _told(value: object) -> object:
    return round(value, 2) if isinstance(value, float) else value
