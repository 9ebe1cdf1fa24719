"""The Celery application: what may be late is done by its workers. `celery -A golf_project worker`, and one `beat`.

Without a broker there are none: tasks run where they are asked for, and the clock does the periodic ones.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "golf_project.settings")

if TYPE_CHECKING:
    from celery import Task

app = Celery("golf")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.celeryd_init.connect
def use_no_pool(**_more: Any) -> None:
    """A worker's processes are forks, and a pool of connections does not outlive a fork."""
    from django.db import connections

    for connection in connections.all():
        connection.settings_dict["OPTIONS"].pop("pool", None)


@signals.worker_ready.connect
def be_heard(sender: Any, **_more: Any) -> None:
    """Say again and again that there is a worker, for as long as it is there."""
    from golf_project import workers

    timer = sender.timer
    workers.say_alive()
    timer.call_repeatedly(workers.BEAT_SECONDS, workers.say_alive)


@signals.task_prerun.connect
def set_out(task_id: str, task: Task[Any, Any], **_more: Any) -> None:
    """A task's log lines bear its number, as those of a request do; one that is done on the spot goes along."""
    from accounts import trail

    if not task.request.is_eager:
        trail.note(request=task_id)


@signals.task_failure.connect
def be_told(sender: Task[Any, Any], exception: BaseException, **_more: Any) -> None:
    """A failed task is an error in the log, without what it was asked to do."""
    from golf_project import workers

    workers.log.error("the task %s failed: %s", sender.name, type(exception).__name__)
