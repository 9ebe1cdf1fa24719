"""What becomes of reports: claimed, released, decided, each by one person. Synchronous; asks the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import mail
from accounts.refused import Refused
from moderation import audit, notices, roles
from moderation.models import Decision, Report
from moderation.roles import Role

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from moderation.audit import By
    from moderation.models import Appeal, Sanction

CLAIMED_FOR: Final = timedelta(hours=4)
"""Whoever has claimed a report and not decided it by then is busy: somebody else may claim it."""
LATE: Final = timedelta(hours=48)
"""A report or an appeal that is open for longer stands out on the dashboard."""


class Open(NamedTuple):
    """What nobody has decided yet."""

    number: int
    oldest: timedelta | None
    """The age of the oldest."""
    late: int
    """How many are older than 48 hours."""


def open_of(kind: type[Report | Appeal]) -> Open:
    """How many reports, or appeals, are open, and for how long. One query of an index that has open ones alone."""
    now = timezone.now()
    found = kind._default_manager.filter(decided_at=None).aggregate(  # noqa: SLF001 - Django's documented name
        number=Count("pk"), oldest=Min("made_at"), late=Count("pk", filter=Q(made_at__lt=now - LATE))
    )
    oldest: datetime | None = found["oldest"]
    return Open(found["number"], now - oldest if oldest else None, found["late"])


def why_not(by: User, report: Report) -> str:
    """Why somebody cannot decide, or claim, this report; empty: they can."""
    if report.decided_at is not None:
        who = report.decided_by.name if report.decided_by else "–"
        when = date_format(timezone.localtime(report.decided_at), "DATETIME_FORMAT")
        return _("%(name)s has decided it, on %(time)s: %(decision)s.") % {
            "name": who,
            "time": when,
            "decision": report.get_decision_display(),
        }
    if by.pk in {report.by_id, report.about_id}:
        return _("It is by you, or about you: somebody else decides.")
    if not _stands_above(by, report.about):
        return _("It is about somebody of the team: only somebody of a higher role decides.")
    if (claimant := claimant_of(report)) is not None and claimant.pk != by.pk:
        return _("%(name)s is looking at it.") % {"name": claimant.name}
    return ""


def _stands_above(by: User, about: User) -> bool:
    """Whether somebody may judge somebody else. Nobody stands above an owner: administrators do, so that it ends."""
    if roles.role_of(about) is Role.OWNER:
        return roles.role_of(by) >= Role.ADMINISTRATOR
    return not roles.refusal(by, about)


def claimant_of(report: Report) -> User | None:
    """Whoever has claimed it, and not too long ago."""
    if report.claimed_at is None or report.claimed_at < timezone.now() - CLAIMED_FOR:
        return None
    return report.claimed_by


def claim(report_id: int, by: User) -> None:
    """Have it looked at by this person, and by nobody else. Refused where somebody was first."""
    with transaction.atomic():
        report = locked(report_id)
        if why := why_not(by, report):
            raise Refused(409, "not_now", why)
        Report.objects.filter(pk=report_id).update(claimed_by=by, claimed_at=timezone.now())


def release(report_id: int, by: User) -> None:
    """Leave it to others again. Refused where it is not theirs."""
    with transaction.atomic():
        report = locked(report_id)
        if why := why_not(by, report):
            raise Refused(409, "not_now", why)
        Report.objects.filter(pk=report_id).update(claimed_by=None, claimed_at=None)


def locked(report_id: int) -> Report:
    """The report, which nobody else changes until the transaction ends."""
    return Report.objects.select_for_update(of=("self",)).get(pk=report_id)


def decide(report: Report, by: By, decision: Decision, note: str, sanction: Sanction | None = None) -> None:
    """Write down what was decided; the reporter hears of it. `report` is locked by the caller, and can be decided."""
    now = timezone.now()
    gone = {"words": ""} if report.by.deleted_at is not None else {}
    Report.objects.filter(pk=report.pk).update(
        decided_by=by["by"], decided_at=now, decision=decision, note=note, sanction=sanction, **gone
    )
    audit.record(
        audit.What.REPORT_DECIDED,
        whom=report.about,
        game=report.game,
        why=note,
        detail={"report": report.pk, "decision": str(decision)},
        **by,
    )
    _tell_reporter(report)


def _tell_reporter(report: Report) -> None:
    """That it was handled, on the site and by letter; not how."""
    reporter = report.by
    notices.have_told(reporter)
    if notices.has_address(reporter):
        mail.send(
            "moderation/email/report_handled",
            reporter.email,
            {"user": reporter, "about": report.about_name, "url": notices.address_of_reports()},
        )
