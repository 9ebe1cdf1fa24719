"""How strong the CPU players are, by the games that they play among themselves: leaderboards/cpu_ratings.py."""

from __future__ import annotations

import random
from statistics import fmean
from typing import TYPE_CHECKING, Final

from games.cpu.personas import PERSONAS
from games.rules.house_rules import CLASSIC
from games.simulation.play import SimulatedGame, line_up
from leaderboards.ratings import NEW, Strength, rate

if TYPE_CHECKING:
    from collections.abc import Sequence

GAMES: Final = 800
"""A multiple of eight, so that every persona plays equally often."""
SEATS: Final = 4
ORDERS: Final = 100
"""A rating depends on the order of the games, which means nothing here: so the mean over so many."""
SEED: Final = 1
Ranks = dict[str, int]
"""Which place each persona of a game took."""


def personas() -> str:
    """The strength of every persona, mu and sigma, after `GAMES` games of nine holes under the classic rules."""
    strengths = measured([_ranks(number) for number in range(GAMES)])
    return ", ".join(f"{key} {one.mu:.2f} ± {one.sigma:.2f}" for key, one in strengths.items())


def measured(games: Sequence[Ranks], orders: int = ORDERS) -> dict[str, Strength]:
    """The mean strength of each persona over several orders of these games, the strongest first."""
    dice = random.Random(SEED)
    ends = [_rated(dice.sample(games, len(games))) for _order in range(orders)]
    means = {
        key: Strength(fmean(end[key].mu for end in ends), fmean(end[key].sigma for end in ends))
        for key in PERSONAS
    }
    return dict(sorted(means.items(), key=lambda one: -one[1].mu))


def _ranks(number: int) -> Ranks:
    """One game, played to its end."""
    players = line_up(number, SEATS)
    game = SimulatedGame(players, CLASSIC, SEED * 1_000_003 + number)
    for _decision in game.decisions():
        pass
    places = game.state.places or ()
    return {player.key: place for player, place in zip(players, places, strict=True)}


def _rated(games: Sequence[Ranks]) -> dict[str, Strength]:
    """How all stand after these games in this order, each counted whole."""
    standing = dict.fromkeys(PERSONAS, NEW)
    for ranks in games:
        found = rate([standing[key] for key in ranks], list(ranks.values()), [1.0] * len(ranks))
        standing |= dict(zip(ranks, found, strict=True))
    return standing
