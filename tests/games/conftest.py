"""What the tests of tables share: a club of their own, and time that they move on by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.club import Club
from tests.kit.hours import Hours

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def no_limits(settings: Settings) -> None:
    """Nobody makes too many tables, but in the tests of just that."""
    settings.GOLF_RATE_LIMITS = False


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    return Hours(monkeypatch)


@pytest.fixture
async def club(transactional_db: None, hours: Hours) -> AsyncIterator[Club]:
    """The site, in the event loop of the test."""
    club = await Club.open(hours)
    yield club
    await club.close()
