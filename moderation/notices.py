"""How people hear from those who look after the site: by a line on every page until it is read, and by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.barring import explained_at
from accounts.models import User

if TYPE_CHECKING:
    from datetime import timedelta

SALT: Final = "moderation.sanctions"


def have_told(user: User) -> None:
    """Have every page tell them that there is something to read."""
    User.objects.filter(pk=user.pk).update(to_be_told=True)


def have_read(user: User) -> None:
    """They have seen it."""
    if user.to_be_told:
        User.objects.filter(pk=user.pk).update(to_be_told=False)
        user.to_be_told = False


def has_address(user: User) -> bool:
    """Whether letters reach them: guests have no address, or none that is verified."""
    return bool(user.email) and not user.is_guest and user.deleted_at is None


def address_of_reports() -> str:
    return settings.SITE_URL + reverse("my_reports")


def address_of_sanctions(user: User) -> str:
    """Where they read what was imposed on them, also while they cannot sign in: for letters."""
    return settings.SITE_URL + path_of_sanctions(user)


@explained_at
def path_of_sanctions(user: User) -> str:
    """The same without the site: for somebody banned who has just shown who they are."""
    return reverse("sanctions_by_link", args=[token_of(user)])


def token_of(user: User) -> str:
    """What shows that whoever holds it was sent it, or had the right password."""
    return signing.dumps(user.pk, salt=SALT)


def by_token(token: str, good_for: timedelta) -> User | None:
    """Whose token it is; nobody's, if it was made up or is too old."""
    try:
        user_id = signing.loads(token, salt=SALT, max_age=good_for)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=user_id, deleted_at=None).first()
