"""Let computer players play whole games among themselves and print how they did."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from games.cpu.personas import LEVELS, USUAL
from games.cpu_tables.store import tables_for
from games.rules.house_rules import PRESETS, RANGES
from games.rules.state import FEWEST_SEATS, MOST_SEATS
from games.simulation.play import SimulatedGame, line_up
from games.simulation.regret import measure
from games.simulation.report import as_json, as_table, regret_json, regret_table
from games.simulation.tally import Tally

if TYPE_CHECKING:
    from games.rules.house_rules import HouseRules

PROGRESS_EVERY: Final = 0.2
"""Seconds between two updates of the line that shows how far the run is."""
FEWEST_DEALS: Final = 20
SEEDS_APART: Final = 1_000_003
"""Keeps the games of neighbouring seeds different."""


class Command(BaseCommand):
    help = (
        "Plays whole games of computer players through the rules of the game and prints, for each persona: strokes per "
        "hole, share of games won, turns per hole, the turn on which they go out, the spread of their scores and the "
        "share of columns paired (each with its 95 % interval), and decisions per second. The same arguments give the "
        "same games. Over a multiple of eight games every persona plays equally often."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        presets = ", ".join(PRESETS)
        parser.add_argument(
            "--games", type=int, default=100, metavar="N", help="how many games (default 100)"
        )
        parser.add_argument(
            "--players",
            type=int,
            default=4,
            metavar="P",
            help=f"computer players at each table, {FEWEST_SEATS} to {MOST_SEATS} (default 4)",
        )
        parser.add_argument(
            "--rules", default="classic", metavar="PRESET", help=f"one of: {presets} (default classic)"
        )
        parser.add_argument(
            "--holes", type=int, metavar="H", help="holes a game, 1 to 18 (default: the preset's)"
        )
        parser.add_argument(
            "--decks", type=int, metavar="D", help="packs of cards, 1 to 3 (default: the preset's)"
        )
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S", help="a number that fixes all luck (default 1)"
        )
        parser.add_argument(
            "--level",
            choices=tuple(LEVELS),
            default=USUAL.key,
            help=f"how strong all play (default {USUAL.key})",
        )
        parser.add_argument(
            "--regret",
            type=int,
            metavar="N",
            help="judge N decisions instead: strokes lost in each, with the unseen cards dealt again (see --deals)",
        )
        parser.add_argument(
            "--deals", type=int, default=2000, metavar="D", help="deals for each action (default 2000)"
        )
        parser.add_argument(
            "--format", choices=("table", "json"), default="table", help="how to print the figures"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rules = _rules(options)
        games, players = _counts(options)
        self.level, self.worths = options["level"], tables_for(rules)
        if options["regret"] is not None:
            self._judge(options, players, rules)
            return
        started = monotonic()
        tally = self._play(games, players, rules, options["seed"])
        if options["format"] == "json":
            self.stdout.write(as_json(tally))
            return
        self.stdout.write(_title(options, rules, tally))
        self.stdout.write("")
        self.stdout.write(as_table(tally))
        self.stderr.write(f"{tally.holes:,} holes in {monotonic() - started:.1f} s", str)

    def _play(self, games: int, players: int, rules: HouseRules, seed: int) -> Tally:
        tally = Tally()
        shown = 0.0
        for number in range(games):
            game = self._game(number, players, rules, seed)
            for decision in game.decisions():
                tally.count_decision(game, decision)
            tally.count_game(game)
            if self.stderr.isatty() and (monotonic() - shown > PROGRESS_EVERY or number + 1 == games):
                shown = monotonic()
                self._progress(number + 1, games)
        return tally

    def _game(self, number: int, players: int, rules: HouseRules, seed: int) -> SimulatedGame:
        company = [player.at(self.level) for player in line_up(number, players)]
        return SimulatedGame(company, rules, seed * SEEDS_APART + number, self.worths)

    def _judge(self, options: dict[str, Any], players: int, rules: HouseRules) -> None:
        """Print what decisions lose."""
        if options["regret"] < 1 or options["deals"] < FEWEST_DEALS:
            raise CommandError(
                f"--regret: judge at least one decision, with --deals of {FEWEST_DEALS} or more"
            )
        seed = options["seed"]
        regret = measure(
            lambda number: self._game(number, players, rules, seed), options["regret"], options["deals"], seed
        )
        self.stdout.write(regret_json(regret) if options["format"] == "json" else regret_table(regret))

    def _progress(self, done: int, games: int) -> None:
        """Say how far the run is; `str` in place of the style in which Django prints errors."""
        self.stderr.write(f"\r{done} of {games} games", str, "\n" if done == games else "")
        sys.stderr.flush()


def _rules(options: dict[str, Any]) -> HouseRules:
    """The house rules asked for; CommandError for what cannot be played."""
    preset = PRESETS.get(options["rules"])
    if preset is None:
        raise CommandError(
            f"--rules: there is no preset {options['rules']!r}; choose one of {', '.join(PRESETS)}"
        )
    holes, decks = options["holes"], options["decks"]
    return replace(
        preset.rules,
        holes=preset.rules.holes if holes is None else _within("holes", holes, RANGES["holes"]),
        decks=preset.rules.decks if decks is None else _within("decks", decks, RANGES["decks"]),
    )


def _counts(options: dict[str, Any]) -> tuple[int, int]:
    """How many games of how many players; CommandError for what cannot be played."""
    if options["games"] < 1:
        raise CommandError(f"--games: {options['games']} is too few; play at least one")
    return options["games"], _within("players", options["players"], range(FEWEST_SEATS, MOST_SEATS + 1))


def _within(name: str, wanted: int, allowed: range) -> int:
    if wanted not in allowed:
        raise CommandError(f"--{name}: {wanted} is not a number from {allowed[0]} to {allowed[-1]}")
    return wanted


def _title(options: dict[str, Any], rules: HouseRules, tally: Tally) -> str:
    return (
        f"{tally.games} games ({tally.holes} holes) of {options['players']} computer players, "
        f"{options['rules']} rules, {rules.decks} pack{'s' * (rules.decks > 1)}, seed {options['seed']}"
    )
