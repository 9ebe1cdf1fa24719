"""Let computer players play whole games among themselves, and print how they did."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from games.cpu.personas import LEVELS
from games.cpu_tables.second_look import SecondLook
from games.cpu_tables.store import tables_now
from games.management.simulate_asked import (
    DEFAULTS,
    EVERYTHING,
    company_of,
    looked_over,
    refuse_a_file_that_cannot_be_written,
    refuse_tables_alone_without_tour,
    rules_of,
    seats_of,
)
from games.rules.house_rules import PRESETS
from games.rules.state import FEWEST_SEATS, MOST_SEATS
from games.simulation import contest_report, report
from games.simulation.contest import Contest, play_contest
from games.simulation.play import SimulatedGame, line_up
from games.simulation.regret import measure
from games.simulation.tally import Tally
from games.verify import counted

if TYPE_CHECKING:
    from games.cpu.personas import Persona
    from games.rules.house_rules import HouseRules

PROGRESS_EVERY: Final = 0.2
"""Seconds between two updates of the line that shows how far the run is."""
BAR: Final = 30
SEEDS_APART: Final = 1_000_003
"""Keeps the games of neighbouring seeds different."""
EXAMPLES: Final = """
examples:
  manage.py simulate --games 96 --level tour
      how the eight play: strokes, games won, style
  manage.py simulate --pit marcus:tour marcus:club marcus:easy --games 200
      levels against one another: the same cards for all, and each in every seat
  manage.py simulate --pit marcus:tour maya priya sage --rules classic,speed,everything --plot margins.svg
      the same company under several rules, with a plot
  manage.py simulate --level easy --regret 400 --deals 2000 --format csv
      strokes lost by each decision, judged by dealing the unseen cards again
