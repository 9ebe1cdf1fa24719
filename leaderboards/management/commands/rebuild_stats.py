"""Fold all results, statistics, ratings and boards from the events again, or say whether they are right."""

from __future__ import annotations

import argparse
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.core.management.base import BaseCommand, CommandError

from games.management.progress import shown
from games.verify import counted
from leaderboards import rebuilding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
SHOWN: Final = 50
"""Differences that are told one by one."""


class Command(BaseCommand):
    help = (
        "Recomputes results, statistics, achievements, ratings and leaderboards from the games' events, in tables of "
        "their own that replace those in use when they are full. The site goes on meanwhile. It may be interrupted at "
        "any time and run again."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit with 1 if anything differs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
            return
        wrong = rebuilding.rebuild(self._progress)
        self.stdout.write(
            f"rebuilt; the results of {counted(wrong, 'game')} were not what the events come to"
        )

    def _check(self) -> None:
        found = rebuilding.differences(self._progress)
        told = list(islice(found, SHOWN))
        for sentence in told:
            self.stdout.write(sentence)
        more = sum(1 for _one in found)
        if more:
            self.stdout.write(f"and {counted(more, 'difference')} more")
        if told:
            raise CommandError(f"{counted(len(told) + more, 'difference')}; rebuild_stats mends them.")
        self.stdout.write("everything is what the events come to")

    def _progress(self, things: Iterable[T], total: int, what: str) -> Iterator[T]:
        return shown(things, total, what, self.stderr)
