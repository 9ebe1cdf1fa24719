"""Style sheets one after the other as one.

Bundles lie beside the folder of their sources, so `url("../fonts/…")` means the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from golf_project.bundles.lines import BundleError, bare, read

OTHER_FORMS: Final = re.compile(
    r"""url\((?!\s*["']?(?:\.\./|#|data:))[^)]*\)|^@(?:import|charset)\b.*""", re.MULTILINE
)


def join(folder: Path, names: Iterable[str]) -> str:
    """The sheets of these names, in this order."""
    return "".join(_joinable(f"{name}.css", folder) for name in names)


def _joinable(name: str, folder: Path) -> str:
    sheet = bare(name, read(folder / name))
    if other := OTHER_FORMS.search(sheet):
        raise BundleError(f"{name}: cannot be joined because of {other[0]!r}")
    return sheet
