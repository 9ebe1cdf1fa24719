"""The one way into the audit trail, and the list of all that stands in it."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.addresses import address_of
from accounts.models import User
from moderation.models import AuditEntry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from games.models import Game


class What(models.TextChoices):
    """The kinds of entries, in the words of the console."""

    WARNED = "warned", _("warned")
    MUTED = "muted", _("muted")
    BANNED = "banned", _("banned")
    LIFTED = "lifted", _("lifted a sanction")
    RAN_OUT = "ran_out", _("a sanction ran out")
    RENAMED = "renamed", _("gave another name")
    PASSWORD_RESET_FORCED = "password_reset_forced", _("asked for a new password")
    SESSIONS_ENDED = "sessions_ended", _("ended all sessions")
    ROLE_CHANGED = "role_changed", _("changed a role")
    INVITATIONS_MADE = "invitations_made", _("made invitations")
    INVITATION_REVOKED = "invitation_revoked", _("took an invitation back")
    CARDS_SEEN = "cards_seen", _("looked at hidden cards")
    GAME_ENDED = "game_ended", _("ended a game")
    GAME_ANNULLED = "game_annulled", _("annulled a game")
    RESULTS_RETRIED = "results_retried", _("had results worked out again")
    REPORT_DECIDED = "report_decided", _("decided a report")
    APPEAL_DECIDED = "appeal_decided", _("decided an appeal")
    SIGNAL_LOOKED_AT = "signal_looked_at", _("looked at a signal")
    DATA_EXPORTED = "data_exported", _("exported personal data")
    AUDIT_EXPORTED = "audit_exported", _("exported the audit trail")
    SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in to the console")
    ENTRY_REFUSED = "entry_refused", _("was refused by the console")


class By(TypedDict):
    """Who acts, and from where."""

    by: User | None
    address: str | None


def by_request(request: HttpRequest) -> By:
    """Who makes a request, and from which address: `record(…, **by_request(request))`."""
    return By(by=request.user if isinstance(request.user, User) else None, address=_checked(request))


def record(
    what: str,
    *,
    by: User | None,
    whom: User | None = None,
    game: Game | None = None,
    why: str = "",
    address: str | None = None,
    detail: dict[str, object] | None = None,
) -> AuditEntry:
    """The new entry: in the transaction of what it tells of, so that neither is there without the other."""
    return AuditEntry.objects.create(
        what=What(what),
        by_id=by.pk if by else None,
        by_name=by.name if by else "",
        whom_id=whom.pk if whom else None,
        whom_name=whom.name if whom else "",
        game_id=game.pk if game else None,
        game_name=str(game) if game else "",
        why=why,
        address=address,
        detail=detail or {},
    )


def _checked(request: HttpRequest) -> str | None:
    """The address where it is one: a socket of the machine has none."""
    try:
        return str(ip_address(address_of(request)))
    except ValueError:
        return None
