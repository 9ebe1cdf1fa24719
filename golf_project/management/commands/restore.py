"""Restore a backup into an empty installation. See docs/deploy.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from golf_project.backup import making, restoring
from golf_project.backup.telling import in_a_sentence

if TYPE_CHECKING:
    import argparse


class Command(BaseCommand):
    help = (
        "Restores a backup, by its name or its path, into an installation without people and games; one that has any "
        "is left as it is. Before anything is changed every part of the backup is checked. Afterwards run `release`."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("backup", help="as `backup --list` names it, or a path")

    def handle(self, *, backup: str, **options: Any) -> None:
        with in_a_sentence(), making.workplace() as folder:
            found = restoring.restore(backup, folder)
        self.stdout.write(
            f"restored as of {found.made[:19]}: {found.rows['games_game']:,} games, "
            f"{found.rows['games_gameevent']:,} events, {len(found.files):,} files"
        )
