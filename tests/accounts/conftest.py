"""What the tests of accounts share: limits that begin at nothing, and a stranger's browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.counts import start_afresh
from tests.kit.visitor import Visitor

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture(autouse=True)
def limits_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(monkeypatch)


@pytest.fixture
def visitor(client: Client) -> Visitor:
    return Visitor(client)
