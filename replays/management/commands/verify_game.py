"""Do games hold what the rules make of them? One line each."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from games.management.progress import shown
from games.rules import events as e
from games.verify import NoSuchGame, all_games, counted, verify
from replays.document import read
from replays.files import content_of
from replays.strict_json import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterable


class Command(BaseCommand):
    help = (
        "Folds the events of games again, stored ones or in files, and checks every one: against the rules, the "
        "shuffle against its commitment, and the result against what is stored. A line a game; exit code 1 if "
        "anything differs."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("game", nargs="*", help="a game's number, or a file that export_game has written")
        parser.add_argument(
            "--all", action="store_true", help="all games; says what differs, and how many there are"
        )
        parser.add_argument("--live", action="store_true", help="the same for games that are not over")
        parser.add_argument("--ended", action="store_true", help="the same for games that are over")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers, several = options["game"], options["all"] or options["live"] or options["ended"]
        if bool(numbers) == several:
            raise CommandError("Name games by their numbers or files, or say --all, --live or --ended.")
        if numbers:
            count, unsound = len(numbers), self._judge(numbers, quiet=False)
        else:
            everything = options["all"]
            found = all_games(live=everything or options["live"], ended=everything or options["ended"])
            count = found.count()
            ids = found.values_list("pk", flat=True).iterator()
            unsound = self._judge(shown(ids, count, "games", self.stderr), quiet=True)
            self.stdout.write(f"{counted(count, 'game')}, {count - unsound:,} sound")
        if unsound:
            raise CommandError(f"{unsound:,} of {counted(count, 'game')} not sound.")

    def _judge(self, games: Iterable[int | str], *, quiet: bool) -> int:
        """How many of these games are not sound."""
        unsound = 0
        for game in games:
            sound, verdict = _of_stored(int(game)) if str(game).isdecimal() else _of_file(Path(str(game)))
            unsound += not sound
            if not sound or not quiet:
                self.stdout.write(verdict)
        return unsound


def _of_stored(number: int) -> tuple[bool, str]:
    """Whether this game is sound, and the line that says so."""
    try:
        verdict = verify(number)
    except NoSuchGame as error:
        raise CommandError(f"There is no game {number}.") from error
    return verdict.fault is None, str(verdict)


def _of_file(path: Path) -> tuple[bool, str]:
    """The same of a file."""
    try:
        record = read(content_of(path))
    except BadFile as error:
        return False, f"{path}{error.place}: {error}"
    holes = sum(isinstance(stored.event, e.HoleEnded) for stored in record.stream)
    return True, f"{path}: {counted(len(record.stream), 'event')}, {counted(holes, 'hole')}, sound"
