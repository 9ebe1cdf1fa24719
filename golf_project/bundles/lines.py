"""Sources without what only people read: comments on lines of their own, and blank lines.

Nothing here has to understand JavaScript or CSS, because no text of ours runs over the end of a line. Where one would,
the source is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BACKTICK: Final = re.compile(r"(?<!\\)`")


class BundleError(Exception):
    """A source that cannot be joined; the text says which one, where, and why."""


def read(path: Path) -> str:
    """The source at this path."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BundleError(f"{path.name}: {error.strerror}") from error


def bare(name: str, source: str) -> str:
    """The lines that a browser needs, ending each."""
    return "".join(f"{line}\n" for line in _code(name, source))


def _code(name: str, source: str) -> Iterator[str]:
    in_comment = False
    for number, whole in enumerate(source.split("\n"), start=1):
        line = whole.strip()
        _, end, code = line.partition("*/")
        if in_comment or (line.startswith("/*") and not code):
            if code:
                raise BundleError(f"{name}, line {number}: after a comment a new line has to begin")
            in_comment = not end
        elif line and not (name.endswith(".js") and line.startswith("//")):
            if line.endswith("\\") or len(BACKTICK.findall(line)) % 2:
                raise BundleError(f"{name}, line {number}: a text has to end on its line")
            yield whole.rstrip()
    if in_comment:
        raise BundleError(f"{name}: a comment has no end")
