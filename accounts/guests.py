"""Guests: made at the first action, bound to a session or to a token, and users like any other."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.auth import login
from django.utils import timezone
from django.utils.translation import gettext

from accounts import limits, meters, names
from accounts.addresses import address_of
from accounts.models import GuestToken, User

if TYPE_CHECKING:
    from django.http import HttpRequest

TOKEN_LIFE: Final = timedelta(days=30)
RENEW_AFTER: Final = timedelta(days=1)
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


def new_guest(request: HttpRequest, name: str = "") -> User:
    """A new guest, saved. Raises BadName, or TooMany from one address."""
    number = secrets.randbelow(9000) + 1000
    chosen = names.checked(name) if name.strip() else gettext("Guest %(number)d") % {"number": number}
    limits.count(limits.GUESTS, address_of(request))
    guest = User(username=new_username(), name=chosen, is_guest=True)
    guest.set_unusable_password()
    guest.save()
    meters.GUESTS.inc()
    return guest


def new_username() -> str:
    """A user name that nobody has, or sees."""
    return f"guest-{secrets.token_hex(8)}"


def signed_in(request: HttpRequest, name: str = "") -> User:
    """The person behind the request; somebody new becomes a guest, bound to this session."""
    if isinstance(request.user, User):
        return request.user
    guest = new_guest(request, name)
    login(request, guest, backend=BACKEND)
    return guest


def new_token(guest: User) -> str:
    """A token with which a program acts as this guest for 30 days, renewed by use. It is kept hashed."""
    token = secrets.token_urlsafe(32)
    GuestToken.objects.create(digest=_digest(token), user=guest, expires_at=timezone.now() + TOKEN_LIFE)
    return token


def by_token(token: str) -> User | None:
    """The guest to whom a token belongs, or None. Using a token renews it."""
    now = timezone.now()
    row = GuestToken.objects.select_related("user").filter(digest=_digest(token), expires_at__gt=now).first()
    if row is None or not row.user.is_active:
        return None
    if row.expires_at < now + TOKEN_LIFE - RENEW_AFTER:
        GuestToken.objects.filter(pk=row.pk).update(expires_at=now + TOKEN_LIFE)
    return row.user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
