"""The numbers by which players are ranked: what each is called, how it comes of a tally, how it is shown.

Each is a whole number of which more is better, so that one way of ranking does for all. What is shown alike is equal,
and shares a place. Fractions are rounded half away from zero in whole numbers, which a database divides towards zero:
decimal ones take PostgreSQL ten times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Metric:
    """One way to rank."""

    key: str
    name: StrOrPromise
    sentence: StrOrPromise
    sql: str
    """Of the columns of a tally `t` and a rating `r`; null where somebody has none."""
    true: Callable[[int], float]
    """The number itself, from the one by which players are ranked."""
    decimals: int = 0
    unit: str = ""

    def shown(self, value: int) -> str:
        """As people read it."""
        number = number_format(self.true(value), self.decimals, use_l10n=True, force_grouping=True)
        return _("%(number)s %%") % {"number": number} if self.unit == "%" else number


def _whole(value: int) -> float:
    return value


def _percent(value: int) -> float:
    return value / 10


def _average(value: int) -> float:
    return 0.0 if value == 0 else -value / 100


METRICS: Final = {
    metric.key: metric
    for metric in (
        Metric("wins", gettext_lazy("Wins"), gettext_lazy("Games won."), "t.wins", _whole),
        Metric(
            "win_rate",
            gettext_lazy("Win rate"),
            gettext_lazy("Games won of all that were played."),
            "CAST((1000 * CAST(t.wins AS BIGINT) + t.games / 2) / t.games AS INTEGER)",
            _percent,
            1,
            "%",
        ),
        Metric(
            "average",
            gettext_lazy("Average"),
            gettext_lazy("Strokes per hole: the fewest are best."),
            "CAST((-100 * CAST(t.strokes AS BIGINT) + CASE WHEN t.strokes < 0 THEN 1 ELSE -1 END * (t.holes / 2))"
            " / t.holes AS INTEGER)",
            _average,
            2,
        ),
        Metric(
            "rating",
            gettext_lazy("Rating"),
            gettext_lazy("Strength in games with other people: very probably at least so much."),
            "CAST(ROUND(40.0 * (r.mu - 3.0 * r.sigma)) AS INTEGER)",
            _whole,
        ),
        Metric(
            "holes_won",
            gettext_lazy("Holes won"),
            gettext_lazy("Holes with the lowest score of the table."),
            "t.holes_won",
            _whole,
        ),
        Metric(
            "went_out",
            gettext_lazy("Went out first"),
            gettext_lazy("Holes in which they turned their last card up before anybody else."),
            "t.went_out",
            _whole,
        ),
        Metric(
            "streak",
            gettext_lazy("Winning streak"),
            gettext_lazy("The most games won one after the other."),
            "t.longest_streak",
            _whole,
        ),
    )
}
SCOPES: Final = {"all": gettext_lazy("All games"), "humans": gettext_lazy("Games with people")}
PERIODS: Final = {
    "all": gettext_lazy("All time"),
    "month": gettext_lazy("This month"),
    "week": gettext_lazy("This week"),
}
