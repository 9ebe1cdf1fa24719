"""What all judged decisions of a game come to: luck and skill of each seat, its accuracy, the curve, the moments.

Every seat's final score is its expectation at the start, and what the cards gave, what its own decisions gave and what
those of the others gave: to the thousandth.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from typing import TYPE_CHECKING, Any, Final

from games.analysis.judged import GRADES, KINDS, SURE, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.analysis.judged import Judged
    from games.analysis.walk import Hole, Walk

Json = dict[str, Any]

VERSION: Final = 1
"""Of the form of a result, and of what its figures mean."""
MOMENTS: Final = 3


@dataclass(frozen=True, slots=True)
class Step:
    """From one expectation of all seats to the next: by a decision, or by the cards that came to light."""

    seq: int
    seat: int | None
    """Whose decision it was; None: the cards'."""
    change: list[int]
    noise: list[int]


@dataclass(frozen=True, slots=True)
class JudgedHole:
    """A hole with its decisions judged, and what each seat might expect before it."""

    hole: Hole
    decisions: list[Judged]
    start: list[int]

    def steps(self) -> Iterator[Step]:
        """From the start to the final scores."""
        now, seq = self.start, self.hole.seq
        quiet = [0] * len(now)
        for one in self.decisions:
            yield Step(seq, None, _less(one.before, now), quiet)
            yield Step(one.seq, one.seat, _less(one.after, one.before), one.noise)
            now, seq = one.after, one.seq
        yield Step(seq, None, _less([UNIT * score for score in self.hole.scores], now), quiet)


def summed_up(
    walk: Walk, judged: Sequence[Judged], par: Sequence[int], par_error: Sequence[int], deals: int
) -> Json:
    """The whole result, as it is kept and told (docs/analysis.md). `judged`: every decision of the walk, in order."""
    holes = _holes(walk, judged, par)
    seats = [_seat(walk, seat, holes, par_error) for seat in range(walk.seats)]
    return {
        "version": VERSION,
        "deals": deals,
        "seats": seats,
        "curve": list(_curve(walk, holes, par)),
        "decisions": [one.to_json() | {"grade": one.grade} for one in judged],
        "moments": _moments(holes),
    }


def _holes(walk: Walk, judged: Sequence[Judged], par: Sequence[int]) -> list[JudgedHole]:
    by_seq = {one.seq: one for one in judged}
    found = []
    for hole in walk.holes:
        decisions = [by_seq[decision.seq] for decision in hole.decisions]
        start = _par_of(hole.first, par)
        found.append(
            JudgedHole(hole, decisions, start if hole.whole or not decisions else decisions[0].before)
        )
    return found


def _par_of(first: int, par: Sequence[int]) -> list[int]:
    """What each seat may expect of a hole that this seat begins."""
    return [par[(seat - first) % len(par)] for seat in range(len(par))]


def _seat(walk: Walk, seat: int, holes: Sequence[JudgedHole], par_error: Sequence[int]) -> Json:
    own = [
        one
        for hole in holes
        for one in hole.decisions
        if one.seat == seat and one.by is None and one.choices > 1
    ]
    told: Json = {"decisions": len(own)}
    told |= {grade: sum(one.grade == grade for one in own) for grade in GRADES}
    told |= _accuracy(own) | {"kinds": {kind: _accuracy(_of(own, kind)) for kind in KINDS if _of(own, kind)}}
    return told | _luck_and_skill(walk, seat, holes, par_error)


def _of(own: Sequence[Judged], kind: str) -> list[Judged]:
    return [one for one in own if one.kind == kind]


def _accuracy(own: Sequence[Judged]) -> Json:
    """The share of right decisions, in thousandths, and what all of them cost."""
    many = len(own)
    right = sum(one.grade == "right" for one in own)
    share = right / many if many else 0.0
    # Agresti and Coull's: with few decisions, or none that was wrong, the plain one would be far too narrow.
    middle = (right + 2) / (many + 4)
    return {
        "of": many,
        "accuracy": round(UNIT * share),
        "accuracy_error": round(UNIT * SURE * sqrt(middle * (1 - middle) / (many + 4))),
        "lost": sum(one.cost for one in own),
        "lost_error": round(hypot(*[one.error for one in own if one.cost])),
    }


def _luck_and_skill(walk: Walk, seat: int, holes: Sequence[JudgedHole], par_error: Sequence[int]) -> Json:
    steps = [step for hole in holes for step in hole.steps()]
    start = UNIT * walk.before[seat] + sum(hole.start[seat] for hole in holes) if holes else 0
    parts = {
        "cards": [step for step in steps if step.seat is None],
        "own": [step for step in steps if step.seat == seat],
        "others": [step for step in steps if step.seat not in (None, seat)],
    }
    errors = {name: hypot(*[step.noise[seat] for step in found]) for name, found in parts.items()}
    errors["start"] = hypot(*_start_errors(seat, holes, par_error))
    # What the cards gave is what is left: it is as unsure as all the rest together.
    errors["cards"] = hypot(errors["start"], errors["own"], errors["others"])
    told: Json = {"start": start}
    told |= {name: sum(step.change[seat] for step in found) for name, found in parts.items()}
    told["final"] = UNIT * (
        (walk.before[seat] if holes else 0) + sum(hole.hole.scores[seat] for hole in holes)
    )
    return told | {f"{name}_error": round(error) for name, error in errors.items()}


def _start_errors(seat: int, holes: Sequence[JudgedHole], par_error: Sequence[int]) -> list[int]:
    """For each place in the order of play: all holes in which the seat had it rest on one figure."""
    places = [(seat - hole.hole.first) % len(par_error) for hole in holes if hole.hole.whole]
    return [places.count(place) * error for place, error in enumerate(par_error)]


def _curve(walk: Walk, holes: Sequence[JudgedHole], par: Sequence[int]) -> Iterator[Json]:
    """What each seat's strokes were expected to come to after the last of these holes, before each decision."""
    total = [UNIT * strokes for strokes in walk.before]
    for number, hole in enumerate(holes):
        to_come = [0] * walk.seats
        for later in holes[number + 1 :]:
            to_come = _plus(to_come, _par_of(later.hole.first, par))
        rest = _plus(total, to_come)
        at = {"hole": hole.hole.number}
        yield at | {"seq": hole.hole.seq, "expected": _plus(rest, hole.start)}
        for one in hole.decisions:
            yield at | {"seq": one.seq, "expected": _plus(rest, one.before)}
        scores = [UNIT * score for score in hole.hole.scores]
        total = _plus(total, scores)
        yield at | {"seq": hole.hole.ended, "expected": _plus(rest, scores)}


def _moments(holes: Sequence[JudgedHole]) -> list[Json]:
    """The decisions that cost most and the cards that changed most, in strokes over the others; the greatest first."""
    found = [_of_cards(step) for hole in holes for step in hole.steps() if step.seat is None]
    found += [
        {"seq": one.seq, "what": "decision", "seat": one.seat, "change": one.cost}
        for hole in holes
        for one in hole.decisions
        if one.grade != "right"
    ]
    return sorted(found, key=lambda one: (-abs(one["change"]), one["seq"]))[:MOMENTS]


def _of_cards(step: Step) -> Json:
    """Whom these cards moved most, against the mean of the others."""
    many, whole = len(step.change), sum(step.change)
    margins = [round(one - (whole - one) / (many - 1)) for one in step.change]
    seat = max(range(many), key=lambda number: abs(margins[number]))
    return {"seq": step.seq, "what": "cards", "seat": seat, "change": margins[seat]}


def _less(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [a - b for a, b in zip(one, other, strict=True)]


def _plus(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=True)]
