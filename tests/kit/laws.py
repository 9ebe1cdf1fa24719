"""The laws of the game, and on how many random games each is tried: here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import given, settings

from tests.kit.random_games import random_games

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.random_games import RandomGame

FEWEST_GAMES: Final = 1_000
GAMES: Final = {
    "cards are conserved": 200,
    "exactly what is listed is accepted": 150,
    "a stream gives its state": 150,
    "what is hidden changes no view": 150,
    "an event shows what the contract lists": 150,
    "every game ends with its sums right": 200,
    "somebody can always go on": 200,
    "the course is told at the end": 60,
    "a stream is what the rules give for its commands": 150,
}


def law(name: str) -> Callable[[Callable[[RandomGame], None]], Callable[[], None]]:
    """A test of this law on that many random games under random house rules."""

    def tried(test: Callable[[RandomGame], None]) -> Callable[[], None]:
        many = settings(max_examples=GAMES[name], deadline=None)
        tried_on_games: Callable[[], None] = many(given(random_games())(test))
        return tried_on_games

    return tried
