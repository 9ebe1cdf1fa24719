"""What happens to every request on account of who makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

ACCOUNT_PAGES: Final = "/accounts/"
GUEST: Final = "golf.guest"
SEEN_EVERY: Final = 120
"""Seconds between two notes of when a session was last seen."""


def guest_of(request: HttpRequest) -> User | None:
    """The guest who looks at a page of accounts, if it is one."""
    guest: User | None = request.META.get(GUEST)
    return guest


class GuestsAreNobody:
    """To the pages of accounts a guest is nobody yet: they may sign up and sign in, and have nothing to set.

    Who they are all the same `guest_of` says; and they stay signed in as a guest.
    """

    def __init__(self, handle: Handler) -> None:
        self._handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.path.startswith(ACCOUNT_PAGES) else None
        if isinstance(user, User) and user.is_guest:
            request.META[GUEST] = user
            request.user = AnonymousUser()
        return self._handle(request)


class LastSeen:
    """Notes now and then, for the list of sessions, that this one is in use."""

    def __init__(self, handle: Handler) -> None:
        self._handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if key and _is_due(key) and isinstance(request.user, User) and not request.user.is_guest:
            UserSession.objects.create_from_request(request)
        return self._handle(request)


def _is_due(key: str) -> bool:
    try:
        return bool(cache.add(f"seen:{key[:40]}", 1, SEEN_EVERY))
    except Exception:  # noqa: BLE001 - whatever the cache raises: the site works without it
        return False
