"""The panels on somebody's page about what this app, accounts and games know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.devices import device_in_words
from accounts.models import Invitation, Letter, User
from games.models import Seat
from moderation.audit import What
from moderation.console.links import to_page
from moderation.console.panels import ROWS, Panel, panel
from moderation.console.plain import plain
from moderation.models import AuditEntry, Sanction

if TYPE_CHECKING:
    from django.db.models import QuerySet


@panel("moderation.view_sanction")
def sanctions(user: User) -> Panel:
    """What was imposed on them."""
    found = Sanction.objects.filter(user=user).select_related("by")[:ROWS]
    head = (_("kind"), _("since"), _("until"), _("lifted"), _("by whom"), _("why"))
    rows = [
        (one.get_kind_display(), one.at, one.until, one.lifted_at, plain(one.by or "–"), plain(one.why))
        for one in found
    ]
    return Panel(_("Sanctions"), head, rows)


@panel("moderation.view_auditentry")
def history(user: User) -> Panel:
    """What was done to them, and by them, with the powers of the console."""
    found = AuditEntry.objects.filter(Q(whom_id=user.pk) | Q(by_id=user.pk))[:ROWS]
    words = dict(What.choices)
    head = (_("when"), _("by whom"), _("what"), _("to whom"), _("why"))
    rows = [
        (one.at, plain(one.by_name), words.get(one.what, one.what), plain(one.whom_name), plain(one.why))
        for one in found
    ]
    more = f"{reverse('admin:moderation_auditentry_changelist')}?{urlencode({'whom_id': user.pk})}"
    return Panel(_("Audit trail"), head, rows, more)


@panel("games.view_game")
def games(user: User) -> Panel:
    """Their seats, those of the newest games first. By number: codes of tables are not for everybody who looks on."""
    found = Seat.objects.filter(user=user).select_related("game").order_by("-game")[:ROWS]
    head = (_("game"), _("phase"), _("begun"), _("ended"), _("place"), _("total"))
    rows = [
        (
            to_page("games_game", seat.game_id, seat.game_id),
            seat.game.get_phase_display(),
            seat.game.started_at or seat.game.created_at,
            seat.game.ended_at,
            seat.place,
            seat.total,
        )
        for seat in found
    ]
    return Panel(_("Games"), head, rows)


@panel("moderation.see_personal_data")
def sessions(user: User) -> Panel:
    """Where they are signed in."""
    found = UserSession.objects.filter(user=user).order_by("-last_seen_at")[:ROWS]
    head = (_("last seen"), _("since"), _("address"), _("device"))
    rows = [
        (one.last_seen_at, one.created_at, one.ip, plain(device_in_words(one.user_agent))) for one in found
    ]
    return Panel(_("Sessions"), head, rows)


@panel("moderation.see_personal_data")
def letters(user: User) -> Panel:
    """What was sent to them, and whether it came."""
    found = Letter.objects.filter(user=user).order_by("-made_at")[:ROWS]
    head = (_("written"), _("kind"), _("to"), _("state"), _("reason"))
    rows = [
        (one.made_at, one.kind, plain(one.to), one.get_state_display(), plain(one.reason)) for one in found
    ]
    return Panel(_("Letters"), head, rows)


@panel("moderation.see_personal_data")
def invited(user: User) -> Panel:
    """Whom they have invited."""
    return _invitations(Invitation.objects.filter(made_by=user))


@panel("moderation.view_sanction")
def guests_before(user: User) -> Panel:
    """The guests whose games they have taken over."""
    found = User.objects.filter(merged_into=user).order_by("-pk")[:ROWS]
    rows = [(to_page("accounts_user", one.pk, one.name), one.date_joined) for one in found]
    return Panel(_("Guests that they were"), (_("name"), _("joined")), rows)


def _invitations(found: QuerySet[Invitation]) -> Panel:
    head = (_("made"), _("note"), _("uses"), _("used"), _("good until"), _("taken back"))
    rows = [
        (one.made_at, plain(one.note), one.uses, one.used, one.expires_at, one.revoked_at)
        for one in found.order_by("-made_at")[:ROWS]
    ]
    return Panel(_("Invitations"), head, rows)
