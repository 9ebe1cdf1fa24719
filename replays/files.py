"""Files of games on this machine, for commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replays.strict_json import MOST_BYTES, BadFile

if TYPE_CHECKING:
    from pathlib import Path


def content_of(path: Path) -> bytes:
    """What is in the file, as far as anybody would look into it. BadFile where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadFile(f"it cannot be read: {error.strerror}") from error
