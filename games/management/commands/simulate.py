"""Let computer players play whole games among themselves, and print how they did."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from games.cpu.personas import LEVELS, USUAL
from games.cpu_tables.second_look import SecondLook
from games.cpu_tables.store import tables_now
from games.rules.house_rules import PRESETS, RANGES, SWITCHES, from_json
from games.rules.state import FEWEST_SEATS, MOST_SEATS
from games.simulation import contest_report, report
from games.simulation.contest import Contest, NoSuchPlayer, contestant, play_contest
from games.simulation.play import SimulatedGame, line_up
from games.simulation.regret import measure
from games.simulation.tally import Tally

if TYPE_CHECKING:
    from games.cpu.personas import Persona
    from games.rules.house_rules import HouseRules

PROGRESS_EVERY: Final = 0.2
"""Seconds between two updates of the line that shows how far the run is."""
BAR: Final = 30
FEWEST_DEALS: Final = 20
SEEDS_APART: Final = 1_000_003
"""Keeps the games of neighbouring seeds different."""
EVERYTHING: Final = "everything"
"""The name of the rules with every switch on."""
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
        "hole, share of games won, turns per hole, the turn on which they go out, the spread of their scores and the "
        "share of columns paired (each with its 95 % interval), and decisions per second. The same arguments give the "
        "same games. Over a multiple of eight games every persona plays equally often. With --pit, those who are named "
        "play one another instead, and with --regret, decisions are judged."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        kwargs |= {"epilog": EXAMPLES, "formatter_class": argparse.RawDescriptionHelpFormatter}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add("--games", type=int, default=100, metavar="N", help="how many games (default 100)")
        add(
            "--players", type=int, metavar="P",
            help=f"computer players at each table, {FEWEST_SEATS} to {MOST_SEATS} (default 4, or all of --pit)",
        )  # fmt: skip
        add(
            "--pit", nargs="+", metavar="PERSONA[:LEVEL]",
            help="who plays whom, in order of the seats, and again from the first until all seats are taken; every "
            "game's cards are played once from every seat",
        )  # fmt: skip
        add(
            "--rules", default="classic", metavar="PRESET",
            help=f"one of: {', '.join(PRESETS)}, or {EVERYTHING}; for --pit several, with commas (default classic)",
        )  # fmt: skip
        add("--holes", type=int, metavar="H", help="holes a game, 1 to 18 (default: the preset's)")
        add("--decks", type=int, metavar="D", help="packs of cards, 1 to 3 (default: the preset's)")
        add("--seed", type=int, default=1, metavar="S", help="a number that fixes all luck (default 1)")
        add(
            "--level", choices=tuple(LEVELS), default=USUAL.key,
            help=f"how strong all play who are named without one (default {USUAL.key})",
        )  # fmt: skip
        add(
            "--tables-alone", action="store_true",
            help="nobody at Tour looks again at a close decision, as where a clock has no time for it",
        )  # fmt: skip
        add(
            "--regret", type=int, metavar="N",
            help="judge N decisions instead: strokes lost in each, with the unseen cards dealt again (see --deals)",
        )  # fmt: skip
        add("--deals", type=int, default=2000, metavar="D", help="deals for each action (default 2000)")
        add("--format", choices=("table", "json", "csv"), default="table", help="how to print the figures")
        add("--plot", type=Path, metavar="FILE", help="with --pit: draw the margins, as an SVG file")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["games"] < 1:
            raise CommandError(f"--games: {options['games']} is too few; play at least one")
        if options["plot"] and not options["pit"]:
            raise CommandError("--plot draws what --pit has played: say who plays whom")
        self.again = None if options["tables_alone"] else SecondLook()
        if options["pit"]:
            self._pit(options)
            return
        rules, players = _rules(options, options["rules"]), _seats(options, 4)
        self.level, self.worths = options["level"], tables_now(rules)
        if options["regret"] is not None:
            self._judge(options, players, rules)
        else:
            self._series(options, players, rules)

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
        company = [player.at(self.level) for player in line_up(number, players)]
        return SimulatedGame(company, rules, seed * SEEDS_APART + number, self.worths, self.again)

    def _judge(self, options: dict[str, Any], players: int, rules: HouseRules) -> None:
        """Print what decisions lose."""
        if options["regret"] < 1 or options["deals"] < FEWEST_DEALS:
            raise CommandError(
                f"--regret: judge at least one decision, with --deals of {FEWEST_DEALS} or more"
            )
        seed, bar = options["seed"], _Bar(self, options["regret"], "decisions")
        regret = measure(
            lambda number: self._game(number, players, rules, seed),
            options["regret"], options["deals"], seed, progress=bar.at,
        )  # fmt: skip
        told = {"table": report.regret_table, "json": report.regret_json, "csv": report.regret_csv}
        self.stdout.write(told[options["format"]](regret))

    def _pit(self, options: dict[str, Any]) -> None:
        """Print how those who are named do against one another."""
        company = _company(options)
        contests = {name: self._contest(options, name, company) for name in options["rules"].split(",")}
        if options["plot"]:
            options["plot"].write_text(contest_report.contests_plot(contests))
        match options["format"]:
            case "json":
                self.stdout.write(contest_report.contests_json(contests))
            case "csv":
                self.stdout.write(contest_report.contests_csv(contests))
            case _:
                for name, contest in contests.items():
                    self.stdout.write(f"{name}: {contest.games} games ({contest.holes} holes)\n\n")
                    self.stdout.write(contest_report.contest_table(contest) + "\n")

    def _contest(self, options: dict[str, Any], name: str, company: list[Persona]) -> Contest:
        rules, bar = _rules(options, name), _Bar(self, options["games"], f"games' cards, {name}")
        seed = options["seed"] * SEEDS_APART
        contest = Contest()
        for contest in play_contest(company, rules, options["games"], seed, tables_now(rules), self.again):
            bar.at(contest.cards)
        return contest


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


def _company(options: dict[str, Any]) -> list[Persona]:
    """Who sits at the table of a contest; CommandError for somebody who is nobody."""
    try:
        named = [contestant(told if ":" in told else f"{told}:{options['level']}") for told in options["pit"]]
    except NoSuchPlayer as error:
        raise CommandError(f"--pit: {error}") from error
    seats = _seats(options, max(FEWEST_SEATS, len(named)))
    if len(named) > seats:
        raise CommandError(f"--pit: {len(named)} are too many for {seats} seats")
    return list(islice(cycle(named), seats))


def _rules(options: dict[str, Any], name: str) -> HouseRules:
    """The house rules asked for; CommandError for what cannot be played."""
    if name == EVERYTHING:
        rules = from_json(dict.fromkeys(SWITCHES, True) | {"flip_mode": "always"})
    elif name in PRESETS:
        rules = PRESETS[name].rules
    else:
        raise CommandError(
            f"--rules: there is no preset {name!r}; choose one of {', '.join(PRESETS)}, {EVERYTHING}"
        )
    holes, decks = options["holes"], options["decks"]
    return replace(
        rules,
        holes=rules.holes if holes is None else _within("holes", holes, RANGES["holes"]),
        decks=rules.decks if decks is None else _within("decks", decks, RANGES["decks"]),
    )


def _seats(options: dict[str, Any], usual: int) -> int:
    wanted = usual if options["players"] is None else options["players"]
    return _within("players", wanted, range(FEWEST_SEATS, MOST_SEATS + 1))


def _within(name: str, wanted: int, allowed: range) -> int:
    if wanted not in allowed:
        raise CommandError(f"--{name}: {wanted} is not a number from {allowed[0]} to {allowed[-1]}")
    return wanted


def _title(options: dict[str, Any], players: int, rules: HouseRules, tally: Tally) -> str:
    return (
        f"{tally.games} games ({tally.holes} holes) of {players} computer players, "
        f"{options['rules']} rules, {rules.decks} pack{'s' * (rules.decks > 1)}, seed {options['seed']}"
    )
