"""A judged decision, as it is kept and told; no NumPy here, as those who only read it need none."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

Json = dict[str, Any]

UNIT: Final = 1000
"""Figures are told in thousandths of a stroke."""
SURE: Final = 1.96
"""Standard errors to either side that 95 of 100 figures lie within."""
NEAR: Final = UNIT // 4
"""What is no further from the best is as good."""
INACCURACY: Final = 1 * UNIT
MISTAKE: Final = 2 * UNIT
GRADES: Final = ("right", "inaccuracy", "mistake", "blunder")
KINDS: Final = ("open", "draw", "place", "flip")


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision and what it came to, in thousandths of a stroke; `to_json` and back give the same."""

    seq: int
    hole: int
    seat: int
    by: str | None
    kind: str
    """`draw`: how a turn begins; `place`: where the drawn card goes; `open` and `flip`: which cards are turned up."""
    card: str | None
    """That in the hand, or else the one on the discard pile."""
    choices: int
    """How many actions there were that differ; 1: it was forced."""
    did: Json
    best: Json
    cost: int
    """In strokes of margin over the others, against the best action."""
    error: int
    """Of the cost, as everywhere here: 95 of 100 lie within so much of it, to either side."""
    before: list[int]
    """What each seat's score was expected to come to before it."""
    after: list[int]
    """The same after it, and before any card that it brought to light."""
    noise: list[int]
    """The error of the difference of the two."""
    reason: Json | None
    """Why the best is better, where this was not right."""

    @property
    def grade(self) -> str:
        return grade(self.cost, self.error)

    def to_json(self) -> Json:
        return asdict(self)


def grade(cost: int, error: int) -> str:
    """What a decision is called that cost so much. What cannot be told from the best is right."""
    if cost <= NEAR or cost <= error:
        return "right"
    if cost <= INACCURACY:
        return "inaccuracy"
    return "mistake" if cost <= MISTAKE else "blunder"
