"""The laws of the game, and on how many random games each is tried: here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import given, settings

from tests.kit.random_games import coached_games, random_games

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.random_games import RandomGame

FEWEST_GAMES: Final = 1_000
GAMES: Final = {
    "cards are conserved": 140,
    "exactly what is listed is accepted": 110,
    "a stream gives its state": 110,
    "what is hidden changes no view": 100,
    "an event shows what the contract lists": 100,
    "every game ends with its sums right": 140,
    "somebody can always go on": 140,
    "the course is told at the end": 50,
    "a stream is what the rules give for its commands": 110,
    "what is taken back is as it was": 60,
}


def law(name: str) -> Callable[[Callable[[RandomGame], None]], Callable[[], None]]:
    """A test of this law on that many random games under random house rules."""

    def tried(test: Callable[[RandomGame], None]) -> Callable[[], None]:
        many = settings(max_examples=GAMES[name], deadline=None)
        tried_on_games: Callable[[], None] = many(given(random_games())(test))
        return tried_on_games

    return tried


def law_of_coached_games(name: str) -> Callable[[Callable[[RandomGame], None]], Callable[[], None]]:
    """The same for a law about games at tables that allow taking moves back."""

    def tried(test: Callable[[RandomGame], None]) -> Callable[[], None]:
        many = settings(max_examples=GAMES[name], deadline=None)
        tried_on_games: Callable[[], None] = many(given(coached_games())(test))
        return tried_on_games

    return tried
