"""HEAD where a call of the API answers GET: the same, of which the server sends the headers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

CALLS: Final = "/api/"


class HeadsOfCalls:
    """Calls know the methods that they were written for, and nobody writes HEAD. The innermost of all middleware."""

    def __init__(self, handle: Callable[[HttpRequest], HttpResponse]) -> None:
        self._handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD" or not request.path.startswith(CALLS):
            return self._handle(request)
        request.method = "GET"
        try:
            return self._handle(request)
        finally:
            request.method = "HEAD"
