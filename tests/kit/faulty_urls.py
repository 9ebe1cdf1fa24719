"""The site's addresses, and some more where something always goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import redis
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from golf_project.urls import handler400, handler403, handler404, handler500
from golf_project.urls import urlpatterns as sound

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


View = Callable[[HttpRequest], HttpResponse]


def _raising(error: Exception) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "table_closed.html", status=410)


def _set_aside(request: HttpRequest) -> HttpResponse:
    return render(request, "table_set_aside.html", {"sentence": "It cannot be played on."}, status=503)


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", {"minutes": 2}, status=429)


SECRET: Final = "KH is face down"
FAULTS: Final[dict[str, View]] = {
    "400": _raising(SuspiciousOperation(SECRET)),
    "403": _raising(PermissionDenied(SECRET)),
    "404": _raising(Http404(SECRET)),
    "410": _closed,
    "429": _too_many,
    "500": _raising(RuntimeError(SECRET)),
    "503": _raising(OperationalError(SECRET)),
    "503-redis": _raising(redis.ConnectionError(SECRET)),
    "503-set-aside": _set_aside,
}
urlpatterns = [path(f"faulty/{name}/", view) for name, view in FAULTS.items()] + sound
