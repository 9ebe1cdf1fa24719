"""Means with their intervals, drawn as an SVG file that stands by itself, light or dark.

It says in words what it shows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.simulation.tally import Interval

WIDTH: Final = 720
LEFT: Final = 190
RIGHT: Final = 80
ROW: Final = 28
ABOVE: Final = 56
BELOW: Final = 40
STEPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
MOST_LINES: Final = 8
STYLE: Final = (
    "text{font:14px system-ui,sans-serif;fill:#1c2b22}.name{font-size:17px;font-weight:600}"
    ".number{font-variant-numeric:tabular-nums}.group{font-weight:600}"
    ".rule{stroke:#c9d1c9}.zero{stroke:#5d6b62}.whisker{stroke:#1f6f47;stroke-width:3;stroke-linecap:round}"
    ".dot{fill:#1f6f47}.paper{fill:#fbfaf5}"
    "@media (prefers-color-scheme:dark){text{fill:#e8ece6}.paper{fill:#14201a}.rule{stroke:#34433a}"
    ".zero{stroke:#8a988f}.whisker{stroke:#7fd0a3}.dot{fill:#7fd0a3}}"
)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one plot that belong together, under a heading."""

    heading: str
    rows: Sequence[tuple[str, Interval]]


def whiskers(name: str, groups: Sequence[Group]) -> str:
    """A dot for each mean, and a line as long as its 95 % interval."""
    known = [one for group in groups for _label, one in group.rows if math.isfinite(one.value)]
    scale = _Scale.over(known)
    height = ABOVE + BELOW + ROW * sum(1 + len(group.rows) for group in groups)
    parts = [_rules(scale, height)]
    y = ABOVE
    for group in groups:
        parts.append(_text(16, y, group.heading, "group"))
        y += ROW
        for label, interval in group.rows:
            parts.append(_row(scale, y, label, interval))
            y += ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="n d">'
        f'<title id="n">{escape(name)}</title><desc id="d">{escape(_in_words(groups))}</desc><style>{STYLE}</style>'
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>{_text(16, 28, name, "name")}{"".join(parts)}</svg>\n'
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to places across the picture, with the values at which lines stand."""

    least: float
    most: float
    step: float

    @classmethod
    def over(cls, intervals: Sequence[Interval]) -> _Scale:
        ends = [end for one in intervals for end in (one.low, one.value, one.high) if math.isfinite(end)]
        least, most = (min(ends), max(ends)) if ends else (0.0, 1.0)
        step = next((step for step in STEPS if (most - least) / step <= MOST_LINES), STEPS[-1])
        return cls(math.floor(least / step) * step, max(math.ceil(most / step) * step, least + step), step)

    def x(self, value: float) -> float:
        return round(LEFT + (value - self.least) / (self.most - self.least) * (WIDTH - LEFT - RIGHT), 1)

    @property
    def lines(self) -> list[float]:
        count = round((self.most - self.least) / self.step)
        return [self.least + n * self.step for n in range(count + 1)]


def _rules(scale: _Scale, height: int) -> str:
    return "".join(
        f'<line class="{"zero" if abs(at) < scale.step / 9 else "rule"}" x1="{scale.x(at)}" x2="{scale.x(at)}" '
        f'y1="{ABOVE - 12}" y2="{height - BELOW}"/>'
        f"{_text(scale.x(at), height - BELOW + 20, _told(at), 'number', 'middle')}"
        for at in scale.lines
    )


def _row(scale: _Scale, y: int, label: str, interval: Interval) -> str:
    name = _text(32, y, label, "row")
    if not math.isfinite(interval.value):
        return name
    x, line, height = scale.x(interval.value), "", y - 5
    if math.isfinite(interval.low) and math.isfinite(interval.high):
        ends = f'x1="{scale.x(interval.low)}" x2="{scale.x(interval.high)}"'
        line = f'<line class="whisker" {ends} y1="{height}" y2="{height}"/>'
    number = _text(WIDTH - 12, y, _told(interval.value), "number", "end")
    return f'{name}{line}<circle class="dot" cx="{x}" cy="{height}" r="5"/>{number}'


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _told(value: float) -> str:
    return f"{value + 0.0:.2f}"


def _in_words(groups: Sequence[Group]) -> str:
    return " ".join(
        f"{group.heading}: " + ", ".join(f"{label} {_range(one)}" for label, one in group.rows) + "."
        for group in groups
    )


def _range(interval: Interval) -> str:
    if not math.isfinite(interval.value):
        return "unknown"
    if not math.isfinite(interval.low):
        return _told(interval.value)
    return f"{_told(interval.value)} ({_told(interval.low)} to {_told(interval.high)})"
