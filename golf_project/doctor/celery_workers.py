"""Celery's workers: some are there, where they can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from golf_project import workers
from golf_project.doctor.findings import About

if TYPE_CHECKING:
    from golf_project.doctor.findings import Findings

about = About("workers")


def found() -> Findings:
    """Asks Redis, which has to answer."""
    if not settings.REDIS_URL:
        yield about.ok("none: tasks are done where they are asked for")
        return True
    if not workers.are_there():
        yield about.warning(
            "none is alive: mail waits for a `celery -A golf_project worker`, and for one `celery -A golf_project beat`"
        )
        return False
    yield about.ok("one is alive")
    return True
