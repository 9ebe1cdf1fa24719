"""Whole games of computer players, decided by the rules as any other game."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import combinations
from time import process_time
from typing import TYPE_CHECKING

from games.cpu.choose import choose
from games.cpu.personas import PERSONAS
from games.rules import commands as c
from games.rules import events as e
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.fairness import FairShuffle, commitment
from games.rules.state import GameState, Phase
from games.rules.views import options_for, view_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.cpu.choose import SecondLook
    from games.cpu.estimate import Worths
    from games.cpu.personas import Persona
    from games.rules.house_rules import HouseRules
    from games.rules.legal import Option
    from games.rules.views import View


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice of a computer player, with all that it was made from."""

    before: GameState
    view: View
    options: tuple[Option, ...]
    command: c.SeatCommand
    after: GameState
    seconds: float
    """Processor time of the choice, without the work of the rules."""


@dataclass
class SimulatedGame:
    """A game of computer players; the same again for the same personas, rules and seed."""

    players: Sequence[Persona]
    rules: HouseRules
    seed: int
    worths: Worths | None = None
    """The tables that everybody reads; the estimate, if there are none."""
    again: SecondLook | None = None
    """How who plays at Tour looks again, if they do."""
    same_cards: bool = False
    """Whether the cards have luck of their own, so that a seed deals the same ones whoever plays."""
    state: GameState = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        cards = random.Random(f"{self.seed} cards") if self.same_cards else self.dice
        self.shuffle = FairShuffle(cards.randbytes)
        self.state = seated(self.players, self.rules, self.shuffle.secret())

    def decisions(self) -> Iterator[Decision]:
        """Plays the game to its end, choice by choice."""
        while self.state.is_live:
            if self.state.awaits_deal:
                self._do(c.Deal())
            else:
                yield self._decision(self._on_move())

    def choice(self, seat: int, view: View, options: tuple[Option, ...]) -> c.SeatCommand:
        """What the player of this seat does."""
        return choose(view, options, self.players[seat], self.dice, self.worths, self.again)

    def _on_move(self) -> int:
        if self.state.turn is not None:
            return self.state.turn
        hole = self.state.hole
        if hole is None:
            raise ValueError("no hole has begun")
        return hole.opened.index(False)

    def _decision(self, seat: int) -> Decision:
        before = self.state
        view, options = view_for(before, seat), options_for(before, seat)
        started = process_time()
        command = self.choice(seat, view, options)
        seconds = process_time() - started
        self._do(command)
        return Decision(before, view, options, command, self.state, seconds)

    def _do(self, command: c.Command) -> None:
        for event in decide(self.state, command, self.shuffle):
            self.state = evolve(self.state, event)


def seated(players: Sequence[Persona], rules: HouseRules, secret: str) -> GameState:
    """A game of these players that is about to deal its first hole; `secret` (hex) is that hole's."""
    stream: list[e.Event] = [e.GameCreated(rules, len(players))]
    stream += [e.PlayerJoined(seat, None, player.key) for seat, player in enumerate(players)]
    stream.append(e.GameStarted(rules.holes, commitment(secret), secret))
    return replay(stream)


def line_up(game: int, players: int) -> list[Persona]:
    """Who plays in a game of a series.

    Over eight games in a row every persona plays equally often, and in every seat; the next eight are in other company.
    """
    everybody = list(PERSONAS.values())
    lap, first = divmod(game, len(everybody))
    companies = list(combinations(range(1, len(everybody)), players - 1))
    company = companies[lap * COMPANY_STEP % len(companies)]
    return [everybody[(first + place) % len(everybody)] for place in (0, *company)]


COMPANY_STEP = 11
"""Has no factor in common with any number of companies, so that each has its turn."""


def is_hole_end(decision: Decision) -> bool:
    """Whether a hole was settled by this choice."""
    return decision.after.phase in (Phase.HOLE_OVER, Phase.GAME_OVER)
