"""Plots, drawn here as SVG: no script, no style in the page. Each says in words what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence


WIDTH: Final = 480
HEIGHT: Final = 200
LEFT: Final = 56
RIGHT: Final = 16
ABOVE: Final = 14
BELOW: Final = 22
LATELY: Final = 5
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to heights in a picture."""

    least: float
    most: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        span = self.most - self.least or 1
        return round(self.bottom - (value - self.least) / span * (self.bottom - self.top), 1)


def line(values: Sequence[float], name: str, *, decimals: int = 1, band: Sequence[float] = ()) -> SafeString:
    """A line through these values, from the oldest to the newest; `band`: how uncertain each is, either way.

    An empty text for fewer than two values: there is nothing to see in them.
    """
    if len(values) < 2:
        return SafeString()
    widths = list(band) or [0.0] * len(values)
    least = min(value - width for value, width in zip(values, widths, strict=True))
    most = max(value + width for value, width in zip(values, widths, strict=True))
    scale = Scale(least, most, ABOVE, HEIGHT - BELOW)
    xs = [round(LEFT + n * (WIDTH - LEFT - RIGHT) / (len(values) - 1), 1) for n in range(len(values))]
    points = list(zip(xs, (scale.y(value) for value in values), strict=True))
    number = next(_numbers)
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-labelledby="plot-{}-name plot-{}-text">'
        '<title id="plot-{}-name">{}</title><desc id="plot-{}-text">{}</desc>{}{}{}{}</svg>',
        WIDTH, HEIGHT, number, number, number, name, number, in_words(values, decimals),
        _rules(scale, decimals), _band(points, widths, scale, values), _path(points), _dots(points),
    )  # fmt: skip


def spark(values: Sequence[float], name: str) -> SafeString:
    """The same, small and without numbers, to stand in a line of text."""
    if len(values) < 2:
        return SafeString()
    scale = Scale(min(values), max(values), 4, 28)
    points = [(round(4 + n * 112 / (len(values) - 1), 1), scale.y(value)) for n, value in enumerate(values)]
    told = f"{name}: {in_words(values, 1)}"
    return format_html(
        '<svg class="spark" viewBox="0 0 120 32" role="img" aria-label="{}">{}<circle cx="{}" cy="{}" r="3"/></svg>',
        told, _path(points), *points[-1],
    )  # fmt: skip


def in_words(values: Sequence[float], decimals: int) -> str:
    """What a plot shows: its ends, its middle, and the last few."""
    told = {
        "n": len(values),
        "first": _number(values[0], decimals),
        "last": _number(values[-1], decimals),
        "least": _number(min(values), decimals),
        "most": _number(max(values), decimals),
        "mean": _number(sum(values) / len(values), decimals),
        "lately": _number(sum(values[-LATELY:]) / len(values[-LATELY:]), decimals),
    }
    return (
        _(
            "%(n)s values, from %(first)s to %(last)s. The lowest is %(least)s, the highest %(most)s,"
            " the mean %(mean)s; of the last five it is %(lately)s."
        )
        % told
    )


def _number(value: float, decimals: int) -> str:
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def _rules(scale: Scale, decimals: int) -> SafeString:
    """Three lines across, with their numbers."""
    heights = (scale.least, (scale.least + scale.most) / 2, scale.most)
    rows = [
        (LEFT, WIDTH - RIGHT, scale.y(v), scale.y(v), LEFT - 8, scale.y(v) + 4, _number(v, decimals))
        for v in heights
    ]
    return format_html_join(
        "",
        '<line class="rule" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        rows,
    )


def _band(
    points: Sequence[tuple[float, float]], widths: Sequence[float], scale: Scale, values: Sequence[float]
) -> SafeString:
    if not any(widths):
        return SafeString()
    over = [f"{x},{scale.y(v + w)}" for (x, _y), v, w in zip(points, values, widths, strict=True)]
    under = [f"{x},{scale.y(v - w)}" for (x, _y), v, w in zip(points, values, widths, strict=True)]
    return format_html('<polygon class="band" points="{}"/>', " ".join([*over, *reversed(under)]))


def _path(points: Sequence[tuple[float, float]]) -> SafeString:
    return format_html('<polyline class="curve" points="{}"/>', " ".join(f"{x},{y}" for x, y in points))


def _dots(points: Sequence[tuple[float, float]]) -> SafeString:
    return format_html_join("", '<circle class="dot" cx="{}" cy="{}" r="2.5"/>', points)
