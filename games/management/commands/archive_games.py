"""Move the events of games that ended long ago into compressed files, or one game's back."""

from __future__ import annotations

import argparse
import signal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from games import archive, event_store
from games.fold import BrokenStream, OutOfReach
from games.management.progress import shown
from games.verify import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from games.models import Game

AT_ONCE: Final = 1_000
"""Games that are looked up together."""


class Command(BaseCommand):
    help = (
        "Moves the events of games that ended long ago into compressed files; replays, exports and verify_game read "
        "them from there. It may be interrupted at any time and run again. Games that are set aside stay."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--older-than", type=int, metavar="DAYS", help="games that ended more than so many days ago"
        )
        parser.add_argument("--limit", type=int, metavar="N", help="so many games at most")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be moved")
        parser.add_argument("--restore", type=int, metavar="GAME", help="bring back the events of this game")

    def handle(self, *args: Any, **options: Any) -> None:
        days, limit, game = options["older_than"], options["limit"], options["restore"]
        if (days is None) == (game is None):
            raise CommandError("Say either --older-than DAYS or --restore GAME.")
        if game is not None:
            self._restore(game)
            return
        if days < 1 or days > 36_500:
            raise CommandError(f"--older-than: {days} is not a number of days from 1 to 36500")
        if limit is not None and limit < 1:
            raise CommandError(f"--limit: {limit} is too few; move at least one")
        found = archive.old_games(days)
        count = found.count() if limit is None else min(limit, found.count())
        if options["dry_run"]:
            self._say(found[:count], count)
        else:
            self._move(found, count)

    def _say(self, found: QuerySet[Game], count: int) -> None:
        events, size = event_store.weight(list(found.values_list("pk", flat=True)))
        self.stdout.write(
            f"{counted(count, 'game')}, {counted(events, 'event')}, {size:,} bytes would be moved"
        )

    def _move(self, found: QuerySet[Game], count: int) -> None:
        games = events = size = 0
        stop = _Stop()
        try:
            for game_id in shown(islice(_ids(found), count), count, "games", self.stderr):
                moved = archive.archive(game_id)
                if moved is not None:
                    games, events, size = games + 1, events + moved.events, size + moved.bytes
                if stop.asked:
                    break
        except OutOfReach as away:
            raise CommandError(f"{away}; {counted(games, 'game')} moved before") from away
        finally:
            stop.over()
        self.stdout.write(f"{counted(games, 'game')}, {counted(events, 'event')} moved into {size:,} bytes")
        if stop.asked:
            raise CommandError("Interrupted; run it again to go on.", returncode=130)

    def _restore(self, game: int) -> None:
        try:
            events = archive.restore(game)
        except archive.NotArchived as error:
            raise CommandError(f"Game {game} has no archive.") from error
        except (BrokenStream, OutOfReach) as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(f"game {game}: {counted(events, 'event')} brought back")


class _Stop:
    """Whether somebody has pressed Ctrl-C: the game at hand is finished first. A second one ends at once."""

    def __init__(self) -> None:
        self.asked = False
        self.before = signal.signal(signal.SIGINT, self._ask)

    def _ask(self, *_about: object) -> None:
        self.asked = True
        self.over()

    def over(self) -> None:
        signal.signal(signal.SIGINT, self.before)


def _ids(found: QuerySet[Game]) -> Iterator[int]:
    """The games' numbers, looked up some at a time: what has been moved meanwhile is no longer found."""
    last = 0
    while ids := list(found.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        yield from ids
        last = ids[-1]
