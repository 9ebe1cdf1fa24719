"""The end of access: of sessions, of tokens, and of the sockets that came with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.usersessions.models import UserSession

from accounts import news, tokens
from accounts.models import GuestToken, User

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.news import Why


def end_access(user: User, *, kept: str | None = None, why: Why = "session_ended") -> None:
    """End all sessions and tokens of a user, with their live sockets; but the session with the key `kept`."""
    GuestToken.objects.filter(user=user).delete()
    # Before each session says for itself that it ends: whoever is banned shall be told so.
    news.access_ended.send(User, user_id=user.pk, kept=kept, why=why)
    tokens.end(tokens.families_of(user))
    for session in UserSession.objects.filter(user=user).exclude(session_key=kept or ""):
        session.end()


def listen() -> None:
    """From now on a new password ends what was begun with the old one."""
    password_reset.connect(_password_reset)
    password_changed.connect(_password_changed)
    password_set.connect(_password_changed)


def _password_reset(user: User, **_signal: Any) -> None:
    _has_a_new_one(user)
    end_access(user)


def _password_changed(request: HttpRequest, user: User, **_signal: Any) -> None:
    _has_a_new_one(user)
    end_access(user, kept=request.session.session_key)


def _has_a_new_one(user: User) -> None:
    User.objects.filter(pk=user.pk, new_password_due=True).update(new_password_due=False)
