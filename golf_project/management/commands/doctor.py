"""Is this installation sound? A line for each thing that it stands on."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from games.management.progress import shown
from games.verify import counted
from golf_project.doctor.examination import examination
from golf_project.doctor.findings import Level

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from golf_project.doctor.findings import Finding

TOPIC: Final = 11
"""The width of the column of topics."""


class Command(BaseCommand):
    help = (
        "Says whether this installation is sound: software, settings, migrations, database, Redis, clock, and the "
        "games that are being played. One line each; exit code 1 if there is any fault."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the findings for programs")
        parser.add_argument(
            "--mail", metavar="ADDRESS", help="also send a test letter there, and say what comes of it"
        )
        parser.add_argument(
            "--streams",
            choices=("live", "all", "none"),
            default="live",
            help="whose events are folded: of games that are being played (default), of all, of none",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        findings = []
        for finding in examination(options["streams"], self._watch, options["mail"]):
            findings.append(finding)
            if not options["json"]:
                self.stdout.write(self._line(finding))
        count = Counter(finding.level for finding in findings)
        if options["json"]:
            told = {"sound": not count[Level.FAULT], "findings": [asdict(finding) for finding in findings]}
            self.stdout.write(json.dumps(told, indent=2))
        elif not count[Level.FAULT]:
            warnings = f", with {counted(count[Level.WARNING], 'warning')}" if count[Level.WARNING] else ""
            self.stdout.write(f"This installation is sound{warnings}.")
        if count[Level.FAULT]:
            raise CommandError(f"{counted(count[Level.FAULT], 'fault')}.")

    def _line(self, finding: Finding) -> str:
        colours = {
            Level.OK: self.style.SUCCESS,
            Level.WARNING: self.style.WARNING,
            Level.FAULT: self.style.ERROR,
        }
        return f"{colours[finding.level](f'{finding.level:8}')} {finding.topic:{TOPIC}} {finding.sentence}"

    def _watch(self, games: Iterable[int], count: int) -> Iterable[int]:
        return shown(games, count, "games", self.stderr)
