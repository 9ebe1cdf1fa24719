"""Work that may be late: asked for when the transaction has committed, done by a worker."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import transaction
from kombu.exceptions import OperationalError

if TYPE_CHECKING:
    from celery import Task

log = logging.getLogger(__name__)


def later(task: Task[Any, Any], *arguments: object) -> None:
    """Have a worker do this after the commit; without a broker it is done there and then.

    A broker that is away holds nothing up: each task has a chore that sweeps up what was lost.
    """
    transaction.on_commit(lambda: _send(task, arguments), robust=True)


def _send(task: Task[Any, Any], arguments: tuple[object, ...]) -> None:
    try:
        task.apply_async(arguments, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("the task %s waits for its sweep: %s", task.name, type(error).__name__)
