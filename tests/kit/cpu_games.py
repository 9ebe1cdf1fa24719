"""Games of computer players under every kind of house rules, the same ones in every run."""

from __future__ import annotations

import random
from itertools import cycle
from typing import TYPE_CHECKING

from games.cpu.personas import CADDIE, LEVELS
from games.rules.house_rules import FLIP_MODES, SWITCHES, HouseRules, from_json
from games.simulation.play import SimulatedGame, line_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from games.cpu.personas import Persona
    from games.simulation.play import Decision


def varied_rules(dice: random.Random, holes: int = 4) -> HouseRules:
    """Any combination of house rules, each as likely as another."""
    switches = {name: dice.random() < 0.5 for name in SWITCHES}
    return from_json(
        switches
        | {
            "flip_mode": dice.choice(FLIP_MODES),
            "initial_flips": dice.randrange(3),
            "decks": dice.randint(1, 3),
            "holes": holes,
        }
    )


def varied_games(first: int, count: int, holes: int = 4) -> Iterator[SimulatedGame]:
    """Games number `first` and after of an endless series: varied rules, two to six seats, all personas in turn."""
    for number in range(first, first + count):
        dice = random.Random(number)
        rules, seats = varied_rules(dice, holes), dice.randint(2, 6)
        yield SimulatedGame(_players(number, seats), rules, number)


def _players(number: int, seats: int) -> list[Persona]:
    """A line-up of the eight, at every level in turn; in every tenth game the caddie sits in for the last of them."""
    players = [player.at(level) for player, level in zip(line_up(number, seats), cycle(LEVELS))]
    return [*players[:-1], CADDIE] if number % 10 == 9 else players


def decisions_of(games: Iterator[SimulatedGame]) -> Iterator[tuple[SimulatedGame, Decision]]:
    """Every choice in these games, in order."""
    for game in games:
        for decision in game.decisions():
            yield game, decision
