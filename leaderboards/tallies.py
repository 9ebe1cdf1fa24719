"""What a player's results add up to in one slice of their games: a pure fold, in the order in which games ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from leaderboards import season_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

Number = TypeVar("Number", int, float)
ALL: Final = "all"
PEOPLE: Final = "people"
"""Games with two people or more."""


class Line(Protocol):
    """What is needed of a result."""

    @property
    def game_id(self) -> int: ...
    @property
    def ended_at(self) -> datetime: ...
    @property
    def rules(self) -> str: ...
    @property
    def people(self) -> int: ...
    @property
    def won(self) -> bool: ...
    @property
    def left(self) -> bool: ...
    @property
    def strokes(self) -> int: ...
    @property
    def scores(self) -> Sequence[int]: ...
    @property
    def holes_won(self) -> int: ...
    @property
    def went_out(self) -> int: ...
    @property
    def went_out_won(self) -> int: ...
    @property
    def pairs(self) -> int: ...
    @property
    def negative_holes(self) -> int: ...
    @property
    def persona(self) -> str: ...
    @property
    def seats(self) -> int: ...
    @property
    def place(self) -> int: ...
    @property
    def four_jacks(self) -> int: ...
    @property
    def four_of_a_kind(self) -> int: ...
    @property
    def margin(self) -> int: ...
    @property
    def came_back(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Sum:
    """Sums and extremes of some results, and how many games were won one after the other."""

    games: int = 0
    wins: int = 0
    left: int = 0
    holes: int = 0
    strokes: int = 0
    holes_won: int = 0
    went_out: int = 0
    went_out_won: int = 0
    pairs: int = 0
    negative_holes: int = 0
    best_hole: int | None = None
    worst_hole: int | None = None
    best_game: float | None = None
    """Strokes per hole."""
    worst_game: float | None = None
    streak: int = 0
    """Games won, up to the last."""
    longest_streak: int = 0
    last_at: datetime | None = None
    last_game: int | None = None

    def takes(self, line: Line) -> bool:
        """Whether this game ended after all that are in it, so that it can be added."""
        if self.last_at is None or self.last_game is None:
            return True
        return (line.ended_at, line.game_id) > (self.last_at, self.last_game)

    def plus(self, line: Line) -> Sum:
        """The sum with one more result, which it `takes`."""
        average = line.strokes / len(line.scores)
        streak = self.streak + 1 if line.won else 0
        # In the order of the fields: by name it takes twice the time, and this is done for every slice.
        return Sum(
            self.games + 1,
            self.wins + line.won,
            self.left + line.left,
            self.holes + len(line.scores),
            self.strokes + line.strokes,
            self.holes_won + line.holes_won,
            self.went_out + line.went_out,
            self.went_out_won + line.went_out_won,
            self.pairs + line.pairs,
            self.negative_holes + line.negative_holes,
            _least(self.best_hole, *line.scores),
            _most(self.worst_hole, *line.scores),
            _least(self.best_game, average),
            _most(self.worst_game, average),
            streak,
            max(self.longest_streak, streak),
            line.ended_at,
            line.game_id,
        )


NOTHING: Final = Sum()


def total(lines: Iterable[Line]) -> Sum:
    """The sum of these results, whatever their order."""
    found = NOTHING
    for line in sorted(lines, key=lambda one: (one.ended_at, one.game_id)):
        found = found.plus(line)
    return found


def slices(line: Line, zone: ZoneInfo) -> tuple[str, ...]:
    """The slices of somebody's games in which this one counts. Months and weeks are those of the site's time zone."""
    day = line.ended_at.astimezone(zone).date()
    periods = ("", f"/{season_names.month(day)}", f"/{season_names.week(day)}")
    scopes = (ALL, PEOPLE) if line.people > 1 else (ALL,)
    return (*(scope + period for scope in scopes for period in periods), f"rules/{line.rules}")


def _least(known: Number | None, *others: Number) -> Number:
    return min(others) if known is None else min(known, *others)


def _most(known: Number | None, *others: Number) -> Number:
    return max(others) if known is None else max(known, *others)
