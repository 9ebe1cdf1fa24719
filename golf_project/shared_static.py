"""Static files of this version and of those before it, in one folder that a proxy serves.

While one version follows another, each page finds the files that it names, whichever process has made it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

UNSERVED: Final = "staticfiles.json"


def add(collected: Path, folder: Path) -> int:
    """Put all collected files into the folder, each whole at any moment; how many they are."""
    files = [path for path in collected.rglob("*") if path.is_file() and path.name != UNSERVED]
    for path in files:
        target = folder / path.relative_to(collected)
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.new")
        shutil.copyfile(path, aside)
        aside.chmod(0o644)
        aside.replace(target)
    return len(files)


def forget(folder: Path, before: float) -> int:
    """Remove what no version has added since that time, in seconds of the epoch; how many files that were."""
    old = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink()
    return len(old)
