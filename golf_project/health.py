"""Is this process up, and can it do its work? For load balancers and container health checks."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Final

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from games import heart
from golf_project import workers

log = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 2.0
"""What has not answered by then does not answer."""
READ_ONLY: Final = {"postgresql": "SHOW transaction_read_only", "sqlite": "PRAGMA query_only"}


class ReadOnly(Exception):
    """The database answers, but nothing can be stored."""


def _database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(READ_ONLY[connection.vendor])
            if cursor.fetchone()[0] in {"on", 1}:
                raise ReadOnly
    finally:
        connection.close()


def _redis() -> None:
    """Redis, or the memory that stands in for it."""
    word = secrets.token_hex(8)
    cache.set("health", word, timeout=10)
    if cache.get("health") is None:
        raise ConnectionError("the cache forgets what it was given")


def _clock() -> None:
    """Some clock, anywhere. While Redis is away nobody can know, nor without one of a clock in another process."""
    if not settings.REDIS_URL and not settings.PLAY:
        return
    with contextlib.suppress(redis.RedisError, OSError):
        if not heart.is_beating():
            raise RuntimeError("no clock runs")


def _workers() -> None:
    """Celery's workers, on a site that has any: one that never had is told so by `doctor`."""
    if not settings.REDIS_URL:
        return
    with contextlib.suppress(redis.RedisError, OSError):
        if workers.are_missed():
            raise RuntimeError("no worker runs")


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "redis": _redis,
    "clock": _clock,
    "workers": _workers,
}
# A thread each: a check that hangs makes its own successors wait, in vain, and no others.
THREADS = {name: ThreadPoolExecutor(1, thread_name_prefix=f"health-{name}") for name in CHECKS}


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers at all."""
    return JsonResponse({"status": "live"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when this process is to be given work; else 503 and why: `draining`, or the names of what does not answer."""
    if _is_draining(request):
        answer = _not_ready(["draining"])
        answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - as it should be: no error
        return answer
    if failing := _failing():
        return _not_ready(failing)
    return JsonResponse({"status": "ready"})


def _not_ready(failing: list[str]) -> JsonResponse:
    return JsonResponse({"status": "not ready", "failing": failing}, status=503)


def _is_draining(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", {})  # The application's own word (asgi.py).
    return bool(scope.get("draining"))


def _failing() -> list[str]:
    """The names of what does not answer, all asked at once."""
    asked = {name: THREADS[name].submit(_passes, name, check) for name, check in CHECKS.items()}
    answered, hanging = wait(asked.values(), PATIENCE_SECONDS)
    for future in hanging:
        future.cancel()
    return [name for name, future in asked.items() if future not in answered or not future.result()]


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # whatever it is, the answer is "not ready"
        log.warning("%s does not answer: %s", name, type(error).__name__)
        return False
    return True
