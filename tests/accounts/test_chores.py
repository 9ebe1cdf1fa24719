"""Tasks that are done again and again, and work that may be late."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from celery import Task, shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import chores, guests, tokens
from accounts.later import later
from accounts.models import GuestToken, RefreshToken, TokenFamily, User
from accounts.tasks import forget_what_has_expired
from golf_project.celery import app
from tests.kit.cast import person, session_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoCaptureOnCommitCallbacks
    from pytest_django.fixtures import Settings

DONE: list[str] = []
KNOWN = """
import django
django.setup()
from accounts import chores
chores._work = lambda enough: None
with chores.done_here():
    print([chore.task.name for chore in chores.all_of_them()])
"""


@shared_task(name="tests.note")
def note(what: str = "a chore") -> None:
    """Writes down that it was done."""
    if what == "trouble":
        raise RuntimeError(what)
    DONE.append(what)


@pytest.fixture(autouse=True)
def nothing_done(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No chores but the test's own, and none of them done."""
    DONE.clear()
    monkeypatch.setattr(chores, "_CHORES", {})
    plan, kept = app.conf.beat_schedule, dict(app.conf.beat_schedule)
    plan.clear()
    yield
    plan.clear()
    plan.update(kept)


def test_a_chore_is_done_at_once_and_then_whenever_its_time_has_come() -> None:
    chores.every(60)(note)
    last: dict[str, float] = {}
    for now in (1000.0, 1030.0, 1059.0, 1060.0, 1100.0):
        chores.do_due(last, now)
    assert DONE == ["a chore"] * 2


def test_a_chore_that_fails_harms_no_other_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    @shared_task(name="tests.a_bad_one")
    def bad() -> None:
        raise RuntimeError("a card: KH")

    chores.every(60)(bad)
    chores.every(60)(note)
    last: dict[str, float] = {}
    chores.do_due(last, 1000.0)
    assert DONE == ["a chore"]
    chores.do_due(last, 1060.0)
    assert [record.getMessage() for record in caplog.records] == [
        "the task tests.a_bad_one failed: RuntimeError"
    ] * 2


def test_they_are_done_here_only_where_there_is_no_broker(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "LOOK_SECONDS", 0.001)
    begun: list[threading.Event] = []
    monkeypatch.setattr(chores, "_work", begun.append)
    settings.REDIS_URL = ""
    with chores.done_here():
        pass
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with chores.done_here():
        pass
    assert len(begun) == 1
    assert begun[0].is_set()


def test_without_a_broker_the_chores_of_every_app_are_known() -> None:
    """Asked of a process of its own: here other tests have imported everything."""
    told = subprocess.run(
        [sys.executable, "-c", KNOWN],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"REDIS_URL": ""},
    ).stdout
    for chore in (
        "leaderboards.tasks.send_due_results",
        "leaderboards.tasks.refresh_standings",
        "accounts.tasks",
    ):
        assert chore in told


@pytest.mark.django_db
def test_late_work_waits_for_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        later(note, "late")
    assert DONE == []
    callbacks[0]()
    assert DONE == ["late"]


@pytest.mark.django_db
def test_a_broker_that_is_away_holds_nothing_up(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(Task, "apply_async", away)
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        later(note, "late")
    assert [record.getMessage() for record in caplog.records] == [
        "the task tests.note waits for its sweep: OperationalError"
    ]


@pytest.mark.django_db
def test_what_has_expired_is_forgotten_and_the_rest_stays() -> None:
    alice, bob = person("Alice"), person("Bob")
    session_of(alice.user)
    kept = session_of(bob.user)
    yesterday = timezone.now() - timedelta(days=1)
    Session.objects.exclude(pk=kept).update(expire_date=yesterday)
    GuestToken.objects.filter(user=alice.user).update(expires_at=yesterday)
    robin = User.objects.create(username="robin", name="Robin")
    tokens.begin(robin)
    RefreshToken.objects.update(expires_at=yesterday)
    good = tokens.begin(robin)
    forget_what_has_expired()
    assert list(Session.objects.values_list("pk", flat=True)) == [kept]
    assert guests.by_token(bob.token) == bob.user
    assert GuestToken.objects.count() == 1
    assert TokenFamily.objects.count() == RefreshToken.objects.count() == 1
    assert tokens.refresh(good.refresh).refresh != good.refresh


def test_the_beat_sends_every_chore_and_one_that_no_worker_takes_is_gone_soon_after_the_next() -> None:
    chores.every(10)(note)
    options = {"expires": 10 + chores.GRACE_SECONDS}
    assert app.conf.beat_schedule == {
        "tests.note": {"task": "tests.note", "schedule": 10, "options": options}
    }
