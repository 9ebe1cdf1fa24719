"""Is this process up, and can it do its work? For load balancers and container health checks."""

from __future__ import annotations

import contextlib
import logging
import secrets
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from pathlib import Path
from typing import Final

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from games import due, heart
from golf_project import workers

log = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 2.0
"""What has not answered by then does not answer."""
READ_ONLY: Final = {"postgresql": "SHOW transaction_read_only", "sqlite": "PRAGMA query_only"}
LATE: Final = timedelta(seconds=30)
"""Games that were due so long ago should have moved on."""


class ReadOnly(Exception):
    """The database answers, but nothing can be stored."""


class Behind(Exception):
    """Something lags behind what it ought to have done by now."""


def _database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(READ_ONLY[connection.vendor])
            if cursor.fetchone()[0] in {"on", 1}:
                raise ReadOnly
    finally:
        connection.close()


class _Migrations:
    """Whether the tables are at least those of this version: asked until it is so, as they never go back.

    Newer ones do not matter: a version runs on the tables of the next (docs/deploy.md).
    """

    done = False

    def __call__(self) -> None:
        if self.done:
            return
        try:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise Behind
            self.done = True
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


def _clock_lag() -> None:
    """More games wait than a clock takes up at once. One that nothing can move on harms nobody else."""
    try:
        if len(due.overdue(timezone.now() - LATE, most=due.MOST_AT_ONCE + 1)) > due.MOST_AT_ONCE:
            raise Behind
    finally:
        connection.close()


def _workers() -> None:
    """Celery's workers, on a site that has any: one that never had is told so by `doctor`."""
    if not settings.REDIS_URL:
        return
    with contextlib.suppress(redis.RedisError, OSError):
        if workers.are_missed():
            raise RuntimeError("no worker runs")


def _disk() -> None:
    """Room where files are kept, or will be."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < settings.LEAST_FREE_DISK_MB * 1_000_000:
        raise OSError("the disk is nearly full")


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _Migrations(),
    "redis": _redis,
    "clock": _clock,
    "clock_lag": _clock_lag,
    "workers": _workers,
    "disk": _disk,
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
