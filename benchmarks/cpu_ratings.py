"""How strong the CPU players are, by the games that they play among themselves: leaderboards/cpu_ratings.py."""

from __future__ import annotations

import random
from collections import defaultdict
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Final

from games.cpu.personas import LEVELS
from games.cpu_tables.store import tables_for
from games.rules.house_rules import CLASSIC
from games.simulation.play import SimulatedGame, line_up
from leaderboards.ratings import NEW, Strength, rate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from games.cpu.personas import Persona

GAMES: Final = 800
"""A multiple of eight, so that every persona plays equally often."""
SEATS: Final = 4
ORDERS: Final = 100
"""A rating depends on the order of the games, which means nothing here: so the mean over so many."""
SEED: Final = 1
WITHIN: Final = 1.96
"""Standard deviations on either side: 95 %."""
Ranks = dict[str, int]
"""Which place each player of a game took."""


def personas() -> str:
    """Every persona's mu with its 95 % interval, and sigma, at the level at which they play at tables."""
    games = [_ranks(line_up(number, SEATS), number, lambda player: player.key) for number in range(GAMES)]
    found, off = measured(games), intervals(games)
    return ", ".join(f"{key} {one.mu:.2f} ±{off[key]:.2f} ({one.sigma:.2f})" for key, one in found.items())


def levels() -> str:
    """The mean mu of all personas at each level with its 95 % interval, of games at which the levels meet."""
    dice, keys = random.Random(SEED), list(LEVELS)
    lines = ([one.at(dice.choice(keys)) for one in line_up(number, SEATS)] for number in range(GAMES))
    games = [
        _ranks(players, number, lambda player: f"{player.key} {player.level.key}")
        for number, players in enumerate(lines)
    ]
    return ", ".join(
        f"{level} {fmean(_of_level(level, _orders(games))):.2f}"
        f" ±{WITHIN * stdev(_of_level(level, _samples(games))):.2f}"
        for level in LEVELS
    )


def measured(games: Sequence[Ranks], orders: int = ORDERS) -> dict[str, Strength]:
    """The mean strength of each player over several orders of these games, the strongest first."""
    ends = _orders(games, orders)
    means = {
        key: Strength(fmean(end[key].mu for end in ends), fmean(end[key].sigma for end in ends))
        for key in ends[0]
    }
    return dict(sorted(means.items(), key=lambda one: -one[1].mu))


def intervals(games: Sequence[Ranks]) -> dict[str, float]:
    """Half of the 95 % interval of each mu: how much it differs where as many games are drawn from these."""
    ends = _samples(games)
    return {key: WITHIN * stdev(end[key].mu for end in ends) for key in ends[0]}


def _orders(games: Sequence[Ranks], orders: int = ORDERS) -> list[dict[str, Strength]]:
    dice = random.Random(SEED)
    return [_rated(dice.sample(games, len(games))) for _order in range(orders)]


def _samples(games: Sequence[Ranks]) -> list[dict[str, Strength]]:
    """As `_orders`, with some of the games left out and others there more than once."""
    dice = random.Random(SEED)
    return [_rated(dice.choices(games, k=len(games))) for _sample in range(ORDERS)]


def _of_level(level: str, ends: Sequence[dict[str, Strength]]) -> list[float]:
    return [fmean(one.mu for key, one in end.items() if key.endswith(f" {level}")) for end in ends]


def _ranks(players: Sequence[Persona], number: int, name: Callable[[Persona], str]) -> Ranks:
    """One game, played to its end."""
    game = SimulatedGame(players, CLASSIC, SEED * 1_000_003 + number, tables_for(CLASSIC))
    for _decision in game.decisions():
        pass
    return dict(zip(map(name, players), game.state.places or (), strict=True))


def _rated(games: Sequence[Ranks]) -> dict[str, Strength]:
    """How all stand after these games in this order, each counted whole."""
    standing: dict[str, Strength] = defaultdict(lambda: NEW)
    for ranks in games:
        found = rate([standing[key] for key in ranks], list(ranks.values()), [1.0] * len(ranks))
        standing |= dict(zip(ranks, found, strict=True))
    return standing
