"""Put a running site under load: guests play whole games over WebSockets, and every frame is checked."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from games.loadtest import plan as bounds
from games.loadtest import report, workers
from games.loadtest.meters import NoMeter
from games.loadtest.plan import Address, BadAddress, Plan
from games.loadtest.site import SetUpFailed
from games.management.progress import bar
from games.rules.state import FEWEST_SEATS, MOST_SEATS

if TYPE_CHECKING:
    from games.loadtest.workers import Progress

FOUND_FAULTS: Final = 1


class Command(BaseCommand):
    help = (
        "Plays real games as guests over WebSockets against a running site, checks every frame (order, gaps, hidden "
        "cards, totals) and prints moves per second, round trips, bytes a move and errors. Ends with 1 if a check "
        "failed. The site under test needs GOLF_RATE_LIMITS=off; it keeps the guests and games that are made."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add = parser.add_argument
        add(
            "--url",
            action="append",
            default=[],
            metavar="URL",
            help="the site, such as http://localhost:8000; there is no default. Given several times, or with commas: "
            "the seats of each table are spread over these addresses",
        )
        _number(parser, "--tables", 10, "N", f"how many tables, up to {bounds.MOST_TABLES}")
        _number(parser, "--players", 4, "P", f"guests at each table, {FEWEST_SEATS} to {MOST_SEATS}")
        _number(parser, "--duration", 30, "S", f"seconds that are measured, up to {bounds.MOST_SECONDS}")
        _number(parser, "--think", 0, "MS", "milliseconds before each move, more or less; 0: flat out")
        _number(parser, "--processes", 1, "C", f"client processes, up to {bounds.MOST_PROCESSES}")
        _number(parser, "--check-every", 1, "K", "check one of so many tables; 1: all")
        add(
            "--pid",
            action="append",
            type=int,
            default=[],
            metavar="PID",
            help="a server process on this machine, whose processor time and memory are measured; several times",
        )
        add("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        plan, pids = _plan(options), options["pid"]
        try:
            outcome = workers.run(
                plan, lambda: report.Used.by(pids), lambda progress: self._tell(_told(plan, progress))
            )
        except (SetUpFailed, NoMeter) as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped.") from None
        finally:
            self._tell("")
        found = report.figures(plan, outcome, pids)
        self.stdout.write(report.as_json(found) if options["json"] else report.as_text(found))
        if outcome.tally.faults:
            raise SystemExit(FOUND_FAULTS)

    def _tell(self, line: str) -> None:
        """A line on a terminal that says how far the run is; empty: it is over."""
        if self.stderr.isatty():
            self.stderr.write(f"\r\033[K{line}", str, "")
            self.stderr.flush()


def _told(plan: Plan, progress: Progress) -> str:
    if progress.seconds is None:
        return f"{bar(progress.tables, plan.tables)} {progress.tables} of {plan.tables} tables set up"
    rate = progress.moves / progress.seconds if progress.seconds else 0.0
    return (
        f"{bar(round(progress.seconds), round(plan.seconds))} {progress.seconds:.0f} of {plan.seconds:.0f} s, "
        f"{progress.moves:,} moves, {rate:,.0f} a second, {progress.faults} faults"
    )


def _number(parser: argparse.ArgumentParser, name: str, default: int, metavar: str, told: str) -> None:
    parser.add_argument(name, type=int, default=default, metavar=metavar, help=f"{told} (default {default})")


def _plan(options: dict[str, Any]) -> Plan:
    """What is asked for; CommandError for what is not to be had."""
    return Plan(
        addresses=_addresses(options["url"]),
        tables=_within("tables", options["tables"], range(1, bounds.MOST_TABLES + 1)),
        players=_within("players", options["players"], range(FEWEST_SEATS, MOST_SEATS + 1)),
        seconds=_within("duration", options["duration"], range(1, bounds.MOST_SECONDS + 1)),
        think=_within("think", options["think"], range(bounds.MOST_THINK_MS + 1)) / 1000,
        processes=_within("processes", options["processes"], range(1, bounds.MOST_PROCESSES + 1)),
        check_every=_within("check-every", options["check_every"], range(1, bounds.MOST_TABLES + 1)),
    )


def _addresses(given: list[str]) -> tuple[Address, ...]:
    named = [part.strip() for text in given for part in text.split(",") if part.strip()]
    if not named:
        raise CommandError("--url: name the site to put under load, such as http://localhost:8000")
    try:
        return tuple(map(Address.read, named))
    except BadAddress as error:
        raise CommandError(f"--url: {error} is no address like http://localhost:8000") from None


def _within(name: str, wanted: int, allowed: range) -> int:
    if wanted not in allowed:
        raise CommandError(f"--{name}: {wanted} is not a number from {allowed[0]} to {allowed[-1]}")
    return wanted
