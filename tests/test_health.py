"""Health checks: the process is up; it can do its work, or else which part it misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError

from golf_project import health

if TYPE_CHECKING:
    from django.test import Client


def broken() -> None:
    raise OperationalError("connection to postgres://golf:hunter2@db refused")


def test_a_process_that_answers_is_live(client: Client) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


@pytest.mark.django_db
def test_it_is_ready_when_database_and_cache_answer(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_it_names_what_does_not_answer_and_nothing_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(health.CHECKS, "database", broken)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "failing": ["database"]})
    assert b"hunter2" not in answer.content


def test_nobody_keeps_the_answer(client: Client) -> None:
    assert "no-store" in client.get("/health/live")["Cache-Control"]
