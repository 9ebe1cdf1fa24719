"""The move that turned a finished game: in the hole that decided it, the one that improved the winner's cards most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from games.rules import events as e
from games.rules.coaching import standing
from games.rules.course import course_of
from games.rules.scoring import grid_score
from games.rules.state import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.fold import Stored
    from games.rules.cards import Card
    from games.rules.state import GameState


def turning_move(stream: Sequence[Stored], state: GameState) -> int | None:
    """The number of that event; None where nobody took the lead for good, or no card of theirs made anything better.

    All six cards count, also those that lay face down: what a move was worth is known only now.
    """
    decided = course_of(state.scorecard).decided if state.phase is Phase.GAME_OVER else None
    if decided is None:
        return None
    gains = _gains(stream, decided.hole, decided.seat, state)
    gained, at = max(gains, key=lambda gain: (gain[0], -gain[1]), default=(0, None))
    return at if gained > 0 else None


def _gains(stream: Sequence[Stored], hole: int, seat: int, state: GameState) -> Iterator[tuple[int, int]]:
    """(points saved, number of the event) for each card that this seat placed in this hole."""
    grid: list[Card] = []
    for seq, event in standing((stored.seq, stored.event) for stored in stream):
        match event:
            case e.HoleStarted() as started:
                grid = list(started.grids[seat]) if started.hole == hole else []
            case e.CardSwapped(seat=who) as swapped if who == seat and grid:
                before = grid_score(grid, state.rules)
                grid[swapped.at] = swapped.card
                yield before - grid_score(grid, state.rules), seq
