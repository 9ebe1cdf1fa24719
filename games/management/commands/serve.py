"""A production web process."""

from __future__ import annotations

import argparse
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from games import uvicorn_server

LONGEST_NOTICE: Final = 2.0
"""More would not leave everybody the time to say goodbye before the process has to be gone."""


class Command(BaseCommand):
    help = "Serve the site: one production web process (run_clock is another process beside it)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="the address to listen at (default: 127.0.0.1)"
        )
        parser.add_argument(
            "--port",
            type=int,
            default=settings.PORT,
            help=f"the port to listen at (default: {settings.PORT})",
        )
        parser.add_argument(
            "--server", choices=("uvicorn", "daphne"), default="uvicorn", help="(default: uvicorn)"
        )
        parser.add_argument(
            "--drain-seconds",
            type=_notice,
            default=1.0,
            help="once it is told to end, how long /health/ready says so before players are sent to "
            f"another process: 0 to {LONGEST_NOTICE:.0f} (default: 1)",
        )

    def handle(self, *, host: str, port: int, server: str, drain_seconds: float, **options: Any) -> None:
        if server == "daphne":
            from games import daphne_server

            daphne_server.serve(host, port, notice=drain_seconds)
        elif not uvicorn_server.serve(host, port, notice=drain_seconds):
            raise CommandError(f"Cannot serve at {host}, port {port}.")


def _notice(given: str) -> float:
    """Seconds, within bounds."""
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_NOTICE:
        raise argparse.ArgumentTypeError(f"must be 0 to {LONGEST_NOTICE:.0f} seconds, not {given!r}")
    return seconds
