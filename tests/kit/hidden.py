"""Games that are the same for those who look, and other beneath."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from games.rules.grid import Grid

if TYPE_CHECKING:
    import random

    from games.rules.state import GameState


def with_hidden_cards_shuffled(state: GameState, dice: random.Random) -> GameState:
    """The same game, with all face-down cards and the stock in another order."""
    hole = state.hole
    assert hole is not None
    hidden = [card for grid in hole.grids for at, card in enumerate(grid.cards) if not grid.up[at]] + [
        *hole.stock
    ]
    dice.shuffle(hidden)
    spare = iter(hidden)
    grids = tuple(
        Grid(
            tuple(card if up else next(spare) for card, up in zip(grid.cards, grid.up, strict=True)), grid.up
        )
        for grid in hole.grids
    )
    return replace(state, hole=replace(hole, grids=grids, stock=tuple(spare)))
