"""A finished game as a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from games.fold import BrokenStream
from games.verify import NoSuchGame
from replays.export import NotOver, exported


class Command(BaseCommand):
    help = "Writes a finished game as JSON (docs/export.md)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("game", type=int, help="the game's number")
        parser.add_argument("--output", type=Path, help="the file to write; standard output otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = exported(options["game"])
        except NoSuchGame as error:
            raise CommandError(f"There is no game {options['game']}, or it has never begun.") from error
        except NotOver as error:
            raise CommandError(f"Game {options['game']} is still being played.") from error
        except BrokenStream as error:
            raise CommandError(str(error)) from error
        if options["output"] is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
