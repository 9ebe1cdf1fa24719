"""What the page of a replay makes of a stored game: tests in JavaScript, run on what the site tells of it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from games.models import Game
from replays import access, showing

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]


def assert_holds(node: str, game: int, folder: Path, tests: Sequence[str] = ("timeline", "shuffles")) -> None:
    """These tests of tests/js/replays pass for this game."""
    told = folder / "replay.json"
    found = access.Found(Game.objects.select_related("table").get(pk=game))
    told.write_text(json.dumps(showing.shown(found)))
    run = subprocess.run(
        [node, "--test", *[f"tests/js/replays/{name}.test.js" for name in tests]],
        cwd=ROOT,
        env=os.environ | {"GOLF_REPLAY": str(told)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    if run.returncode:
        pytest.fail(f"{run.stdout}\n{run.stderr}", pytrace=False)
