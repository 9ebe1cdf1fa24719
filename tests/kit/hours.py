"""Time that a test moves on by hand: what asks for the time is told the real one and what has been added to it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from games import manners, presence

if TYPE_CHECKING:
    import pytest


class Hours:
    """The site's time. It never goes back."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._now = timezone.now
        self._added = 0.0
        self._stood_still_at: float | None = None
        patch.setattr(timezone, "now", self.now)
        for module in (presence, manners):
            patch.setattr(module, "time", self)

    def now(self) -> datetime:
        return self._now() + timedelta(seconds=self._added)

    def time(self) -> float:
        return time.time() + self._added

    def monotonic(self) -> float:
        running = time.monotonic() if self._stood_still_at is None else self._stood_still_at
        return running + self._added

    def stand_still(self) -> None:
        """From now on `monotonic` only goes on when time passes by, however long the machine takes."""
        self._stood_still_at = time.monotonic()

    def pass_by(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self._added += seconds
