"""What the tests of games as files share: limits that begin at nothing."""

from __future__ import annotations

import pytest

from tests.kit.counts import start_afresh


@pytest.fixture(autouse=True)
def limits_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(monkeypatch)
