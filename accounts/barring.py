"""What those who look after the site can impose on somebody, as far as accounts go: columns of their row.

Why, by whom and in whose view is kept by whoever imposes it (moderation/sanctions.py). What live tables must hear of
is told after the commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import ending, names, news
from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Explains = Callable[[User], str]


class Barred(Exception):
    """Somebody who may not play here any more was about to get a seat, or to take theirs back. Nothing was done."""


_EXPLAINERS: Final[list[Explains]] = []


def explained_at(address: Explains) -> Explains:
    """Have whoever is banned sent to the address that this function gives, when they have shown who they are."""
    _EXPLAINERS.append(address)
    return address


def where_explained(user: User) -> str:
    """The address at which somebody who is banned reads why; empty: nobody explains it."""
    return next((explain(user) for explain in _EXPLAINERS), "")


def ban(user: User, until: datetime | None = None) -> None:
    """Nobody is let in as this user any more, and who is in is put out. Without a time: for good."""
    user.is_active, user.banned_until = False, until
    user.save(update_fields=["is_active", "banned_until"])
    transaction.on_commit(lambda: ending.end_access(user, why="banned"))


def end_ban(user: User) -> None:
    """They may come back; but nobody does whose account is deleted."""
    user.is_active, user.banned_until = user.deleted_at is None, None
    user.save(update_fields=["is_active", "banned_until"])


def mute(user: User, until: datetime | None = None) -> None:
    """What they say at tables is not sent. Without a time: for good."""
    _set_mute(user, True, until)


def end_mute(user: User) -> None:
    """They are heard again."""
    _set_mute(user, False, None)


def _set_mute(user: User, muted: bool, until: datetime | None) -> None:
    user.is_muted, user.muted_until = muted, until
    user.save(update_fields=["is_muted", "muted_until"])
    _tell_tables(user)


def force_new_password(user: User) -> None:
    """The old password is no good from now on, no session goes on, and the first thing to do is to choose a new one.

    It is kept as one that cannot be used: whoever still knows it is told what is the matter (accounts/adapter.py).
    """
    if user.has_usable_password():
        user.password = f"{UNUSABLE_PASSWORD_PREFIX}{user.password}"
    user.new_password_due = True
    user.save(update_fields=["password", "new_password_due"])
    transaction.on_commit(lambda: ending.end_access(user))


def rename(user: User, name: str) -> None:
    """Another name, at tables and to sign in with. BadName where somebody was quicker to take it."""
    user.name = name
    if user.has_account:
        user.username = name
    try:
        with transaction.atomic():
            user.save(update_fields=["name", "name_key", "username", "username_key"])
    except IntegrityError:
        user.refresh_from_db(fields=["name", "name_key", "username", "username_key"])
        raise names.BadName(_("That name is taken. Please choose another.")) from None
    _tell_tables(user)


def _tell_tables(user: User) -> None:
    transaction.on_commit(lambda: news.person_changed.send(User, user_id=user.pk))
