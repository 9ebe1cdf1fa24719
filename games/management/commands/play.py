"""The whole site in one process, without any configuration: what `make play` runs."""

from __future__ import annotations

import errno
import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from games import daphne_server


class Command(BaseCommand):
    help = "Run the whole site, clock included, in one process on SQLite (what `make play` does)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--host", default="localhost", help="the address to listen at (default: localhost)"
        )
        parser.add_argument(
            "--port",
            type=int,
            default=settings.PORT,
            help=f"the port to listen at (default: {settings.PORT})",
        )

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        _check_free(host, port)
        call_command("migrate", interactive=False, verbosity=0)
        daphne_server.serve(
            host, port, notice=0, with_clock=True, on_ready=lambda: self.say_where(host, port)
        )

    def say_where(self, host: str, port: int) -> None:
        self.stdout.write(
            self.style.SUCCESS(f"\n  Golf is ready: http://{host}:{port}/")
            + "\n  Ctrl-C stops it. Games go on where they stopped when you start it again.\n"
        )
        self.stdout.flush()


def _check_free(host: str, port: int) -> None:
    """CommandError if somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken. Try another one: make play PORT={port + 1}"
                ) from error
            raise CommandError(f"Cannot listen at {host}, port {port}: {error.strerror}.") from error
