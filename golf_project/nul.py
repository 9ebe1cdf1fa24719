"""Addresses with a NUL in them: PostgreSQL's texts can hold none, so nothing that they could name is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

NUL: Final = "\0"


class NoNul:
    """404 for such an address, whatever follows its question mark; so no page and no call has to think of it."""

    def __init__(self, handle: Callable[[HttpRequest], HttpResponse]) -> None:
        self._handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = (text for name, texts in request.GET.lists() for text in (name, *texts))
        if NUL in request.path or any(NUL in text for text in asked):
            raise Http404
        return self._handle(request)
