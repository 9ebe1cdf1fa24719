"""The first administrator: made once, with a password that is nobody else's; and the last one, who has to stay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction

from accounts import names
from accounts.models import User

FIRST_ADMINISTRATOR: Final = 36_018_472
"""A number of our own for the lock that is held while one is made."""


class Refused(Exception):
    """No administrator was made; the message says why, and what would do."""


def is_there() -> bool:
    """Whether the site has an administrator."""
    return User.objects.filter(is_superuser=True, is_active=True).exists()


def make_first(username: str, email: str, password: str) -> User:
    """The site's first administrator, with a verified address. Refused where there is one, or a field is bad."""
    name = _good_name(username)
    with _refusing("ADMIN_EMAIL"):
        validate_email(email)
    with _refusing("ADMIN_PASSWORD"):
        validate_password(password, User(username=name, name=name, email=email))
    with transaction.atomic():
        _one_at_a_time()
        if is_there():
            raise Refused("There is an administrator already.")
        if EmailAddress.objects.filter(email=email.lower(), verified=True).exists():
            raise Refused("That address belongs to an account already.")
        user = User(username=name, email=email.lower(), is_staff=True, is_superuser=True)
        user.set_password(password)
        user.save()
        EmailAddress.objects.create(user=user, email=email.lower(), verified=True, primary=True)
    return user


def _good_name(username: str) -> str:
    """The name as it is kept. Refused, with the setting's name, where it is none."""
    try:
        return names.checked(username)
    except names.Reserved:
        raise Refused(
            f"ADMIN_USERNAME: {username!r} is a name that nobody may have, as players would take it for the site's own "
            "word. Choose another, such as greenkeeper."
        ) from None
    except names.BadName as bad:
        raise Refused(f"ADMIN_USERNAME: {bad}") from None


@contextmanager
def _refusing(setting: str) -> Iterator[None]:
    """What is invalid is Refused, with the setting's name."""
    try:
        yield
    except ValidationError as error:
        raise Refused(f"{setting}: {' '.join(error.messages)}") from None


def is_last(user: User) -> bool:
    """Whether nobody would look after the site without them. In a transaction: until its end nobody else goes."""
    if not user.is_superuser:
        return False
    _one_at_a_time()
    others = User.objects.filter(is_superuser=True, is_active=True, deletion_at=None)
    return not others.exclude(pk=user.pk).exists()


def _one_at_a_time() -> None:
    """Of several processes that start at once one makes the administrator. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_ADMINISTRATOR])
