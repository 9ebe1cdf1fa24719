"""Keep a backup of database, media and archives. See docs/deploy.md."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from golf_project.backup import keeping, making, nights
from golf_project.backup.telling import in_a_sentence

if TYPE_CHECKING:
    import argparse

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Writes what the database has at one moment, media and archives into one file, encrypted with BACKUP_KEY where "
        "it is set, and keeps it in BACKUP_FOLDER or BACKUP_STORAGE. Of older ones the newest of 7 days, 4 weeks and "
        "12 months stay. The site goes on meanwhile."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", help="only list the backups that there are")
        parser.add_argument("--keep-all", action="store_true", help="remove no older ones")

        parser.add_argument(
            "--every-night", action="store_true", help="stay, and make one each night at BACKUP_HOUR, UTC"
        )

    def handle(self, **options: Any) -> None:
        if options["list"]:
            with in_a_sentence():
                self._list()
        elif options["every_night"]:
            nights.each(settings.BACKUP_HOUR, lambda: self._try(options))
        else:
            self._make(options)

    def _try(self, options: dict[str, Any]) -> None:
        """One night without a backup is no reason to make none the next."""
        try:
            self._make(options)
        except Exception as error:  # noqa: BLE001 - whatever it is
            log.error(
                "no backup was made: %s", error if isinstance(error, CommandError) else type(error).__name__
            )

    def _make(self, options: dict[str, Any]) -> None:
        with in_a_sentence():
            made = making.make()
            rows = made.rows
            self.stdout.write(
                f"{made.name}: {made.bytes:,} bytes, {rows['games_game']:,} games, "
                f"{rows['games_gameevent']:,} events, {made.files:,} files"
            )
            if not options["keep_all"]:
                for name in keeping.tidy():
                    self.stdout.write(f"{name}: removed")

    def _list(self) -> None:
        for name in keeping.kept():
            self.stdout.write(f"{name}  {keeping.storage().size(name):,} bytes")
