"""A drill: the newest backup is restored beside the site, and what comes of it is examined as if it were the site."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from typing import TYPE_CHECKING

from django.conf import settings

from golf_project.backup import BackupFailed, keeping, postgres
from golf_project.backup.making import DATABASE, workplace
from golf_project.backup.restoring import differing, unpack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def newest() -> str:
    """The name of the newest backup. BackupFailed where there is none."""
    names = keeping.kept()
    if not names:
        raise BackupFailed("There is no backup yet: make one with `manage.py backup`.")
    return names[0]


def drill(name: str, sample: int, tell: Callable[[str], None]) -> None:
    """Restore a backup into a scratch database and examine it. BackupFailed at the first thing that is wrong."""
    with workplace() as folder, postgres.scratch(f"golf_drill_{secrets.token_hex(6)}") as database:
        unpacked = unpack(name, folder)
        tell(f"{name} of {unpacked.made[:19]}: every part is as it was written")
        postgres.load(folder / DATABASE, database)
        differing(unpacked.rows, postgres.counts(database))
        tell(f"restored {unpacked.rows['games_game']} games, {unpacked.rows['games_gameevent']} events")
        _lay_out(folder)
        environment = _environment(database, folder)
        _manage(environment, "migrate", "--verbosity", "0")
        if games := _some_games(database, sample):
            tell(_manage(environment, "verify_game", *games))
        tell(_manage(environment, "rebuild_stats", "--check"))


def _lay_out(folder: Path) -> None:
    """Media and archives side by side, as they are without any setting."""
    for part in ("media", "archive"):
        (folder / part).mkdir(exist_ok=True)


def _environment(database: str, folder: Path) -> dict[str, str]:
    """That of a site on the scratch database and on nothing else."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "LD_LIBRARY_PATH", "TIME_ZONE")
        if name in os.environ
    }
    archive = {"location": str(folder / "archive")}
    return kept | {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": str(settings.SECRET_KEY),
        "DATABASE_URL": postgres.address(database),
        "MEDIA_ROOT": str(folder / "media"),
        "ARCHIVE_STORAGE": "django.core.files.storage.FileSystemStorage",
        "ARCHIVE_STORAGE_OPTIONS": json.dumps(archive),
        "GOLF_LEADERBOARD_GAMES": str(settings.GOLF_LEADERBOARD_GAMES),
        "GOLF_RATED_RULES": ",".join(settings.GOLF_RATED_RULES),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _some_games(database: str, sample: int) -> list[str]:
    with postgres.connected(database) as scratch:
        rows = scratch.execute(
            "SELECT id FROM games_game WHERE fault = '' ORDER BY random() LIMIT %s", (sample,)
        )
        return [str(number) for (number,) in rows]


def _manage(environment: dict[str, str], *words: str) -> str:
    """The last line that a command says. BackupFailed with its first where it fails."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    said = (ran.stdout + ran.stderr).strip().splitlines()
    if ran.returncode:
        raise BackupFailed(f"{words[0]}: {said[0] if said else f'exit code {ran.returncode}'}")
    return said[-1] if said else ""
