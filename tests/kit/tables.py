"""A database file with all tables in it, for sites that are started for something else than making them."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import Final

from tests.kit.processes import Processes

NAME: Final = "site.sqlite3"


def laid_out(folder: Path) -> Path:
    """The folder, with the database of a site in it. The tables are made once in a run, by whoever comes first."""
    made = Path(os.environ["GOLF_TEST_FOLDER"]) / "with-tables"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / NAME).exists():
            _make(made)
    shutil.copy(made / NAME, folder)
    return folder


def _make(made: Path) -> None:
    draft = made.with_suffix(".draft")
    draft.mkdir(exist_ok=True)
    site = Processes(draft)
    assert site.manage("migrate", "--verbosity", "0").wait() == 0, site.log.read_text()[-2000:]
    draft.rename(made)
