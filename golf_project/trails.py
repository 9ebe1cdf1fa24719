"""The trail of every request (accounts/trail.py): a number of its own, and whose it is."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

from accounts import trail
from accounts.addresses import is_trusted

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Handler = Callable[[HttpRequest], HttpResponse]

HEADER: Final = "X-Request-ID"
GOOD: Final = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestTrail:
    """Numbers each request as its trusted proxy has, else anew, and tells the number to whoever asks about an error."""

    def __init__(self, handle: Handler) -> None:
        self._handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = _given(request) or secrets.token_hex(8)
        marks = {"request": number, "user": lambda: _known_user(request)}
        # What Django says of an answer it says when this has ended (golf_project/logs.py).
        request.trail = marks  # type: ignore[attr-defined]
        with trail.of(**marks):
            response = self._handle(request)
        response[HEADER] = number
        return response


def _given(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    believed = GOOD.fullmatch(given) and is_trusted(request.META.get("REMOTE_ADDR", ""))
    return given if believed else ""


def _known_user(request: HttpRequest) -> int | None:
    """Whose request it is, if anything has asked for that yet: a log line asks no database."""
    number: int | None = getattr(getattr(request, "_cached_user", None), "pk", None)
    return number
