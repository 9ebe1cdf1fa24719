"""All that somebody needs to know who decides a report, on one page and in a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.urls import reverse

from games.models import Game, Seat
from leaderboards.models import Versus
from moderation import reports, signals
from moderation.models import Report, Sanction
from moderation.signals import ABOUT

if TYPE_CHECKING:
    from accounts.models import User
    from moderation.models import Signal

EARLIER: Final = 10
TOGETHER: Final = 5
BEFORE: Final = 20
"""Events that are shown before the moment."""
LOOKED_AMONG: Final = 200
"""The newest games of the reporter, among which those that both played are found."""


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two."""

    user: User
    name_then: str
    reports_by: list[Report]
    reports_about: list[Report]
    sanctions: list[Sanction]
    signals: list[tuple[Signal, Any]]
    """Each with what it is, and what it does not prove."""
    address: str
    """Of their page in the console."""

    @property
    def renamed(self) -> bool:
        return self.user.name != self.name_then


def of(report: Report, reader: User) -> dict[str, Any]:
    """What the template of a report needs."""
    return {
        "report": report,
        "parties": [
            _party(report, report.about, report.about_name),
            _party(report, report.by, report.by_name),
        ],
        "claimant": reports.claimant_of(report),
        "why_not": reports.why_not(reader, report),
        "moment": _moment(report),
        "together": _together(report),
        "met": Versus.objects.filter(user=report.by_id, other=report.about_id).first(),
    }


def _party(report: Report, user: User, name_then: str) -> Party:
    others = Report.objects.exclude(pk=report.pk).select_related("by", "about").order_by("-made_at")
    return Party(
        user=user,
        name_then=name_then,
        reports_by=list(others.filter(by=user)[:EARLIER]),
        reports_about=list(others.filter(about=user)[:EARLIER]),
        sanctions=list(Sanction.objects.filter(user=user).select_related("by", "appeal")[:EARLIER]),
        signals=[(one, ABOUT[one.kind]) for one in signals.of(user.pk)[:EARLIER]],
        address=reverse("admin:accounts_user_change", args=[user.pk]),
    )


def _moment(report: Report) -> dict[str, Any] | None:
    """Where it happened, and where that can be looked at: the events just before it, and the board."""
    game = report.game
    if game is None:
        return None
    seq = report.seq or 0
    events = reverse("admin:games_game_events", args=[game.pk])
    return {
        "game": game,
        "page": reverse("admin:games_game_change", args=[game.pk]),
        "events": f"{events}?from={max(seq - BEFORE, 0)}#e{seq}",
        "board": reverse("admin:games_game_gallery", args=[game.pk]),
    }


def _together(report: Report) -> list[Game]:
    """The newest games that both have played."""
    newest = Seat.objects.filter(user=report.by_id).order_by("-game_id").values_list("game_id", flat=True)
    both = Q(pk__in=list(newest[:LOOKED_AMONG]), seats__user=report.about_id)
    return list(Game.objects.filter(both).select_related("table").order_by("-pk")[:TOGETHER])
