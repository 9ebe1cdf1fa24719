"""Whether somebody is who they say: a name or address, a password, and a second factor where they have one.

For programs; browsers sign in by the pages. Wrong tries count together with those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError

from accounts import barring, limits
from accounts.addresses import address_of
from accounts.limits import TooMany
from accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


class WrongCredentials(Exception):
    """No such account, or not its password: nobody is told which."""


class Banned(Exception):
    """Of whoever has shown the right password of an account that may not be used. `address`: where it says why."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


class NewPasswordNeeded(Exception):
    """The password is right, and no good any more: another one has to be chosen first."""


class CodeNeeded(Exception):
    """The password is right, and the code of the second factor is missing or wrong."""


def check(request: HttpRequest, login: str, password: str, code: str) -> User:
    """The account of these credentials. WrongCredentials, Banned, NewPasswordNeeded, CodeNeeded, or TooMany tries.

    Nothing is told of an account to anybody who has not shown its password.
    """
    limits.count(limits.SIGN_INS, address_of(request))
    user = None if "\0" in login + password else _by_password(request, login.strip(), password)
    if user is None or user.is_guest or user.deleted_at is not None:
        raise WrongCredentials
    if not user.is_active:
        raise Banned(barring.where_explained(user))
    if user.new_password_due:
        raise NewPasswordNeeded
    if is_mfa_enabled(user) and not _is_good(user, code.strip()):
        raise CodeNeeded
    return user


def _by_password(request: HttpRequest, login: str, password: str) -> User | None:
    known_by = {"email" if "@" in login else "username": login}
    with context.request_context(request):
        try:
            user: Any = get_adapter().authenticate(request, **known_by, password=password)
        except ValidationError:  # Too many wrong ones, here and by the pages.
            raise TooMany(limits.WRONG_PASSWORDS, limits.WRONG_PASSWORDS.seconds) from None
    return user if isinstance(user, User) else None


def _is_good(user: User, code: str) -> bool:
    """Whether this is a code of the app, or a recovery code that is not used up. Each is counted."""
    if not code:
        return False
    limits.count(limits.CODES, str(user.pk))
    with_codes = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    kept = Authenticator.objects.filter(user=user, type__in=with_codes)
    return any(authenticator.wrap().validate_code(code) for authenticator in kept)
