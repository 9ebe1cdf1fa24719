"""Whether somebody is who they say: a name or address, and a password. For programs; browsers sign in by the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate

from accounts import limits
from accounts.addresses import address_of
from accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


class WrongCredentials(Exception):
    """No such account, or not its password: nobody is told which."""


def check(request: HttpRequest, login: str, password: str) -> User:
    """The account of these credentials. WrongCredentials, or TooMany tries."""
    limits.count(limits.SIGN_INS_OF_AN_ADDRESS, address_of(request))
    limits.count(limits.SIGN_INS, login.strip().casefold()[:254])
    user = authenticate(request, username=login, password=password)
    if not isinstance(user, User) or user.is_guest:  # A guest's address waits to be verified.
        raise WrongCredentials
    if Authenticator.objects.filter(user=user).exists():  # A password alone is not enough for them.
        raise WrongCredentials
    return user
