"""A game from a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from replays.files import content_of
from replays.importing import import_file
from replays.strict_json import BadFile


class Command(BaseCommand):
    help = (
        "Reads a game that export_game or the API has written, decides every event again and checks every shuffle. "
        "Prints the token of its replay; refuses, and stores nothing, where anything is not as it should be."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = import_file(content_of(options["file"]))
        except BadFile as error:
            raise CommandError(f"{options['file']}{error.place}: {error}") from error
        self.stdout.write(f"game {found.pk}, replay {found.token}")
