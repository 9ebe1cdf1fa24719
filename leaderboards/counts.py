"""The site's totals: counted now and then, and kept. Synchronous; asks the database."""

from __future__ import annotations

from typing import Final

from django.db import models

from leaderboards.models import Award, Count, Result, Tally
from leaderboards.tallies import ALL
from leaderboards.upserts import upsert

GAMES: Final = "games"
"""Finished games that count, of guests, too."""
PLAYERS: Final = "players"
"""People who have finished one, guests among them."""
_AWARD: Final = "award/"


def refresh() -> None:
    """Count anew."""
    awards = Award.objects.values_list("key").annotate(players=models.Count("user_id"))
    found = {f"{_AWARD}{key}": players for key, players in awards}
    found[GAMES] = Result.objects.filter(seat=0).count()
    found[PLAYERS] = Tally.objects.filter(slice=ALL).count()
    Count.objects.exclude(name__in=found).delete()
    upsert(Count, ("name", "value"), sorted(found.items()), key=1)


def site() -> tuple[int, int]:
    """How many games have been finished here, and by how many people, when it was last counted."""
    found = dict(Count.objects.filter(name__in=(GAMES, PLAYERS)).values_list("name", "value"))
    return found.get(GAMES, 0), found.get(PLAYERS, 0)


def awarded() -> dict[str, int]:
    """How many players have each achievement, by its key."""
    found = Count.objects.filter(name__startswith=_AWARD).values_list("name", "value")
    return {name.removeprefix(_AWARD): value for name, value in found}
