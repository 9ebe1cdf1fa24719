"""What a version needs once, before its processes start."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from golf_project import shared_static

KEPT_SECONDS: Final = 60 * 24 * 3600
"""How long a page of an earlier version still finds its files."""


class Command(BaseCommand):
    help = (
        "Migrates, makes the first administrator where one is configured, and puts static files where the proxy finds "
        "them (STATIC_SHARED). Safe to run again, and beside processes of the version before."
    )

    def handle(self, **options: Any) -> None:
        call_command("migrate", interactive=False, stdout=self.stdout)
        call_command("create_admin", if_configured=True, stdout=self.stdout)
        if settings.STATIC_SHARED and settings.STATIC_ROOT:
            folder = Path(settings.STATIC_SHARED)
            new = shared_static.add(Path(settings.STATIC_ROOT), folder)
            old = shared_static.forget(folder, before=time.time() - KEPT_SECONDS)
            self.stdout.write(f"{new} static files are where the proxy finds them; {old} old ones are gone.")
