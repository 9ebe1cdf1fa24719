"""The panels on somebody's page in the console about reports, appeals and signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation import signals
from moderation.console.links import to_page
from moderation.console.panels import ROWS, Panel, panel
from moderation.console.plain import plain
from moderation.models import Appeal, Report

if TYPE_CHECKING:
    from accounts.models import User


@panel("moderation.view_report")
def reports(user: User) -> Panel:
    """What was reported of them, and what they have reported."""
    theirs = Report.objects.filter(Q(about=user) | Q(by=user))
    found = theirs.select_related("decided_by").order_by("-made_at")[:ROWS]
    head = (_("made"), _("report"), _("about"), _("by"), _("decision"), _("decided by"))
    rows = [
        (
            one.made_at,
            to_page("moderation_report", one.pk, one.get_kind_display()),
            plain(one.about_name),
            plain(one.by_name),
            one.get_decision_display() or "–",
            plain(one.decided_by or "–"),
        )
        for one in found
    ]
    return Panel(_("Reports"), head, rows)


@panel("moderation.view_appeal")
def appeals(user: User) -> Panel:
    """Their appeals."""
    found = Appeal.objects.filter(sanction__user=user).select_related("sanction", "decided_by")
    head = (_("made"), _("sanction"), _("words"), _("outcome"), _("decided by"))
    rows = [
        (
            one.made_at,
            to_page("moderation_appeal", one.pk, one.sanction.get_kind_display()),
            plain(one.words),
            one.get_outcome_display() or "–",
            plain(one.decided_by or "–"),
        )
        for one in found.order_by("-made_at")[:ROWS]
    ]
    return Panel(_("Appeals"), head, rows)


@panel("moderation.view_signal")
def noticed(user: User) -> Panel:
    """What was noticed of how they play, and what that does not prove."""
    head = (_("last seen"), _("kind"), _("number"), _("with"), _("What it does not prove"))
    rows = [
        (
            one.at,
            to_page("moderation_signal", one.pk, one.get_kind_display()),
            signals.in_words(one),
            to_page("accounts_user", one.other_id, one.other.name) if one.other else "–",
            signals.ABOUT[one.kind].proves_not,
        )
        for one in signals.of(user.pk)[:ROWS]
    ]
    return Panel(_("Signals"), head, rows)
