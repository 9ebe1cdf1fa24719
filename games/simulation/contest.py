"""Computer players against one another on the same cards: whoever plays, each sits once in every seat of a deal.

The unit that intervals are taken over is the game's cards: what several seats and turns of them gave is one value.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING, Final, Literal

from games.cpu.personas import LEVELS, PERSONAS, USUAL
from games.simulation.play import SimulatedGame, is_hole_end
from games.simulation.tally import UNKNOWN, Interval, mean_interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.cpu.choose import SecondLook
    from games.cpu.estimate import Worths
    from games.cpu.personas import Persona
    from games.rules.house_rules import HouseRules

Measure = Literal["margin", "strokes", "holes_won", "games_won"]
MEASURES: Final[tuple[Measure, ...]] = ("margin", "strokes", "holes_won", "games_won")


class NoSuchPlayer(ValueError):
    """A contestant that is nobody, or at no level; `str` says which in a sentence."""


def contestant(told: str, usual: str = USUAL.key) -> Persona:
    """Who is meant by `marcus:easy`, or, at the `usual` level, by `marcus`. NoSuchPlayer where that is nobody.

    Capital letters or small ones: both mean the same.
    """
    key, colon, level = told.lower().partition(":")
    if key not in PERSONAS:
        raise NoSuchPlayer(f"there is no persona {key!r}; choose from {', '.join(PERSONAS)}")
    if colon and not level:
        raise NoSuchPlayer(
            f"{told!r} lacks its level; choose from {', '.join(LEVELS)}, or leave out the colon"
        )
    if colon and level not in LEVELS:
        raise NoSuchPlayer(f"there is no level {level!r}; choose from {', '.join(LEVELS)}")
    return PERSONAS[key].at(level or usual)


def name_of(player: Persona) -> str:
    """A contestant as it is told: the persona and its level."""
    return f"{player.key}:{player.level.key}"


@dataclass
class Contest:
    """What everybody came to, one value for the cards of each game, and in the same order for all."""

    cards: int = 0
    """How many games' cards were played, each from every seat."""
    holes: int = 0
    games: int = 0
    found: dict[str, dict[Measure, list[float]]] = field(default_factory=dict)

    def of(self, name: str, measure: Measure) -> Interval:
        """The mean of a contestant: strokes and margin a hole, the shares of holes and games won.

        The margin is the own score less the mean of the others'. Everybody with the lowest score has won a hole.
        """
        return mean_interval(self.found[name][measure])

    def apart(self, name: str, other: str, measure: Measure) -> Interval:
        """By how much one is above another, on the same cards."""
        if name == other:
            return UNKNOWN
        pairs = zip(self.found[name][measure], self.found[other][measure], strict=True)
        return mean_interval([one - two for one, two in pairs])

    def add(self, game: dict[str, dict[Measure, list[float]]]) -> None:
        """Take in what one game's cards gave, all turns of the seats together."""
        self.cards += 1
        for name, values in game.items():
            kept = self.found.setdefault(name, {measure: [] for measure in MEASURES})
            for measure in MEASURES:
                kept[measure].append(fmean(values[measure]))


def turns_of_seats(players: Sequence[Persona]) -> list[tuple[Persona, ...]]:
    """Every way to sit that keeps the order, each once."""
    ways = [(*players[start:], *players[:start]) for start in range(len(players))]
    return list(dict.fromkeys(ways))


def play_contest(
    players: Sequence[Persona],
    rules: HouseRules,
    games: int,
    seed: int,
    worths: Worths | None = None,
    again: SecondLook | None = None,
) -> Iterator[Contest]:
    """The contest after each of so many games' cards, the same again for the same arguments."""
    contest, seatings = Contest(), turns_of_seats(players)
    for number in range(games):
        values: dict[str, dict[Measure, list[float]]] = defaultdict(lambda: defaultdict(list))
        for seating in seatings:
            game = SimulatedGame(seating, rules, seed + number, worths, again, same_cards=True)
            contest.holes += _count(game, values)
        contest.games += len(seatings)
        contest.add(values)
        yield contest


def _count(game: SimulatedGame, values: dict[str, dict[Measure, list[float]]]) -> int:
    """Play a game to its end and note what everybody came to; how many holes it had."""
    holes, names = 0, [name_of(player) for player in game.players]
    for decision in game.decisions():
        if not is_hole_end(decision) or decision.after.hole is None:
            continue
        holes += 1
        scores = [line.score for line in decision.after.hole.scores or ()]
        for name, score in zip(names, scores, strict=True):
            others = (sum(scores) - score) / (len(scores) - 1)
            values[name]["strokes"].append(score)
            values[name]["margin"].append(score - others)
            values[name]["holes_won"].append(score == min(scores))
    for name, place in zip(names, game.state.places or (), strict=True):
        values[name]["games_won"].append(place == 1)
    return holes
