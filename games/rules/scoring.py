"""What cards, grids and holes count. Lower is better.

Every number keeps the parts that it is made of, so that board, replay and tests explain one number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from games.rules.cards import JOKER, JOKERS, PACK, RANKS, Card
from games.rules.grid import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from games.rules.house_rules import HouseRules

FACE_VALUES: Final = {"A": 1, "2": -2, "T": 10, "J": 10, "Q": 10, "K": 0, JOKER: -2} | {
    str(n): n for n in range(3, 10)
}
BONUS: Final = -20
BLACKJACK: Final = 21
"""The score that counts nothing under the rule of that name."""


@dataclass(frozen=True, slots=True)
class Part:
    """One reason for points: `column 0`, `wolfpack`, `blackjack`, …"""

    why: str
    points: int


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A seat's settled score of a hole; the points of its parts add up to it."""

    score: int
    parts: tuple[Part, ...]


@lru_cache(maxsize=512)
def values(rules: HouseRules) -> dict[Card, int]:
    """What each single card counts under these rules."""
    return {card: _value(card, rules) for card in (*PACK, *JOKERS)}


def value(card: Card, rules: HouseRules) -> int:
    """What a single, unpaired card counts under these rules."""
    return values(rules)[card]


@lru_cache(maxsize=512)
def values_shown(rules: HouseRules) -> dict[str, int]:
    """What single cards count, by rank; a card that counts otherwise than its rank stands by its own name."""
    worth = values(rules)
    ranks = {rank: worth[Card(f"{rank}C")] for rank in RANKS} | {JOKER: worth[JOKERS[0]]}
    return ranks | {card: points for card, points in worth.items() if points != ranks[card[0]]}


def _value(card: Card, rules: HouseRules) -> int:
    match card[0]:
        case "*" if rules.eagle_eye:
            return 2
        case "*" if rules.lucky_swing:
            return -5
        case "K" if rules.super_kings:
            return -2
        case "T" if rules.ten_penny:
            return 1
        case "J" if rules.one_eyed_jacks and card[1] in "HS":
            return 0
        case letter:
            return FACE_VALUES[letter]


def is_pair(one: Card | None, other: Card | None) -> bool:
    """Whether two cards of a column, both seen, have the same rank."""
    return one is not None and other is not None and one[0] == other[0]


def column_points(
    one: Card | None, other: Card | None, rules: HouseRules, worth: dict[Card, int] | None = None
) -> int:
    """What a column counts; a card that is not seen (None) counts nothing.

    `worth`: the table's `values`, for whoever has them at hand.
    """
    if worth is None:
        worth = values(rules)
    if one is None or other is None:
        return (worth[one] if one else 0) + (worth[other] if other else 0)
    both = worth[one] + worth[other]
    if one[0] != other[0]:
        return both
    if one[0] == JOKER and rules.eagle_eye:
        return -4
    if rules.negative_pairs_keep_value and (worth[one] < 0 or worth[other] < 0):
        return both
    return 0


def grid_parts(cards: Sequence[Card | None], rules: HouseRules) -> tuple[Part, ...]:
    """What a grid counts, part by part: its three columns, then the bonuses for several pairs.

    `cards` are the six of a grid; None stands for one that is not seen and counts nothing.
    """
    parts = [
        Part(f"column {n}", column_points(cards[top], cards[low], rules))
        for n, (top, low) in enumerate(COLUMNS)
    ]
    if rules.wolfpack or rules.four_of_a_kind:
        parts.extend(_pair_bonuses(cards, rules))
    return tuple(parts)


def _pair_bonuses(cards: Sequence[Card | None], rules: HouseRules) -> list[Part]:
    paired = [top[0] for a, b in COLUMNS if (top := cards[a]) and is_pair(top, cards[b])]
    bonuses = []
    if rules.wolfpack and paired.count("J") >= 2:
        bonuses.append(Part("wolfpack", BONUS))
    if rules.four_of_a_kind and len(set(paired)) < len(paired):
        bonuses.append(Part("four_of_a_kind", BONUS))
    return bonuses


def grid_score(cards: Sequence[Card | None], rules: HouseRules) -> int:
    """What a grid counts before settlement; None stands for a card that is not seen."""
    worth = values(rules)
    points = sum([column_points(cards[top], cards[low], rules, worth) for top, low in COLUMNS])
    if rules.wolfpack or rules.four_of_a_kind:
        points += sum(part.points for part in _pair_bonuses(cards, rules))
    return points


def settle(grids: Sequence[Sequence[Card]], went_out: int | None, rules: HouseRules) -> tuple[ScoreLine, ...]:
    """Score every grid, then apply bonuses and penalties in the order of docs/rules.md.

    The order matters: blackjack comes first, so that the knock penalty compares the scores that players see.
    """
    lines = [list(grid_parts(cards, rules)) for cards in grids]

    def scores() -> list[int]:
        return [sum(part.points for part in line) for line in lines]

    def add(why: str, points: int, deserves: Callable[[int, int], bool]) -> None:
        for seat, score in enumerate(scores_then := scores()):
            if deserves(seat, score):
                lines[seat].append(Part(why, -scores_then[seat] if why == "blackjack" else points))

    if rules.blackjack:
        add("blackjack", 0, lambda _, score: score == BLACKJACK)
    lowest = min(scores())
    if rules.knock_penalty:
        add("knock_penalty", 10, lambda seat, score: seat == went_out and score > lowest)
    if rules.knock_bonus:
        add("knock_bonus", -5, lambda seat, _: seat == went_out)
    lowest = min(scores())
    if rules.underdog_bonus:
        add("underdog_bonus", -3, lambda _, score: score == lowest)
    settled = scores()
    if rules.tied_shame:
        add("tied_shame", 5, lambda _, score: settled.count(score) > 1)
    return tuple(ScoreLine(score, tuple(line)) for score, line in zip(scores(), lines, strict=True))


def winners(scores: Sequence[int]) -> tuple[int, ...]:
    """The seats with the lowest score."""
    lowest = min(scores)
    return tuple(seat for seat, score in enumerate(scores) if score == lowest)


def places(totals: Sequence[int]) -> tuple[int, ...]:
    """Each seat's place by its total: 1 for the lowest; equal totals share a place (1, 1, 3)."""
    return tuple(1 + sum(other < total for other in totals) for total in totals)
