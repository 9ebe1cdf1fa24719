"""What people see, and programs read, where no page answers: a designed page, or `{"code", "message"}`.

A program is whoever asks under `/api/`, or accepts no HTML. The pages for 500, 503 and 400 need no visitor, no session
and no database: any of those may be what is broken.
"""

from __future__ import annotations

import sys
from typing import Final

import redis
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from golf_project.api import COME_BACK_SECONDS

AWAY: Final = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError)
"""What is raised while the database does not answer, or Redis, where limits are counted and sessions end."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be understood."""
    if _for_program(request):
        return _words(400, "bad_request", _("The request cannot be understood."))
    return HttpResponse(render_to_string("400.html"), status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the page is somebody else's."""
    if _for_program(request):
        return _words(403, "not_allowed", _("This is not open to you."))
    return render(request, "403.html", status=403)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without its token, from another site or from long ago."""
    if _for_program(request):
        return _words(403, "bad_csrf", _("The CSRF token is missing or wrong."))
    return render(request, "403_csrf.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is nothing at this address."""
    if _for_program(request):
        return _words(404, "not_found", _("There is nothing here."))
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake; or 503 and when to come back, where it is only that the database or Redis does not answer."""
    if isinstance(sys.exc_info()[1], AWAY):
        answer = (
            _words(503, "try_again", _("That did not work just now. Please try again."))
            if _for_program(request)
            else HttpResponse(render_to_string("503.html"), status=503)
        )
        answer["Retry-After"] = str(COME_BACK_SECONDS)
        return answer
    if _for_program(request):
        return _words(
            500, "our_mistake", _("Something went wrong. It is our fault, and it has been written down.")
        )
    return HttpResponse(render_to_string("500.html"), status=500)


def _for_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or not request.accepts("text/html")


def _words(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
