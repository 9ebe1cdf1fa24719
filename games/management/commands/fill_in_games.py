"""Write what this version keeps beside the events of games, for those that an older version has made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from games.filling_in import (
    AT_ONCE,
    fill_in_places,
    fill_in_presets,
    games_without_places,
    games_without_preset,
)
from games.management.progress import shown
from games.verify import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from games.models import Game


class Command(BaseCommand):
    help = (
        "Writes places, totals and the names of rules beside games that an older version has made, for the list of "
        "somebody's own games. It may run beside the site, be interrupted at any time and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self._fill_in("named by their rules", games_without_preset(), fill_in_presets)
        self._fill_in("given places and totals", games_without_places(), fill_in_places)

    def _fill_in(
        self, what: str, games: QuerySet[Game], fill_in: Callable[[QuerySet[Game]], Iterator[int]]
    ) -> None:
        total = games.count()
        filled = sum(shown(fill_in(games), -(-total // AT_ONCE), "batches", self.stderr))
        self.stdout.write(f"{counted(filled, 'game')} {what}, of {total:,} without")
