"""The curve of an analysis, drawn here as SVG: no script and no style in the page. What it shows is told in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from games.analysis.judged import UNIT
from replays.analysis_words import strokes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

Json = dict[str, Any]

WIDTH: Final = 720
HEIGHT: Final = 320
LEFT: Final = 50
RIGHT: Final = 96
ABOVE: Final = 12
BELOW: Final = 28
APART: Final = 15
"""Between the names at the ends of two lines."""
LONGEST: Final = 11
"""Letters of a name that there is room for."""


@dataclass(frozen=True, slots=True)
class Row:
    """How the holes went, in numbers: after which, and what each seat was expected to come to then."""

    name: str
    expected: tuple[str, ...]


def rows(curve: Sequence[Json]) -> list[Row]:
    """The beginning, and the end of each hole."""
    if not curve:
        return []
    told = [Row(_("At the start"), _figures(curve[0]))]
    for point, after in zip(curve, [*curve[1:], None], strict=True):
        if after is None or after["hole"] != point["hole"]:
            told.append(Row(_("After hole %(hole)s") % {"hole": point["hole"]}, _figures(point)))
    return told


def _figures(point: Json) -> tuple[str, ...]:
    return tuple(strokes(one, 1) for one in point["expected"])


def drawn(curve: Sequence[Json], names: Sequence[str]) -> SafeString:
    """A line for each seat through the whole game; lower is better, and lies lower."""
    if len(curve) < 2:
        return format_html("")
    scale = _Scale.of(curve)
    return format_html(
        '<svg class="expectations" viewBox="0 0 {} {}" role="img" aria-labelledby="curve-name"'
        ' aria-describedby="curve-text"><title id="curve-name">{}</title><desc id="curve-text">{}</desc>{}{}{}{}</svg>',
        WIDTH, HEIGHT, _("Expected strokes through the game"), _in_words(curve, names),
        _heights(scale), _holes(curve, scale), _lines(curve, names, scale), _ends(curve[-1], names, scale),
    )  # fmt: skip


def _in_words(curve: Sequence[Json], names: Sequence[str]) -> str:
    told = [
        _("%(name)s: expected %(first)s at the start, %(last)s at the end.")
        % {"name": name, "first": strokes(first, 1), "last": strokes(last, 0)}
        for name, first, last in zip(names, curve[0]["expected"], curve[-1]["expected"], strict=True)
    ]
    return " ".join([*told, _("The table below has the numbers.")])


@dataclass(frozen=True, slots=True)
class _Scale:
    """From moments and strokes to places in the picture."""

    many: int
    least: float
    most: float

    @classmethod
    def of(cls, curve: Sequence[Json]) -> _Scale:
        values = [value / UNIT for point in curve for value in point["expected"]]
        return cls(len(curve), min(values), max(values))

    def x(self, number: int) -> float:
        return round(LEFT + number * (WIDTH - LEFT - RIGHT) / (self.many - 1), 1)

    def y(self, value: float) -> float:
        span = (self.most - self.least) or 1
        return round(HEIGHT - BELOW - (value - self.least) / span * (HEIGHT - ABOVE - BELOW), 1)


def _heights(scale: _Scale) -> SafeString:
    """Lines across at round numbers."""
    span = scale.most - scale.least
    step = next((one for one in (1, 2, 5, 10, 20, 50) if span / one <= 6), 100)
    first = int(scale.least // step + 1) * step
    marks = list(range(first, int(scale.most) + 1, step))
    return format_html_join(
        "",
        '<line class="rule" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        [(LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4, strokes(value * UNIT, 0))
         for value in marks for y in [scale.y(value)]],
    )  # fmt: skip


def _holes(curve: Sequence[Json], scale: _Scale) -> SafeString:
    """Where each hole begins, with its number."""
    starts = [n for n, point in enumerate(curve) if n == 0 or curve[n - 1]["hole"] != point["hole"]]
    ends = [*starts[1:], len(curve) - 1]
    return format_html_join(
        "",
        '<line class="hole" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="middle">{}</text>',
        [(scale.x(n), scale.x(n), ABOVE, HEIGHT - BELOW, (scale.x(n) + scale.x(end)) / 2, HEIGHT - 8, curve[n]["hole"])
         for n, end in zip(starts, ends, strict=True)],
    )  # fmt: skip


def _lines(curve: Sequence[Json], names: Sequence[str], scale: _Scale) -> SafeString:
    return format_html_join(
        "",
        '<polyline class="line of-{}" points="{}"/>',
        [
            (
                seat,
                " ".join(
                    f"{scale.x(n)},{scale.y(point['expected'][seat] / UNIT)}" for n, point in enumerate(curve)
                ),
            )
            for seat in range(len(names))
        ],
    )


def _ends(last: Json, names: Sequence[str], scale: _Scale) -> SafeString:
    """The names where the lines end, far enough apart to be read."""
    order = sorted(range(len(names)), key=lambda seat: scale.y(last["expected"][seat] / UNIT))
    heights = [scale.y(last["expected"][seat] / UNIT) for seat in order]
    for n in range(1, len(heights)):
        heights[n] = max(heights[n], heights[n - 1] + APART)
    over = max(heights[-1] - (HEIGHT - BELOW), 0)
    return format_html_join(
        "",
        '<text class="end of-{}" x="{}" y="{}">{}</text>',
        [(seat, WIDTH - RIGHT + 6, y - over + 4, _short(names[seat])) for seat, y in zip(order, heights, strict=True)],
    )  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
