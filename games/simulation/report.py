"""The figures of a series of games, as an aligned table, as JSON or as CSV."""

from __future__ import annotations

import csv
import json
import math
from io import StringIO
from statistics import fmean
from typing import TYPE_CHECKING, Final

from games.cpu.personas import PERSONAS
from games.simulation.tally import FEWEST, STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.simulation.regret import Regret
    from games.simulation.tally import Interval, Record, Tally

HEADINGS: Final = (
    "persona", "holes", "strokes/hole", "games won", "turns/hole", "goes out on", "spread", "pairs", "decisions/s",
)  # fmt: skip
TOO_FEW_HOLES: Final = (
    f"Strokes, spread and pairs have an interval from {FEWEST} holes on, going out from {FEWEST} that they ended: "
    "play more games (--games) for those that lack."
)
TOO_FEW_DECISIONS: Final = (
    f"Strokes lost have an interval from {FEWEST} decisions on: judge more (--regret) for those that lack."
)
BELOW_ZERO: Final = (
    "Below zero is chance: what looked best on one half of the deals was not so on the other, so the judge sees "
    "nothing lost; few decisions (--regret) leave figures unsure, and few deals (--deals) unsure and rather too low."
)


def as_table(tally: Tally) -> str:
    """A line a persona, in the order in which people meet them, how distinct they are, and why an interval lacks."""
    rows = [_row(key, tally.records[key]) for key in PERSONAS if key in tally.records]
    bounded = all(is_bounded(one) for record in tally.records.values() for one in _intervals(record).values())
    return "\n".join(
        [*aligned([HEADINGS, *rows]), "", _distinct(tally), *([] if bounded else [TOO_FEW_HOLES])]
    )


def as_json(tally: Tally) -> str:
    """The same figures for programs; an interval is `[value, low, high]`, with null for what is not known."""
    personas = {key: _figures(tally.records[key]) for key in PERSONAS if key in tally.records}
    distinct = {measure: tally.distinct_pairs(measure) for measure in STYLES}
    whole = {"games": tally.games, "holes": tally.holes, "personas": personas, "distinct_pairs": distinct}
    return json.dumps(whole, indent=2)


def as_csv(tally: Tally) -> str:
    """The same, a row for each figure."""
    keys = [key for key in PERSONAS if key in tally.records]
    return rows_as_csv(
        ("persona", "measure", "value", "low", "high"),
        [
            (key, measure, *triple(interval))
            for key in keys
            for measure, interval in _intervals(tally.records[key]).items()
        ],
    )


def regret_table(regret: Regret) -> str:
    """A line a persona, and one for all: strokes lost per decision, and the share of those nearly the best."""
    rows = [
        (
            PERSONAS[key].name if key else "all",
            str(len(regret.lost[key]) if key else regret.count),
            plus_minus(regret.of(key)),
            percent(regret.nearly_best(key)),
        )
        for key in (*[key for key in PERSONAS if key in regret.lost], None)
    ]
    lost = [regret.of(key) for key in (*regret.lost, None)]
    notes = [
        note
        for note, applies in (
            (BELOW_ZERO, any(plus_minus(one).startswith("-") for one in lost)),
            (TOO_FEW_DECISIONS, not all(map(is_bounded, lost))),
        )
        if applies
    ]
    table = aligned([("persona", "decisions", "strokes lost", "within 0.25"), *rows])
    return "\n".join([*table, *([""] if notes else []), *notes])


def regret_json(regret: Regret) -> str:
    """The same for programs."""
    keys = (*regret.lost, None)
    figures = {
        key or "all": {"lost": triple(regret.of(key)), "nearly_best": triple(regret.nearly_best(key))}
        for key in keys
    }
    return json.dumps(figures, indent=2)


def regret_csv(regret: Regret) -> str:
    """The same, a row for each figure."""
    rows = []
    for key in (*regret.lost, None):
        count = len(regret.lost[key]) if key else regret.count
        rows.append((key or "all", count, "lost", *triple(regret.of(key))))
        rows.append((key or "all", count, "nearly_best", *triple(regret.nearly_best(key))))
    return rows_as_csv(("persona", "decisions", "measure", "value", "low", "high"), rows)


def _row(key: str, record: Record) -> Sequence[str]:
    return (
        PERSONAS[key].name,
        str(len(record.scores)),
        plus_minus(record.strokes),
        percent(record.win_share),
        f"{fmean(record.turns):.2f}" if record.turns else "-",
        plus_minus(record.style("going_out")),
        plus_minus(record.style("spread")),
        percent(record.style("pairs")),
        f"{record.decisions_a_second:,.0f}",
    )


def plus_minus(interval: Interval) -> str:
    """A figure and half its interval, for people; a dash for what is not known."""
    if math.isnan(interval.value):
        return "-"
    value = f"{round(interval.value, 2) + 0.0:.2f}"
    return f"{value} ±{(interval.high - interval.low) / 2:.2f}" if is_bounded(interval) else value


def percent(interval: Interval) -> str:
    """A share and its interval, for people."""
    if math.isnan(interval.value):
        return "-"
    value = f"{interval.value:.1%}"
    if not is_bounded(interval):
        return value
    return f"{value} ({max(interval.low, 0):.1%}-{min(interval.high, 1):.1%})"


def is_bounded(interval: Interval) -> bool:
    """Whether there were enough values to say how far off the figure may be."""
    return math.isfinite(interval.high)


def aligned(table: Sequence[Sequence[str]]) -> list[str]:
    """Lines whose columns stand below one another: names to the left, figures to the right."""
    widths = [max(len(line[at]) for line in table) for at in range(len(table[0]))]
    lines = [
        "  ".join(cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(cells))
        for cells in (list(zip(line, widths, strict=True)) for line in table)
    ]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _distinct(tally: Tally) -> str:
    counts = [tally.distinct_pairs(measure) for measure in STYLES]
    size = len(tally.records)
    return (
        f"Pairs of personas, of {size * (size - 1) // 2}, whose 95 % intervals do not meet: "
        f"turn of going out {counts[0]}, spread {counts[1]}, pairs {counts[2]}."
    )


def _figures(record: Record) -> dict[str, object]:
    return {
        "games": record.games,
        "holes": len(record.scores),
        "turns_per_hole": fmean(record.turns) if record.turns else None,
        "decisions_per_second": record.decisions_a_second,
        **{measure: triple(interval) for measure, interval in _intervals(record).items()},
    }


def _intervals(record: Record) -> dict[str, Interval]:
    return {
        "strokes_per_hole": record.strokes,
        "win_share": record.win_share,
        **{measure: record.style(measure) for measure in STYLES},
    }


def rows_as_csv(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows under headings, for a spreadsheet; what is not known stays empty."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


def triple(interval: Interval) -> list[float | None]:
    """A figure and the ends of its interval, for programs; None for what is not known."""
    figures = (interval.value, interval.low, interval.high)
    return [figure if math.isfinite(figure) else None for figure in figures]
