"""The end of an account: asked for, undone by signing in within a week, and then carried out.

The row stays, blanked: other people's games and replays still play, with "Deleted player" in the seat.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from celery import shared_task
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as noop

from accounts import admins, kept, mail, news
from accounts.chores import every
from accounts.ending import end_access
from accounts.limits import HOUR
from accounts.models import Export, Invitation, Letter, TokenFamily, User

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)

GRACE: Final = timedelta(days=7)
NAME: Final = noop("Deleted player")


class HasToStay(Exception):
    """The site's last administrator does not go."""


def ask(user: User) -> datetime:
    """Begin the grace of somebody who wants to go, and sign them out everywhere. When it ends.

    HasToStay where nobody would look after the site any more.
    """
    ends = timezone.now() + GRACE
    with transaction.atomic():
        if admins.is_last(user):
            raise HasToStay
        User.objects.filter(pk=user.pk).update(deletion_at=ends)
        mail.send("account/email/deletion_asked", user.email, {"user": user, "ends": ends})
    end_access(user)
    return ends


def undo(user: User) -> bool:
    """Keep somebody who has come back in time; whether they had wanted to go."""
    return bool(User.objects.filter(pk=user.pk, deletion_at__isnull=False).update(deletion_at=None))


@every(HOUR)
@shared_task
def carry_out() -> None:
    """Delete those whose grace is over."""
    for user in User.objects.filter(deletion_at__lte=timezone.now()):
        delete(user)


def delete(user: User) -> None:
    """Blank the row of somebody, and forget all that only they need."""
    with transaction.atomic():
        locked = User.objects.select_for_update().filter(pk=user.pk, deletion_at__lte=timezone.now())
        if not locked.exists():
            return  # They came back at the last moment.
        kept.forgetting.send(User, user=user)
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        Export.objects.filter(user=user).delete()
        Letter.objects.filter(Q(user=user) | Q(to__iexact=user.email)).delete()
        TokenFamily.objects.filter(user=user).delete()
        open_ones = Invitation.objects.filter(made_by=user, revoked_at=None)
        open_ones.update(revoked_at=timezone.now())
        Invitation.objects.filter(made_by=user).update(note="")
        # Guests that they once were.
        for row in (user, *User.objects.filter(merged_into=user)):
            _blank(row)
    end_access(user)
    news.person_changed.send(User, user_id=user.pk)
    log.info("user %d was deleted, as they had asked", user.pk)


def _blank(user: User) -> None:
    user.username = f"deleted-{secrets.token_hex(8)}"
    user.name = NAME
    user.email = ""
    user.language = user.country = user.portrait = ""
    user.preferences = {}
    user.is_active = user.is_staff = user.is_superuser = False
    user.signed_up_at = user.deletion_at = user.last_login = user.bounced_at = None
    user.deleted_at = timezone.now()
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def listen() -> None:
    """From now on signing in undoes what was asked for."""
    user_logged_in.connect(_signed_in)


def _signed_in(user: User, **_signal: Any) -> None:
    came_back(user)


def came_back(user: User) -> None:
    """Somebody has signed in: whoever wanted to go stays, and is told so."""
    if undo(user):
        user.deletion_at = None
        mail.send("account/email/deletion_undone", user.email, {"user": user})