"""


class Command(BaseCommand):
    help = (
        "Plays whole games of computer players through the rules of the game and prints, for each persona: strokes per "
        "hole, share of games won, the turn on which they go out, the spread of their scores and the share of columns "
        "paired (each with its 95 % interval), turns per hole and decisions per second. The same arguments give the "
        "same games. Over a multiple of eight games every persona plays equally often. With --pit, those who are named "
        "play one another instead, and with --regret, decisions are judged."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        kwargs |= {"epilog": EXAMPLES, "formatter_class": argparse.RawDescriptionHelpFormatter}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add(
            "--games", type=int, metavar="N",
            help=f"how many games (default {DEFAULTS['games']}); with --pit how many games' cards, each of which is "
            "played once from every seat: 2 N games at a table of two, 4 N at one of four (2 N if the same two sit "
            "there twice)",
        )  # fmt: skip
        add(
            "--players", type=int, metavar="P",
            help=f"computer players at each table, {FEWEST_SEATS} to {MOST_SEATS} (default 4, or all of --pit)",
        )  # fmt: skip
        add(
            "--pit", nargs="+", metavar="PERSONA[:LEVEL]",
            help="who plays whom, in order of the seats, and again from the first until all seats are taken (see "
            "--players); every game's cards are played once from every seat (see --games)",
        )  # fmt: skip
        add(
            "--rules", type=str.lower, default="classic", metavar="PRESET",
            help=f"one of: {', '.join(PRESETS)}, or {EVERYTHING}; for --pit several, with commas (default classic)",
        )  # fmt: skip
        add("--holes", type=int, metavar="H", help="holes a game, 1 to 18 (default: the preset's)")
        add("--decks", type=int, metavar="D", help="packs of cards, 1 to 3 (default: the preset's)")
        add("--seed", type=int, default=1, metavar="S", help="a number that fixes all luck (default 1)")
        add(
            "--level", type=str.lower, choices=tuple(LEVELS),
            help=f"how strong all play who are named without one (default {DEFAULTS['level']})",
        )  # fmt: skip
        add(
            "--tables-alone", action="store_true",
            help="nobody at Tour looks again at a close decision, as where a clock has no time for it",
        )  # fmt: skip
        add(
            "--regret", type=int, metavar="N",
            help="judge N decisions instead: strokes lost in each, with the unseen cards dealt again (see --deals)",
        )  # fmt: skip
        add(
            "--deals", type=int, metavar="D",
            help=f"with --regret: deals for each action (default {DEFAULTS['deals']})",
        )  # fmt: skip
        add("--format", choices=("table", "json", "csv"), default="table", help="how to print the figures")
        add("--plot", type=Path, metavar="FILE", help="with --pit: draw the margins, as an SVG file")

    def handle(self, *args: Any, **given: Any) -> None:
        options = looked_over(given)
        rules = rules_of(options)
        self.again = None if options["tables_alone"] else SecondLook()
        if options["pit"]:
            self._pit(options, rules)
            return
        [played], players = rules.values(), seats_of(options, 4)
        self.level = options["level"]
        if options["tables_alone"]:
            refuse_tables_alone_without_tour(self._company(0, players))
        self.worths = tables_now(played)
        if options["regret"] is not None:
            self._judge(options, players, played)
        else:
            self._series(options, players, played)

    def _series(self, options: dict[str, Any], players: int, rules: HouseRules) -> None:
        """Print how the eight play."""
        started, games = monotonic(), options["games"]
        tally, bar = Tally(), _Bar(self, games, "games")
        for number in range(games):
            game = self._game(number, players, rules, options["seed"])
            for decision in game.decisions():
                tally.count_decision(game, decision)
            tally.count_game(game)
            bar.at(number + 1)
        if options["format"] == "table":
            self.stdout.write(_title(options, players, rules, tally))
            self.stdout.write("")
        told = {"table": report.as_table, "json": report.as_json, "csv": report.as_csv}[options["format"]]
        self.stdout.write(told(tally))
        if options["format"] == "table":
            self.stderr.write(f"{tally.holes:,} holes in {monotonic() - started:.1f} s", str)

    def _game(self, number: int, players: int, rules: HouseRules, seed: int) -> SimulatedGame:
        company = self._company(number, players)
        return SimulatedGame(company, rules, seed * SEEDS_APART + number, self.worths, self.again)

    def _company(self, number: int, players: int) -> list[Persona]:
        return [player.at(self.level) for player in line_up(number, players)]

    def _judge(self, options: dict[str, Any], players: int, rules: HouseRules) -> None:
        """Print what decisions lose."""
        seed, bar = options["seed"], _Bar(self, options["regret"], "decisions")
        regret = measure(
            lambda number: self._game(number, players, rules, seed),
            options["regret"], options["deals"], seed, progress=bar.at,
        )  # fmt: skip
        told = {"table": report.regret_table, "json": report.regret_json, "csv": report.regret_csv}
        self.stdout.write(told[options["format"]](regret))

    def _pit(self, options: dict[str, Any], rules: dict[str, HouseRules]) -> None:
        """Print how those who are named do against one another, then draw it."""
        company, plot = company_of(options), options["plot"]
        if options["tables_alone"]:
            refuse_tables_alone_without_tour(company)
        if plot:
            refuse_a_file_that_cannot_be_written("--plot", plot)
        contests = {name: self._contest(options, name, played, company) for name, played in rules.items()}
        match options["format"]:
            case "json":
                self.stdout.write(contest_report.contests_json(contests))
            case "csv":
                self.stdout.write(contest_report.contests_csv(contests))
            case _:
                for name, contest in contests.items():
                    self.stdout.write(f"{_heading(name, contest)}\n\n")
                    self.stdout.write(contest_report.contest_table(contest) + "\n")
        if plot:
            self._draw(plot, contests)

    def _contest(
        self, options: dict[str, Any], name: str, rules: HouseRules, company: list[Persona]
    ) -> Contest:
        bar = _Bar(self, options["games"], f"games' cards, {name}")
        seed = options["seed"] * SEEDS_APART
        contest = Contest()
        for contest in play_contest(company, rules, options["games"], seed, tables_now(rules), self.again):
            bar.at(contest.cards)
        return contest

    def _draw(self, plot: Path, contests: dict[str, Contest]) -> None:
        try:
            plot.write_text(contest_report.contests_plot(contests))
        except OSError as error:
            raise CommandError(f"--plot: {plot} could not be written ({error.strerror})") from error


class _Bar:
    """How far a run is, as a bar on a terminal; nothing anywhere else."""

    def __init__(self, command: BaseCommand, whole: int, what: str) -> None:
        self.out, self.whole, self.what, self.shown = command.stderr, whole, what, 0.0

    def at(self, done: int) -> None:
        """So much is done; `str` in place of the style in which Django prints errors."""
        if not self.out.isatty() or (monotonic() - self.shown < PROGRESS_EVERY and done < self.whole):
            return
        self.shown, filled = monotonic(), BAR * done // self.whole
        bar = "█" * filled + "░" * (BAR - filled)
        self.out.write(f"\r{bar} {done} of {self.whole} {self.what}", str, "\n" if done == self.whole else "")
        sys.stderr.flush()


def _title(options: dict[str, Any], players: int, rules: HouseRules, tally: Tally) -> str:
    return (
        f"{counted(tally.games, 'game')} ({counted(tally.holes, 'hole')}) of {players} computer players, "
        f"{options['rules']} rules, {counted(rules.decks, 'pack')}, seed {options['seed']}"
    )


def _heading(name: str, contest: Contest) -> str:
    cards = "1 game's cards" if contest.cards == 1 else f"{contest.cards:,} games' cards, each"
    return (
        f"{name} rules, {cards} from every seat: "
        f"{counted(contest.games, 'game')} ({counted(contest.holes, 'hole')})"
    )
