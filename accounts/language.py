"""The language that somebody with an account has chosen, for pages; letters ask for it themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.views.i18n import set_language

from accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def speaking(user: User, response: HttpResponse) -> HttpResponse:
    """The response, from which on this browser gets pages in the user's language; it is as it was without a choice."""
    if user.language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's answer to a choice at the foot of a page, which is kept with the account of somebody signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return set_language(request)
