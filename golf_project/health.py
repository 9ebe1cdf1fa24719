"""Is this process up, and can it do its work? For load balancers and container health checks."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

log = logging.getLogger(__name__)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    word = secrets.token_hex(8)
    cache.set("health", word, timeout=10)
    if cache.get("health") is None:
        raise ConnectionError("the cache forgets what it was given")


CHECKS: dict[str, Callable[[], None]] = {"database": _database, "cache": _cache}


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers at all."""
    return JsonResponse({"status": "live"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when everything this process needs answers, else 503 with the names of what does not."""
    failing = [name for name, check in CHECKS.items() if not _passes(name, check)]
    if failing:
        return JsonResponse({"status": "not ready", "failing": failing}, status=503)
    return JsonResponse({"status": "ready"})


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # whatever it is, the answer is "not ready"
        log.warning("%s does not answer: %s", name, type(error).__name__)
        return False
    return True
