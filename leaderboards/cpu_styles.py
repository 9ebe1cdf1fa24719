"""The measured styles of CPU players (`games/cpu/styles.json`) as pages show them: figures, and where each stands.

The drawing is SVG, made here: no script, no style in the page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from games.cpu.personas import PERSONAS
from games.simulation.styles import KEPT

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

WORDS: Final = {
    "ending": (_("Goes out first"), _("of the holes, four at the table"), _("seldom"), _("often")),
    "going_out": (_("Goes out on turn"), _("own turns counted, on average over those holes"), _("sooner"), _("later")),
    "spread": (_("Spread of scores"), _("strokes from hole to hole"), _("even"), _("wild")),
    "pairs": (_("Pairs"), _("of the columns at the end of a hole"), _("fewer"), _("more")),
    "taking": (_("Takes the open card"), _("of the draws, rather than one from the stock"), _("seldom"), _("often")),
    "strokes": (_("Strokes per hole"), _("against the other seven; fewer is better"), _("fewer"), _("more")),
}  # fmt: skip
"""Of each measure its name, what it counts, and the two ends of its scale."""
SHARES: Final = {"ending", "pairs", "taking"}
HUNDRED: Final = 100
WIDTH: Final = 300
HEIGHT: Final = 28
EDGE: Final = 14


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of a persona, in words and as a drawing."""

    key: str
    name: str
    counts: str
    value: str
    error: str
    """Half the width of its 95 % interval."""
    low_end: str
    high_end: str
    others: str
    """Who of the eight is at either end, for everybody who reads."""
    drawing: SafeString


@cache
def measured() -> dict[str, Any]:
    """What was measured, and how."""
    told: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return told


def about() -> str:
    """How the figures were measured, in a sentence."""
    told = measured()
    return ngettext(
        "Measured in %(games)s game of the eight among themselves, four at a table at Club under the classic "
        "rules, with 95 %% intervals.",
        "Measured in %(games)s games of the eight among themselves, four at a table at Club under the classic "
        "rules, with 95 %% intervals.",
        told["games"],
    ) % {"games": number_format(told["games"], force_grouping=True)}


def figures(persona: str) -> list[Figure]:
    """Every measure of a persona."""
    return [_figure(measure, persona) for measure in WORDS]


def _figure(measure: str, persona: str) -> Figure:
    everybody = {key: told[measure] for key, told in measured()["personas"].items()}
    value, low, high = everybody[persona]
    name, counts, low_end, high_end = WORDS[measure]
    least, most = (pick(everybody, key=lambda key: float(everybody[key][0])) for pick in (min, max))
    ends = {
        "least": gettext(PERSONAS[least].name), "low": _told(measure, everybody[least][0]),
        "most": gettext(PERSONAS[most].name), "high": _told(measure, everybody[most][0]),
    }  # fmt: skip
    return Figure(
        key=measure,
        name=gettext(name),
        counts=gettext(counts),
        value=_told(measure, value),
        error=_told(measure, (high - low) / 2),
        low_end=gettext(low_end),
        high_end=gettext(high_end),
        others=gettext("From %(low)s (%(least)s) to %(high)s (%(most)s).") % ends,
        drawing=_drawing([one[0] for one in everybody.values()], value, low, high),
    )


def _told(measure: str, value: float) -> str:
    if measure in SHARES:
        return gettext("%(percent)s %%") % {"percent": number_format(value * HUNDRED, 1)}
    return number_format(value, 1 if measure == "strokes" else 2)


def _drawing(everybody: list[float], value: float, low: float, high: float) -> SafeString:
    """All eight as marks on a line, and this one large, with its interval. What it shows is told beside it."""
    least, most = min(*everybody, low), max(*everybody, high)
    span = most - least or 1.0

    def x(of: float) -> float:
        return round(EDGE + (of - least) / span * (WIDTH - 2 * EDGE), 1)

    middle = HEIGHT / 2
    marks = format_html_join(
        "", '<circle class="other" cx="{}" cy="{}" r="3.5"/>', ((x(one), middle) for one in everybody)
    )
    return format_html(
        '<svg class="scale" viewBox="0 0 {} {}" aria-hidden="true"><path class="track" d="M{} {}H{}"/>{}'
        '<path class="interval" d="M{} {}H{}"/><circle class="own" cx="{}" cy="{}" r="7.5"/></svg>',
        WIDTH, HEIGHT, EDGE, middle, WIDTH - EDGE, marks, x(low), middle, x(high), x(value), middle,
    )  # fmt: skip
