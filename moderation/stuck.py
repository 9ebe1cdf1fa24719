"""Live games that do not go on by themselves: there should be none. Synchronous; asks the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from games import due
from games.models import Game

PATIENCE: Final = timedelta(minutes=1)
"""Clocks look at every game that is due at once; after so long something is wrong."""


def games() -> set[int]:
    """Those that are long overdue, that no clock knows, or that are set aside."""
    aside = Game.objects.exclude(fault="").filter(phase__in=due.LIVE_PHASES)
    late = due.overdue(timezone.now() - PATIENCE)
    return {*late, *due.without_row(), *aside.values_list("pk", flat=True)}
