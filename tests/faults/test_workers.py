"""Celery's worker and beat: they do what was asked for through Redis, and a site that has lost them is not ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import redis

from tests.kit.processes import PATIENCE
from tests.kit.waiting import until

if TYPE_CHECKING:
    from tests.kit.own_site import OwnSite

EXPIRED = """INSERT INTO django_session (session_key, session_data, expire_date)
             VALUES ('old', '', now() - interval '1 day')"""
ASK = "from accounts.later import later; from accounts.tasks import *; later(forget_what_has_expired)"


def sessions(site: OwnSite) -> int:
    return int(site.postgres.query("SELECT count(*) FROM django_session", site.database)[0][0])


@pytest.fixture
def expired(site: OwnSite) -> OwnSite:
    """A site with a session that has expired."""
    site.postgres.query(EXPIRED, site.database)
    return site


def test_a_worker_does_what_is_asked_for_even_before_it_is_there(expired: OwnSite) -> None:
    assert expired.manage("shell", "-c", ASK).wait(PATIENCE) == 0
    assert sessions(expired) == 1
    worker = expired.celery("worker", "--concurrency", "2")
    until(lambda: sessions(expired) == 0, expired)
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert expired.logged("ERROR") == []


def test_a_site_that_has_lost_its_workers_is_not_ready(site: OwnSite) -> None:
    site.open(webs=1)
    port = site.ports[0]
    until(lambda: site.ready(port)[0] == 200, site)  # It never had any.
    worker = site.celery("worker", "--concurrency", "1")
    server = redis.Redis.from_url(site.redis.url)
    until(lambda: bool(server.keys("*worker-alive")), site)
    until(lambda: site.ready(port)[0] == 200, site)
    worker.kill()
    worker.wait(PATIENCE)
    server.delete(*server.keys("*worker-alive"))  # As when its time is over.
    until(lambda: site.ready(port) == (503, {"status": "not ready", "failing": ["workers"]}), site)
    server.close()


def test_the_beat_knows_the_chores(expired: OwnSite) -> None:
    beat = expired.celery("beat", "--loglevel", "debug", "--schedule", str(expired.log.with_name("beat")))
    until(lambda: "accounts.tasks.forget_what_has_expired" in expired.log.read_text(), expired)
    beat.terminate()
    beat.wait(PATIENCE)
