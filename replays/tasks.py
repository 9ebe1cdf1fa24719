"""What is done in the background for replays: games analysed, a piece at a time."""

from __future__ import annotations

import threading
from typing import Final

from celery import shared_task
from django.conf import settings
from django.db import close_old_connections, connection, transaction

from accounts.chores import every
from accounts.later import later
from replays import analyses

LOOK_SECONDS: Final = 20
_one_at_a_time = threading.Lock()


@shared_task
def analyse(analysis_id: int) -> None:
    """Work on an analysis for some seconds, and have the rest done after whatever else waits."""
    if analyses.work(analysis_id):
        later(analyse, analysis_id)


@every(LOOK_SECONDS)
@shared_task
def go_on_with_analyses() -> None:
    """Go on with whatever a broker lost, or somebody died of; and let go what could not be worked out."""
    analyses.forget_failed()
    for analysis_id in list(analyses.free().values_list("pk", flat=True)):
        begin(analysis_id)


def begin(analysis_id: int) -> None:
    """Have it worked on after the commit: by a worker, or where there is none in a thread of this process."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        transaction.on_commit(_aside, robust=True)
    else:
        later(analyse, analysis_id)


def _aside() -> None:
    threading.Thread(target=_all, name="golf-analyses", daemon=True).start()


def _all() -> None:
    """Whatever is to be done, one after the other; the next look finds what came too late for this one."""
    if not _one_at_a_time.acquire(blocking=False):
        return
    try:
        close_old_connections()
        while (found := analyses.free().first()) is not None:
            analyses.work(found.pk)
    finally:
        connection.close()
        _one_at_a_time.release()
