"""Make the tables of all presets anew, and put them into the package."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from games.cpu_tables import store
from games.cpu_tables.build import build
from games.cpu_tables.files import to_bytes
from games.rules.house_rules import PRESETS


class Command(BaseCommand):
    help = "Makes the tables that CPU players read for every preset anew, after a change of the rules or of the tables."

    def handle(self, *args: Any, **options: Any) -> None:
        store.SHIPPED.mkdir(exist_ok=True)
        for old in store.SHIPPED.glob("*.xz"):
            old.unlink()
        whole = 0
        for preset in PRESETS.values():
            packed = to_bytes(build(store.essence(preset.rules)))
            (store.SHIPPED / f"{store.name_of(preset.rules)}.xz").write_bytes(packed)
            whole += len(packed)
            self.stdout.write(f"{preset.key}: {len(packed):,} bytes")
        self.stdout.write(f"together {whole:,} bytes")
