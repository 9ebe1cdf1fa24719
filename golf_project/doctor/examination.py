"""All of it, in the order in which one thing stands on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from golf_project.doctor import (
    celery_workers,
    configuration,
    database,
    files,
    post_office,
    redis_server,
    software,
    tables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from golf_project.doctor.findings import Finding
    from golf_project.doctor.tables import Watch, Which


def examination(which: Which, watch: Watch, mail_to: str | None = None) -> Iterator[Finding]:
    """Each finding as soon as there is one. `which` streams are folded; `watch` shows how far that is.

    With an address to mail to, a test letter is sent there.
    """
    yield from software.about.safely(software.found())
    yield from configuration.about.safely(configuration.found())
    yield from files.about.safely(files.found())
    database_answers = yield from database.about.safely(database.found())
    redis_answers = yield from redis_server.about.safely(redis_server.found())
    if redis_answers or not settings.REDIS_URL:
        yield from celery_workers.about.safely(celery_workers.found())
    yield from post_office.about.safely(post_office.found(mail_to))
    if not database_answers:
        yield tables.streams.warning("not looked at, as the database has to be put in order first")
        return
    yield from tables.clock.safely(tables.found_of_clock(redis_answers=redis_answers))
    yield from tables.streams.safely(tables.found_of_streams(which, watch))
