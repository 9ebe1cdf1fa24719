"""Chores: tasks that are done again and again. Celery's beat sends them; without a broker a thread of the clock's does.

Each app's tasks.py names its own with `every`.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from celery import current_app
from django.conf import settings
from django.db import close_old_connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from celery import Task

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 1.0
GRACE_SECONDS: Final = 60
"""So much longer than until the next time a chore waits for a worker, as machines' clocks differ."""
Kind = TypeVar("Kind", bound="Task[Any, Any]")


@dataclass(frozen=True, slots=True)
class Chore:
    """A task without arguments, and how many seconds lie between two times."""

    task: Task[Any, Any]
    seconds: float


_CHORES: dict[str, Chore] = {}


def every(seconds: float) -> Callable[[Kind], Kind]:
    """Have this task done so often. It must not matter whether it is done once or twice."""

    def note(task: Kind) -> Kind:
        _CHORES[task.name] = Chore(task, seconds)
        current_app.conf.beat_schedule[task.name] = {
            "task": task.name,
            "schedule": seconds,
            # While all workers are away, or busy for long, they do not pile up.
            "options": {"expires": seconds + GRACE_SECONDS},
        }
        return task

    return note


def all_of_them() -> list[Chore]:
    """All chores, by name."""
    return [_CHORES[name] for name in sorted(_CHORES)]


@contextmanager
def done_here() -> Iterator[None]:
    """Where there is no broker, and so nobody else, do all chores in a thread until the block ends."""
    if settings.REDIS_URL:
        yield
        return
    # Apps' tasks are looked for by workers alone; here nobody else would know of them.
    current_app.loader.import_default_modules()
    enough = threading.Event()
    thread = threading.Thread(target=_work, args=(enough,), name="chores", daemon=True)
    thread.start()
    try:
        yield
    finally:
        enough.set()


def _work(enough: threading.Event) -> None:
    last: dict[str, float] = {}
    while not enough.wait(LOOK_SECONDS):
        do_due(last, time.monotonic())
        close_old_connections()


def do_due(last: dict[str, float], now: float) -> None:
    """Do each chore whose time has come since it was done `last`, and note that."""
    for chore in all_of_them():
        name = chore.task.name
        if now < last.get(name, float("-inf")) + chore.seconds:
            continue
        last[name] = now
        try:
            chore.task()
        except Exception as error:  # noqa: BLE001 - the next one is tried all the same, and this one again later
            log.error("the task %s failed: %s", name, type(error).__name__)
