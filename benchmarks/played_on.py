"""What a move is worth where CPU players themselves play on, instead of the plain policy: slow, and a check on that."""

from __future__ import annotations

import random
from statistics import fmean
from typing import TYPE_CHECKING, Final

from games.cpu_tables.store import tables_for
from games.rules.fairness import FairShuffle
from games.rules.state import Phase
from games.simulation.play import SimulatedGame
from tests.kit.hidden import with_hidden_cards_shuffled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.cpu.personas import Persona
    from games.rules.commands import SeatCommand
    from games.rules.state import GameState

ENDED: Final = (Phase.HOLE_OVER, Phase.GAME_OVER)


def gain(
    state: GameState,
    one: SeatCommand,
    other: SeatCommand,
    players: Sequence[Persona],
    deals: int,
    dice: random.Random,
) -> float:
    """By how many strokes the margin is better after the other move, over so many deals of what its seat cannot see."""
    found = list[float]()
    for _ in range(deals):
        dealt, luck = with_hidden_cards_shuffled(state, dice), dice.getrandbits(32)
        before, after = (_margin(dealt, move, players, random.Random(luck)) for move in (one, other))
        found.append(before - after)
    return fmean(found)


def _margin(state: GameState, move: SeatCommand, players: Sequence[Persona], luck: random.Random) -> float:
    """The own score of the hole less the mean of the others', with everybody playing on by the tables alone."""
    game, seat = _Continued(players, state.rules, 0, tables_for(state.rules)), move.seat
    game.state, game.dice = state, luck
    game.shuffle = FairShuffle(luck.randbytes)
    scores = game.scores_after(move)
    return scores[seat] - (sum(scores) - scores[seat]) / (len(scores) - 1)


class _Continued(SimulatedGame):
    """A game that goes on from where it stands."""

    def scores_after(self, move: SeatCommand) -> list[int]:
        """Every seat's score of the hole, if it goes on with this move."""
        self._do(move)
        while self.state.phase not in ENDED:
            self._decision(self._on_move())
        if self.state.hole is None or self.state.hole.scores is None:
            raise ValueError("the hole was not settled")
        return [line.score for line in self.state.hole.scores]
