"""A table's cards as numbers: its kinds, what they count, and what two of them count in a column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from games.cpu.estimate import facts_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from games.rules.cards import Card
    from games.rules.house_rules import HouseRules

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Small = NDArray[np.int8]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of card under some rules, numbered; the number after the last stands for a face-down card."""

    size: int
    number: dict[Card, int]
    counts: Ints
    """How many of each the whole pack has."""
    worth: Floats
    rank: Ints
    """Equal for kinds that pair with one another."""
    points: Floats
    """(size, size): what a column of two kinds counts."""
    jack: int
    """The rank of jacks."""

    def count(self, cards: Iterable[Card]) -> Ints:
        """How many of each kind there are among these cards."""
        return np.bincount([self.number[card] for card in cards], minlength=self.size)


@lru_cache(maxsize=64)
def kinds_for(rules: HouseRules) -> Kinds:
    """The kinds of card under these rules, in the order of the unshuffled pack."""
    facts = facts_for(rules)
    names = list(facts.counts)
    place = {name: number for number, name in enumerate(names)}
    ranks = list(dict.fromkeys(name[0] for name in names))
    points = [[facts.points[one, other] for other in names] for one in names]
    return Kinds(
        size=len(names),
        number={card: place[kind] for card, kind in facts.kind.items()},
        counts=np.array([facts.counts[name] for name in names]),
        worth=np.array([facts.worth[name] for name in names], np.float32),
        rank=np.array([ranks.index(name[0]) for name in names]),
        points=np.array(points, np.float32),
        jack=ranks.index("J"),
    )
