"""What is asked beside an event loop ends with its connection given back, where others wait for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.db import connection

from games.threads import DatabaseThreads

pytestmark = pytest.mark.services


@pytest.fixture
async def threads(transactional_db: None) -> AsyncIterator[DatabaseThreads]:
    threads = DatabaseThreads(1)
    yield threads
    threads.close()


def ask() -> Any:
    """The connection of this thread, once it has answered a question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.connection


def opened() -> Any:
    """The connection of this thread, if it has one."""
    return connection.connection


async def test_a_connection_that_others_may_wait_for_is_given_back_and_one_to_a_file_is_kept(
    threads: DatabaseThreads,
) -> None:
    first = await threads.run(ask)
    assert await threads.run(opened) is (first if connection.vendor == "sqlite" else None)


async def test_a_connection_is_closed_when_the_work_fails(threads: DatabaseThreads) -> None:
    def fail() -> None:
        ask()
        raise ValueError

    with pytest.raises(ValueError):
        await threads.run(fail)
    assert await threads.run(opened) is None
