"""Appeals against sanctions: once, and decided by somebody else. Synchronous; asks the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import mail
from accounts.models import User
from accounts.refused import Refused
from moderation import audit, notices, roles
from moderation.models import Appeal, Outcome
from moderation.models.reports import LONGEST_WORDS

if TYPE_CHECKING:
    from moderation.audit import By
    from moderation.models import Sanction

DECIDES = "decide_appeal"


def file(sanction: Sanction, words: str) -> Appeal:
    """Take down what somebody says against what was imposed on them. Refused a second time, or without a word."""
    words = words.replace("\r\n", "\n").replace("\0", "").strip()
    if not words:
        raise Refused(422, "malformed", _("Please say why it is not right."), "words")
    if len(words) > LONGEST_WORDS:
        sentence = _("Please say it in at most %(most)d characters.") % {"most": LONGEST_WORDS}
        raise Refused(422, "malformed", sentence, "words")
    if sanction.lifted_at is not None:
        raise Refused(409, "lifted", _("It has been lifted already."))
    try:
        with transaction.atomic():
            return Appeal.objects.create(sanction=sanction, words=words)
    except IntegrityError:
        raise Refused(409, "appealed", _("You have appealed once; that is as often as one can.")) from None


def why_not(by: User, appeal: Appeal) -> str:
    """Why somebody cannot decide this appeal; empty: they can."""
    if appeal.decided_at is not None:
        who = appeal.decided_by.name if appeal.decided_by else "–"
        when = date_format(timezone.localtime(appeal.decided_at), "DATETIME_FORMAT")
        return _("%(name)s has decided it, on %(time)s: %(outcome)s.") % {
            "name": who,
            "time": when,
            "outcome": appeal.get_outcome_display(),
        }
    if by.pk == appeal.sanction.user_id:
        return _("It is yours: somebody else decides.")
    if refusal := roles.refusal(by, appeal.sanction.user):
        return refusal
    if by.pk == appeal.sanction.by_id and others_who_decide(by, appeal.sanction.user):
        return _("You have imposed it yourself: somebody else decides.")
    return ""


def others_who_decide(by: User, whom: User) -> bool:
    """Whether anybody else may decide appeals of this person: of those who stand above them.

    Where nobody else does, whoever imposed it decides, which is said on the page and in the audit trail.
    """
    permission = Permission.objects.filter(content_type__app_label="moderation", codename=DECIDES)
    theirs = Q(groups__permissions__in=permission) | Q(user_permissions__in=permission) | Q(is_superuser=True)
    team = User.objects.filter(theirs, is_staff=True, is_active=True).exclude(pk=by.pk).distinct()
    return any(not roles.refusal(one, whom) for one in team.prefetch_related("groups"))


def decide(appeal: Appeal, by: By, outcome: Outcome, answer: str, note: str) -> None:
    """Write down what was decided, and tell whoever appealed. `appeal` is locked by the caller, and can be decided."""
    sanction = appeal.sanction
    actor = by["by"]
    Appeal.objects.filter(pk=appeal.pk).update(
        decided_by=actor, decided_at=timezone.now(), outcome=outcome, answer=answer
    )
    own = actor is not None and actor.pk == sanction.by_id
    audit.record(
        audit.What.APPEAL_DECIDED,
        whom=sanction.user,
        why=note,
        detail={"appeal": appeal.pk, "sanction": sanction.pk, "outcome": str(outcome), "own": own},
        **by,
    )
    _tell(sanction.user, outcome, answer)


def _tell(user: User, outcome: Outcome, answer: str) -> None:
    notices.have_told(user)
    if notices.has_address(user):
        context = {
            "user": user,
            "taken_back": outcome == Outcome.TAKEN_BACK,
            "answer": answer,
            "url": notices.address_of_sanctions(user),
        }
        mail.send("moderation/email/appeal_decided", user.email, context)
