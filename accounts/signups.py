"""How somebody comes to have an account: the form fills in a row, and the link in the mail makes it theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts import belongings, guests, limits, meters, news
from accounts.limits import DAY, Limit
from accounts.models import Invitation, SignupDay, User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

OPEN_SIGNUPS: Final = Limit("open-signups-from", 5, DAY)
"""Of an address, where DAILY_OPEN_SIGNUPS meters them."""


INVITATIONS_A_PERSON: Final = 5
"""That are good at one time."""
INVITATION_LIFE: Final = timedelta(days=14)
UNVERIFIED_LIFE: Final = timedelta(days=7)


ASKED: Final = "asked_to_sign_up"
"""Where a session keeps that its guest has been asked."""


class NoPlace(Exception):
    """There is no place for somebody without an invitation any more today."""


class BadInvitation(Exception):
    """An invitation that is unknown, used up, expired or taken back."""


def good_invitations() -> QuerySet[Invitation]:
    """Those that somebody may still sign up with."""
    lasting = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return Invitation.objects.filter(lasting, revoked_at=None, used__lt=F("uses"))


def invite(user: User) -> Invitation | None:
    """One more invitation, for one and for two weeks; None where somebody has given out as many as they may."""
    if good_invitations().filter(made_by=user).count() >= INVITATIONS_A_PERSON:
        return None
    return Invitation.objects.create(made_by=user, expires_at=timezone.now() + INVITATION_LIFE)


def take_place(code: str, address: str) -> Invitation | None:
    """The invitation with this code, used once more; without a code one of the day's open places.

    Each is taken with one conditional update, so that no place is given twice. BadInvitation, NoPlace or TooMany.
    """
    if code:
        if not good_invitations().filter(code=code).update(used=F("used") + 1):
            raise BadInvitation
        return Invitation.objects.get(code=code)
    if settings.INVITE_ONLY:
        raise BadInvitation
    if settings.DAILY_OPEN_SIGNUPS:
        limits.count(OPEN_SIGNUPS, address)
        today, _new = SignupDay.objects.get_or_create(day=timezone.localdate())
        free = SignupDay.objects.filter(day=today.day, used__lt=settings.DAILY_OPEN_SIGNUPS)
        if not free.update(used=F("used") + 1):
            raise NoPlace
    return None


def fill_in(user: User, form: dict[str, Any]) -> None:
    """Make this row, a guest's or a new one, somebody's who has signed up; until their address is verified a guest."""
    user.username = form["username"]
    user.email = form["email"]
    user.set_password(form["password1"])
    user.signed_up_at = timezone.now()
    user.invitation = form["place"]
    # Whoever has filled in the form before, with a slip in the address, may do it again.
    EmailAddress.objects.filter(user_id=user.pk, verified=False).delete()
    user.save()


def is_to_be_asked(request: HttpRequest) -> bool:
    """Whether this is the moment to ask a guest to sign up: once, after their first finished game."""
    user = request.user
    if not isinstance(user, User) or user.has_account or ASKED in request.session:
        return False
    if not belongings.of(user.pk).finished:
        return False
    request.session[ASKED] = True
    return True


def keep_signed_in(request: HttpRequest, user: User) -> None:
    """A new password ends a user's sessions. The guest's own goes on, under a new key, and so do its sockets."""
    if request.session.get(SESSION_KEY) == str(user.pk):
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        request.session.cycle_key()


def release_unverified() -> int:
    """Give free the names and addresses of those who have not opened the link for so long; how many there were.

    They stay the guests that they are, with all that they have played.
    """
    waiting = User.objects.filter(is_guest=True, signed_up_at__lt=timezone.now() - UNVERIFIED_LIFE)
    return sum(_release(user_id) for user_id in list(waiting.values_list("pk", flat=True)))


def _release(user_id: int) -> bool:
    """Give one's name and address free, unless their address has been verified meanwhile; whether it was so."""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id, is_guest=True).first()
        if user is None or EmailAddress.objects.filter(user=user, verified=True).exists():
            return False
        EmailAddress.objects.filter(user=user).delete()
        user.username, user.email, user.signed_up_at = guests.new_username(), "", None
        user.save(update_fields=["username", "username_key", "email", "signed_up_at"])
    return True


def listen() -> None:
    """From now on verified addresses make accounts of guests."""
    email_confirmed.connect(_address_verified)


def _address_verified(email_address: EmailAddress, **_signal: Any) -> None:
    user = User.objects.get(pk=email_address.user_id)
    if user.is_guest:
        user.is_guest = False
        user.name = user.username
        user.save(update_fields=["is_guest", "name", "name_key", "username_key"])
        meters.SIGNUPS.inc()
        news.person_changed.send(User, user_id=user.pk)
    # Whoever else has filled in the form with this address was not its owner.
    others = EmailAddress.objects.filter(email__iexact=email_address.email, user__is_guest=True)
    for user_id in list(others.exclude(user=user).values_list("user", flat=True)):
        _release(user_id)
