#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys


def main() -> None:
    """Run the command named on the command line; a mistake in the settings ends it with one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "golf_project.settings")
    helping = sys.argv[1:2] in ([], ["help"]) or not {"-h", "--help"}.isdisjoint(sys.argv)
    if helping or sys.argv[1:2] in (
        ["play"],
        ["simulate"],
        ["loadtest"],
    ):  # None of these needs any configuration.
        os.environ.setdefault("GOLF_PLAY", "1")

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as mistake:
        sys.exit(f"golf: {mistake}")


if __name__ == "__main__":
    main()
