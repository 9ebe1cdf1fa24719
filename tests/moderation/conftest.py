"""What the tests of the console share: limits that begin at nothing, staff of each role, and a club of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moderation.roles import Role
from tests.kit.club import Club
from tests.kit.counts import start_afresh
from tests.kit.hours import Hours
from tests.kit.staff import Staff

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture(autouse=True)
def limits_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(monkeypatch)


@pytest.fixture
def moderator() -> Staff:
    return Staff(Role.MODERATOR)


@pytest.fixture
def administrator() -> Staff:
    return Staff(Role.ADMINISTRATOR)


@pytest.fixture
async def club(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Club]:
    """The site, in the event loop of the test."""
    club = await Club.open(Hours(monkeypatch))
    yield club
    await club.close()
