"""The achievements: what each is called, what it takes, and how far somebody has come. Pure.

To add one, add it to the list. `gains` is what one game adds to it, unless they left it; `reached` reads it off the
career as a whole.
Whoever has it by their earlier games gets it when their results are next folded, or by `rebuild_stats`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from leaderboards.careers import Career
    from leaderboards.tallies import Line

PERSONAS: Final = 8
LONG_GAME: Final = 9
"""Holes from which on a game is one whose total tells something."""
SOME_HOLES: Final = 3


@dataclass(frozen=True, slots=True)
class Achievement:
    key: str
    name: str
    sentence: str
    target: int
    reached: Callable[[Career], int] | None = None
    gains: Callable[[Line], int] | None = None

    def progress(self, career: Career) -> int:
        """How far somebody has come, of `target`."""
        found = self.reached(career) if self.reached else career.feats.get(self.key, 0)
        return min(found, self.target)


def _lowest(line: Line) -> int:
    return min(line.scores)


ALL: Final[tuple[Achievement, ...]] = (
    # Winning.
    Achievement("first_win", _("First win"), _("Win a game."), 1, lambda c: c.total.wins),
    Achievement("wins_10", _("Ten wins"), _("Win ten games."), 10, lambda c: c.total.wins),
    Achievement("wins_50", _("Fifty wins"), _("Win fifty games."), 50, lambda c: c.total.wins),
    Achievement("wins_100", _("A hundred wins"), _("Win a hundred games."), 100, lambda c: c.total.wins),
    Achievement(
        "streak_5", _("On a roll"), _("Win five games in a row."), 5, lambda c: c.total.longest_streak
    ),
    Achievement(
        "streak_10", _("Unstoppable"), _("Win ten games in a row."), 10, lambda c: c.total.longest_streak
    ),
    # Low scores.
    Achievement(
        "hole_zero",
        _("Clean green"),
        _("Finish a hole with no strokes, or fewer."),
        1,
        gains=lambda line: _lowest(line) <= 0,
    ),
    Achievement(
        "hole_negative",
        _("Under the turf"),
        _("Finish a hole below zero."),
        1,
        gains=lambda line: _lowest(line) < 0,
    ),
    Achievement(
        "game_low",
        _("Feather-light"),
        _("Finish a game of nine holes or more with no more than five strokes a hole."),
        1,
        gains=lambda line: len(line.scores) >= LONG_GAME and line.strokes <= 5 * len(line.scores),
    ),
    Achievement(
        "steady",
        _("Steady hand"),
        _("Finish a game of nine holes or more without a hole above twelve."),
        1,
        gains=lambda line: len(line.scores) >= LONG_GAME and max(line.scores) <= 12,
    ),
    # Going out.
    Achievement("first_out_10", _("First out"), _("Go out first ten times."), 10, lambda c: c.total.went_out),
    Achievement(
        "good_timing",
        _("Good timing"),
        _("Go out first and have the lowest score of the hole, 25 times."),
        25,
        lambda c: c.total.went_out_won,
    ),
    Achievement(
        "quiet_win",
        _("No hurry"),
        _("Win a game of three holes or more without going out first once."),
        1,
        gains=lambda line: line.won and not line.went_out and len(line.scores) >= SOME_HOLES,
    ),
    # Cards.
    Achievement(
        "four_jacks", _("Four jacks"), _("End a hole with four jacks."), 1, gains=lambda line: line.four_jacks
    ),
    Achievement(
        "four_of_a_kind",
        _("Four of a kind"),
        _("End a hole with two pairs of one rank."),
        1,
        gains=lambda line: line.four_of_a_kind,
    ),
    Achievement("pairs_100", _("Matchmaker"), _("Make a hundred pairs."), 100, lambda c: c.total.pairs),
    # How a game was won.
    Achievement(
        "comeback",
        _("Comeback"),
        _("Win a game in which nobody was behind you when half of it was played."),
        1,
        gains=lambda line: line.won and line.came_back,
    ),
    Achievement(
        "photo_finish",
        _("Photo finish"),
        _("Win by a single stroke."),
        1,
        gains=lambda line: line.won and line.margin == 1,
    ),
    Achievement(
        "runaway",
        _("Runaway"),
        _("Win by thirty strokes or more."),
        1,
        gains=lambda line: line.won and line.margin >= 30,
    ),
    Achievement(
        "every_hole",
        _("Every single one"),
        _("Win every hole of a game of three or more."),
        1,
        gains=lambda line: line.holes_won == len(line.scores) >= SOME_HOLES,
    ),
    Achievement(
        "full_table",
        _("Full table"),
        _("Win at a table of six."),
        1,
        gains=lambda line: line.won and line.seats == 6,
    ),
    # Coming back for more.
    Achievement(
        "good_company",
        _("Good company"),
        _("Finish 25 games with other people, without leaving."),
        25,
        gains=lambda line: line.people > 1,
    ),
    Achievement(
        "long_walk",
        _("The long walk"),
        _("Finish a game of eighteen holes, without leaving."),
        1,
        gains=lambda line: len(line.scores) >= 18,
    ),
    Achievement(
        "house_guest",
        _("House guest"),
        _("Play under five different sets of house rules."),
        5,
        lambda c: len(c.rules),
    ),
    Achievement(
        "all_comers",
        _("All comers"),
        _("Finish ahead of each of the eight CPU players."),
        PERSONAS,
        lambda c: sum(rival.ahead > 0 for rival in c.rivals.values()),
    ),
    Achievement(
        "holes_1000", _("A thousand holes"), _("Play a thousand holes."), 1000, lambda c: c.total.holes
    ),
)
BY_KEY: Final = {achievement.key: achievement for achievement in ALL}
