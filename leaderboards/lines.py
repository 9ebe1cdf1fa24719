"""What a finished game comes to for each seat: a pure fold of its events, without names and without a database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from games.rules import events as e
from games.rules.grid import COLUMNS
from games.rules.scoring import is_pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from games.rules.cards import Card


class NotFinished(Exception):
    """A game that has not been played to its end leaves no result."""


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat's share in a game. Strokes are points: lower is better."""

    seat: int
    place: int
    """1 for the fewest strokes; equal totals share a place."""
    scores: tuple[int, ...]
    """Of each hole, in order."""
    holes_won: int
    went_out: int
    """In how many holes it went out first."""
    went_out_won: int
    """In how many of those it had the lowest score."""
    pairs: int
    """Columns of two equal ranks at the ends of holes."""
    four_of_a_kind: int
    """Holes that ended with two pairs of one rank."""
    four_jacks: int
    autopilot_turns: int
    """Turns that the caddie played for it."""
    margin: int
    """Strokes between it and the best of the others; negative where that one had fewer."""
    came_back: bool
    """Whether nobody was behind it when half of the holes were played, and nobody was ahead of it at the end."""
    left: bool
    """Whether the caddie had the seat at the end: whoever sat there counts as having left, and has not won."""

    @property
    def strokes(self) -> int:
        return sum(self.scores)

    @property
    def negative_holes(self) -> int:
        return sum(score < 0 for score in self.scores)

    @property
    def won(self) -> bool:
        return self.place == 1 and not self.left


TELLING: Final = (e.WentOut, e.HoleEnded, e.SeatOnAutopilot, e.SeatTakenBack, e.GameEnded)
"""The events that are needed for it, beside those with which the caddie began a turn (`BEGINNING`): one in twenty."""
BEGINNING: Final = (e.CardDrawn, e.CardFlippedAsAction, e.Knocked)


def lines(events: Sequence[e.Event]) -> tuple[SeatLine, ...]:
    """Each seat's line, in order of seats. Events that tell nothing may be left out. NotFinished."""
    ended = events[-1] if events else None
    if not isinstance(ended, e.GameEnded):
        raise NotFinished
    holes = list(_holes(events))
    caddie = Counter(seat for event in events if (seat := _played_by_caddie(event)) is not None)
    away = _away(events)
    halfway = _totals(holes[: len(holes) // 2])
    return tuple(
        SeatLine(
            seat=number,
            place=place,
            scores=tuple(hole.ended.scores[number].score for hole in holes),
            holes_won=sum(number in hole.ended.winners for hole in holes),
            went_out=sum(hole.went_out == number for hole in holes),
            went_out_won=sum(hole.went_out == number and number in hole.ended.winners for hole in holes),
            autopilot_turns=caddie[number],
            margin=min(total for seat, total in enumerate(ended.totals) if seat != number)
            - ended.totals[number],
            came_back=place == 1 and bool(halfway) and halfway[number] == max(halfway) > min(halfway),
            left=number in away,
            **_pairs([hole.ended.grids[number] for hole in holes]),
        )
        for number, place in enumerate(ended.places)
    )


@dataclass(frozen=True, slots=True)
class _Hole:
    ended: e.HoleEnded
    went_out: int | None


def _holes(events: Iterable[e.Event]) -> Iterable[_Hole]:
    """Every finished hole, and who went out in it."""
    out: int | None = None
    for event in events:
        match event:
            case e.WentOut():
                out = event.seat
            case e.HoleEnded():
                yield _Hole(event, out)
                out = None


def _totals(holes: Sequence[_Hole]) -> list[int]:
    """The strokes of each seat in these holes; none of none."""
    scores = [[one.score for one in hole.ended.scores] for hole in holes]
    return [sum(seat) for seat in zip(*scores, strict=True)]


def _played_by_caddie(event: e.Event) -> int | None:
    """The seat for which the caddie began a turn with this event; None for everything else."""
    return event.seat if isinstance(event, BEGINNING) and event.by == "caddie" else None


def _away(events: Iterable[e.Event]) -> set[int]:
    """The seats on autopilot after these events."""
    away: set[int] = set()
    for event in events:
        match event:
            case e.SeatOnAutopilot():
                away.add(event.seat)
            case e.SeatTakenBack():
                away.discard(event.seat)
    return away


def _pairs(grids: Iterable[Sequence[Card]]) -> dict[str, int]:
    """How many pairs these grids hold, and how many of the grids hold one rank twice over."""
    paired = [[grid[top][0] for top, low in COLUMNS if is_pair(grid[top], grid[low])] for grid in grids]
    return {
        "pairs": sum(map(len, paired)),
        "four_of_a_kind": sum(len(ranks) > len(set(ranks)) for ranks in paired),
        "four_jacks": sum(ranks.count("J") > 1 for ranks in paired),
    }
