"""The language that somebody with an account has chosen, for pages; letters ask for it themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User


def speaking(user: User, response: HttpResponse) -> HttpResponse:
    """The response, from which on this browser gets pages in the user's language; it is as it was without a choice."""
    if user.language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response
