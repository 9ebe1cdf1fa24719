"""Every sentence of the site, as GNU xgettext finds it in a copy of the sources: nothing is written beside them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, Literal

import polib

Domain = Literal["django", "djangojs"]
"""What the server says, and what the page's modules say."""

DOMAINS: Final[tuple[Domain, ...]] = ("django", "djangojs")
ROOT: Final = Path(__file__).resolve().parents[2]
SOURCES: Final = (
    "accounts", "games", "golf_project", "leaderboards", "moderation", "replays", "templates", "static/js",
)  # fmt: skip
PROGRAMS: Final = ("xgettext", "msguniq")


def missing_program() -> str:
    """A sentence about what of GNU gettext is not here; nothing if all is."""
    absent = [program for program in PROGRAMS if shutil.which(program) is None]
    return f"{' and '.join(absent)} of GNU gettext: not found" if absent else ""


def extract() -> dict[Domain, polib.POFile]:
    """All sentences that are marked for translation, without translations, in the order of the files."""
    with tempfile.TemporaryDirectory(prefix="golf-messages-") as folder:
        copy = Path(folder)
        for source in SOURCES:
            shutil.copytree(ROOT / source, copy / source, ignore=shutil.ignore_patterns("__pycache__"))
        (copy / "locale").mkdir()
        return {domain: _found(copy, domain) for domain in DOMAINS}


def _found(copy: Path, domain: Domain) -> polib.POFile:
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "--keep-pot",
        "--locale=en",
        "--add-location=file",
    ]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(copy),
        "DJANGO_SETTINGS_MODULE": "golf_project.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-while-sentences-are-collected-" + "0123456789" * 3,
    }
    done = subprocess.run(
        [*command, "--domain", domain, "--ignore", "var", "--verbosity", "0"],
        cwd=copy, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    template = copy / "locale" / f"{domain}.pot"
    if done.returncode or not template.exists():
        raise RuntimeError(done.stderr or f"no sentence was found for {domain}")
    return polib.pofile(str(template))
