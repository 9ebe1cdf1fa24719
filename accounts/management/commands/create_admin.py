"""Make the first administrator. See docs/operations.md."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from accounts import admins

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Takes options, else ADMIN_USERNAME, ADMIN_EMAIL and ADMIN_PASSWORD, else asks."""

    help = "Make the first administrator, unless there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", help="else ADMIN_USERNAME, else it is asked for")
        parser.add_argument("--email", help="else ADMIN_EMAIL, else it is asked for")
        parser.add_argument(
            "--if-configured",
            action="store_true",
            help="do nothing where ADMIN_USERNAME is not set, and never ask: for the start of a site",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if admins.is_there():
            self.stdout.write("There is an administrator already: nothing was done.")
            return
        if options["if_configured"] and not os.environ.get("ADMIN_USERNAME"):
            self.stdout.write("ADMIN_USERNAME is not set: no administrator was made.")
            return
        may_ask = sys.stdin.isatty() and not options["if_configured"]
        username = options["username"] or _given("ADMIN_USERNAME", may_ask=may_ask)
        email = options["email"] or _given("ADMIN_EMAIL", may_ask=may_ask)
        password = _given("ADMIN_PASSWORD", may_ask=may_ask, secret=True)
        try:
            user = admins.make_first(username, email, password)
        except admins.Refused as refused:
            raise CommandError(str(refused)) from None
        except IntegrityError:
            raise CommandError("Somebody has that name already.") from None
        self.stdout.write(f"{user.username} is the administrator. Sign in, then set a second factor up.")


def _given(name: str, *, may_ask: bool, secret: bool = False) -> str:
    """What the environment says, else what the person at the keyboard does. Never an option: others could see it."""
    given = os.environ.get(name, "").strip()
    if given or not may_ask:
        if not given:
            raise CommandError(f"{name} must be set.")
        return given
    question = f"{name.removeprefix('ADMIN_').capitalize()}: "
    return getpass(question) if secret else input(question).strip()
