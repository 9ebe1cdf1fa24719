"""The course of a finished game: who stood where after each hole, and the hole that decided it.

Read off the settled scores alone, so it can tell nothing that the scorecard does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from games.rules.scoring import places, winners

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """The hole (from 1) in which the winner took the lead for good: alone in front from then on, not before it.

    `rival` is the one they passed or left behind there: of those who were not behind before that hole whoever
    was placed best in the end. `gained` are the points won on them in it, always more than none.
    """

    hole: int
    seat: int
    rival: int
    gained: int


@dataclass(frozen=True, slots=True)
class Course:
    """After each hole: everybody's total, and how many points they were behind the lead."""

    totals: tuple[tuple[int, ...], ...]
    behind: tuple[tuple[int, ...], ...]
    decided: TurningPoint | None
    """None where the first place is shared: nobody took the lead for good."""


def course_of(scorecard: Sequence[Sequence[int]]) -> Course:
    """The course that these settled scores give: one row for each hole, and one hole or more."""
    totals = tuple(accumulate((tuple(row) for row in scorecard), _plus))
    behind = tuple(tuple(total - min(row) for total in row) for row in totals)
    return Course(totals, behind, _turning_point(totals))


def _plus(before: tuple[int, ...], scores: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip(before, scores, strict=True)))


def _turning_point(totals: Sequence[tuple[int, ...]]) -> TurningPoint | None:
    """The last hole before which the winner was not alone in front; before the first hole nobody is."""
    first = winners(totals[-1])
    if len(first) > 1:
        return None
    after = len(totals)
    while after > 0 and winners(totals[after - 1]) == first:
        after -= 1
    level = (0,) * len(totals[-1])
    before, then = (totals[after - 1] if after else level), totals[after]
    (seat,) = first
    ranking = places(totals[-1])
    passed = [other for other in range(len(level)) if other != seat and before[other] <= before[seat]]
    rival = min(passed, key=lambda other: ranking[other])
    return TurningPoint(after + 1, seat, rival, (then[rival] - before[rival]) - (then[seat] - before[seat]))
