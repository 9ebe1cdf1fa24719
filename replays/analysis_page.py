"""An analysis as its page shows it: everything in words, and the way to each moment. Synchronous; asks the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games.analysis.judged import GRADES
from replays import analysis_words as words
from replays import curve as curves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.utils.safestring import SafeString

    from replays.showing import Player

Json = dict[str, Any]
WRONG: Final = GRADES[1:]
GRAVE: Final = WRONG[1:]
"""Mistakes and blunders."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision."""

    seq: int
    hole: int
    kind: str
    card: str
    did: str
    better: str
    """Empty where it was right."""
    why: str
    cost: str
    error: str
    grade: str
    grade_words: str
    by_caddie: bool
    forced: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it is of, and how unsure it is."""

    name: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One seat's share."""

    seat: int
    name: str
    own: bool
    """Whether it is the reader's."""
    explained: bool
    """Whether its figures are explained: the reader's own are, or the first ones."""
    cpu: bool
    accuracy: Figure
    lost: Figure
    counts: tuple[tuple[str, str, int], ...]
    """Key, name and number of each grade."""
    kinds: tuple[tuple[str, str], ...]
    parts: tuple[Figure, ...]
    """From what was to be expected to what it came to; they add up."""
    wrong: tuple[Decided, ...]
    """Mistakes and blunders."""
    inaccurate: tuple[Decided, ...]
    decisions: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One of those that mattered most."""

    seq: int
    hole: int
    words: str
    did: str
    """Empty where the cards did it, not a decision; so is what would have been better."""
    better: str


@dataclass(frozen=True, slots=True)
class Page:
    """A whole analysis."""

    deals: str
    many: int
    curve: SafeString
    rows: list[curves.Row]
    names: tuple[str, ...]
    players: tuple[Judged, ...]
    moments: tuple[Moment, ...]


def page(result: Json, players: Sequence[Player], own: int | None = None) -> Page:
    """The result of a game with these players, in order of their seats; `own` is the reader's."""
    names = tuple(_("You") if seat == own else player.name for seat, player in enumerate(players))
    return Page(
        deals=words.whole(result["deals"]),
        many=len(result["decisions"]),
        curve=curves.drawn(result["curve"], names),
        rows=curves.rows(result["curve"]),
        names=names,
        players=tuple(
            _player(result, seat, names[seat], cpu=player.cpu, own=own) for seat, player in enumerate(players)
        ),
        moments=tuple(_moments(result, players, own)),
    )


def _moments(result: Json, players: Sequence[Player], own: int | None) -> Iterator[Moment]:
    holes = {point["seq"]: point["hole"] for point in result["curve"]}
    decisions = {one["seq"]: one for one in result["decisions"]}
    for one in result["moments"]:
        seq, seat = one["seq"], one["seat"]
        told = words.moment_words(one, "" if seat == own else players[seat].name)
        made = _decided(decisions[seq]) if one["what"] == "decision" and seq in decisions else None
        yield Moment(seq, holes.get(seq, 0), told, made.did if made else "", made.better if made else "")


def _player(result: Json, seat: int, name: str, *, cpu: bool, own: int | None) -> Judged:
    told = result["seats"][seat]
    decisions = tuple(_decided(one) for one in result["decisions"] if one["seat"] == seat)
    return Judged(
        seat=seat,
        name=name,
        own=own == seat,
        explained=seat == (own or 0),
        cpu=cpu,
        accuracy=Figure(
            _("Accuracy"), words.percent(told["accuracy"]), words.percent(told["accuracy_error"])
        ),
        lost=Figure(_("Strokes lost"), words.lost(told["lost"]), words.strokes(told["lost_error"], 1)),
        counts=tuple((grade, words.grade_words(grade), told[grade]) for grade in GRADES),
        kinds=tuple((words.kind_words(kind), _share(share)) for kind, share in told["kinds"].items()),
        parts=tuple(_parts(told, own=own == seat)),
        wrong=tuple(one for one in decisions if one.grade in GRAVE),
        inaccurate=tuple(one for one in decisions if one.grade in WRONG and one.grade not in GRAVE),
        decisions=decisions,
    )


def _share(share: Json) -> str:
    """How many decisions of one kind were right, and what all of them cost."""
    told = ngettext("%(right)s %% of %(of)s right", "%(right)s %% of %(of)s right", share["of"])
    lost = _("%(strokes)s strokes lost") % {"strokes": words.lost(share["lost"])}
    return f"{told % {'right': words.percent(share['accuracy']), 'of': share['of']}}, {lost}"


def _parts(told: Json, *, own: bool) -> list[Figure]:
    named = {
        "start": _("To be expected at the start"),
        "cards": _("What the cards gave"),
        "own": _("What your own decisions gave") if own else _("What their own decisions gave"),
        "others": _("What the decisions of the others gave"),
    }
    figures = [
        Figure(
            name,
            words.strokes(told[key], 1) if key == "start" else words.with_sign(told[key]),
            words.strokes(told[f"{key}_error"], 1),
        )
        for key, name in named.items()
    ]
    return [*figures, Figure(_("Total"), words.strokes(told["final"], 0), "")]


def _decided(one: Json) -> Decided:
    wrong = one["grade"] in WRONG
    return Decided(
        seq=one["seq"],
        hole=one["hole"],
        kind=words.kind_words(one["kind"]),
        card=one["card"] or "",
        did=words.move_words(one["did"], one["card"]),
        better=words.move_words(one["best"], one["card"]) if wrong else "",
        why=words.reason_words(one["reason"]) if wrong and one["reason"] else "",
        cost=words.strokes(max(one["cost"], 0)),
        error=words.strokes(one["error"]),
        grade=one["grade"],
        grade_words=words.grade_words(one["grade"]),
        by_caddie=one["by"] == "caddie",
        forced=one["choices"] == 1,
    )


def marks(result: Json | None) -> list[Json]:
    """What the replay marks: mistakes and blunders with their cost, and the moments that mattered most."""
    if result is None:
        return []
    found = {
        one["seq"]: {"seq": one["seq"], "grade": one["grade"], "cost": one["cost"]}
        for one in result["decisions"]
        if one["grade"] in GRAVE
    }
    for one in result["moments"]:
        found.setdefault(one["seq"], {"seq": one["seq"], "grade": "moment", "cost": abs(one["change"])})
    return [found[seq] for seq in sorted(found)]
