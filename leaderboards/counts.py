"""The site's totals: counted now and then, and kept. Synchronous; asks the database."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from games.rules.levels import LEVELS, USUAL
from leaderboards.models import Award, Count, Result, Tally
from leaderboards.tallies import ALL
from leaderboards.upserts import upsert

GAMES: Final = "games"
"""Finished games that count, of guests, too."""
PLAYERS: Final = "players"
"""People who have finished one, guests among them."""
_AWARD: Final = "award/"
_CPU: Final = "cpu/"


class Record(NamedTuple):
    """What finished games of a CPU player with people have come to, together: nobody is told of by name."""

    games: int = 0
    won: int = 0
    """Won by the CPU player, alone or together with others."""
    behind: int = 0
    """In which a person took a better place."""

    def plus(self, other: Record) -> Record:
        return Record(*(one + more for one, more in zip(self, other, strict=True)))


def refresh() -> None:
    """Count anew."""
    awards = Award.objects.values_list("key").annotate(players=models.Count("user_id"))
    found = {f"{_AWARD}{key}": players for key, players in awards}
    found[GAMES] = Result.objects.filter(seat=0).count()
    found[PLAYERS] = Tally.objects.filter(slice=ALL).count()
    found |= _records()
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


def records_of(persona: str) -> dict[str, Record]:
    """How a CPU player has fared against people at each level, when it was last counted."""
    start = f"{_CPU}{persona}/"
    found = dict(Count.objects.filter(name__startswith=start).values_list("name", "value"))
    return {
        level: Record(*(found.get(f"{start}{level}/{name}", 0) for name in Record._fields))
        for level in LEVELS
    }


def _records() -> dict[str, int]:
    better = Result.objects.filter(game=OuterRef("game"), persona="", place__lt=OuterRef("place"))
    of_cpus = Result.objects.filter(people__gt=0, game__seats__number=F("seat")).exclude(persona="")
    told = of_cpus.values_list("persona", "game__seats__level").annotate(
        games=models.Count("seat"),
        won=models.Count("seat", filter=Q(won=True)),
        behind=models.Count("seat", filter=Exists(better)),
    )
    return {
        f"{_CPU}{persona}/{level or USUAL}/{name}": value
        for persona, level, *values in told
        for name, value in zip(Record._fields, values, strict=True)
    }
