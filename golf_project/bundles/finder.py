"""Bundles as files: written into a folder named after what is in them, compressed, and found like any static file.

A folder is complete or not there, so any number of processes may start at once; other sources make another folder.
After `collectstatic` nothing here is asked any more, and nothing has to be writable.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor

from golf_project import bundles
from golf_project.bundles.lines import BundleError

PREFIX: Final = "bundles"
OLD_SECONDS: Final = 7 * 24 * 60 * 60
"""Folders that no process has started with for so long are cleared away."""


class BundleFinder(BaseFinder):
    """Finds `bundles/table.js` and its like. The sources are read anew each time, so that nothing found is stale."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """An error for sources that cannot be joined, before anything starts."""
        try:
            bundles.texts(_sources())
        except BundleError as error:
            return [Error(str(error), id="golf.E001")]
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Where this file is; nothing for what is no bundle."""
        folder, _, name = path.partition("/")
        if folder != PREFIX or name not in (texts := bundles.texts(_sources())):
            return []
        found = str(_written(texts) / PREFIX / name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """All bundles, with the storage that has them."""
        texts = bundles.texts(_sources())
        storage = FileSystemStorage(location=_written(texts))
        return ((f"{PREFIX}/{name}", storage) for name in texts)


def _sources() -> Path:
    return Path(settings.BASE_DIR) / "static"


def _written(texts: dict[str, str]) -> Path:
    """The folder with these texts and their compressed forms, written if nobody has done so."""
    folder = _home() / hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:20]
    if folder.is_dir():
        folder.touch()
        return folder
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder.parent))
    (draft / PREFIX).mkdir()
    compressor = Compressor(quiet=True)  # type: ignore[no-untyped-call]
    for name, text in texts.items():
        path = draft / PREFIX / name
        path.write_text(text, encoding="utf-8")
        list(compressor.compress(str(path)))  # type: ignore[no-untyped-call]
    draft.chmod(0o755)
    with suppress(OSError):  # Another process was faster: its folder is the same.
        draft.rename(folder)
    shutil.rmtree(draft, ignore_errors=True)
    _clear_away_old_ones(folder.parent)
    return folder


@cache
def _home() -> Path:
    """Where folders are kept: in `var`, or, where that cannot be written to, for this process alone."""
    try:
        home = Path(settings.VAR_DIR) / "bundles"
        home.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=home).close()
    except OSError:
        home = Path(tempfile.mkdtemp(prefix="golf-bundles-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _clear_away_old_ones(home: Path) -> None:
    for folder in home.iterdir():
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > OLD_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
