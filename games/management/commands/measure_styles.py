"""Measure the styles of the personas anew, for the pages about them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from games.cpu.personas import USUAL
from games.cpu_tables.store import tables_for
from games.rules.house_rules import CLASSIC
from games.simulation.play import SimulatedGame, line_up
from games.simulation.styles import KEPT, Styles

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAYERS: Final = 4
LAP: Final = 8
"""Over so many games every persona plays equally often, and in every seat."""
SEEDS_APART: Final = 1_000_003


class Command(BaseCommand):
    help = (
        "Lets the computer players play among themselves at Club, four at a table under the classic rules, and writes "
        f"how each of them plays, with 95 % intervals, into games/cpu/{KEPT.name}, which the pages about them show. "
        "The same arguments give the same figures."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--games", type=int, default=400, metavar="N", help=f"a multiple of {LAP} (default 400)"
        )
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S", help="a number that fixes all luck (default 1)"
        )
        parser.add_argument("--output", default=str(KEPT), metavar="FILE", help="another file than that")

    def handle(self, *args: Any, **options: Any) -> None:
        games, seed = options["games"], options["seed"]
        if games < LAP or games % LAP:
            raise CommandError(f"--games: {games} is no multiple of {LAP}")
        styles = Styles()
        styles.count(series(seed, range(LAP)))
        first_lap = styles.strokes()
        styles.count(series(seed, range(LAP, games)))
        text = styles.to_json(
            command=f"manage.py measure_styles --games {games} --seed {seed}",
            games=games,
            players=PLAYERS,
            rules="classic",
            level=USUAL.key,
            first_lap=first_lap,
        )
        Path(options["output"]).write_text(text, encoding="utf-8")
        self.stdout.write(f"{games} games, {styles.tally.holes} holes: {options['output']}")


def series(seed: int, numbers: range) -> Iterator[SimulatedGame]:
    """The games of these numbers, yet to be played."""
    worths = tables_for(CLASSIC)
    for number in numbers:
        yield SimulatedGame(line_up(number, PLAYERS), CLASSIC, seed * SEEDS_APART + number, worths)
