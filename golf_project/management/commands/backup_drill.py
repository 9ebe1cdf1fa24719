"""Try the newest backup out beside the site. See docs/deploy.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from golf_project.backup import drill
from golf_project.backup.telling import in_a_sentence

if TYPE_CHECKING:
    import argparse


class Command(BaseCommand):
    help = (
        "Restores the newest backup into a scratch database, verifies a sample of its games and folds its statistics "
        "again. Exits with 1 at any difference. The site goes on meanwhile, and nothing of the drill stays."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--backup", help="another than the newest, by its name or its path")
        parser.add_argument("--sample", type=int, default=50, help="how many games to verify (default: 50)")

    def handle(self, **options: Any) -> None:
        with in_a_sentence():
            name = options["backup"] or drill.newest()
            drill.drill(name, options["sample"], self.stdout.write)
        self.stdout.write("the backup is good")
