"""The file that holds the events of one game that ended long ago: its bytes, and where they lie.

A line for each event as the database had it, compressed; the same events always give the same bytes. Asks the storage
"archive", and nothing else.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from games.bulk import EventRow
from games.fold import BrokenStream, OutOfReach

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.storage import Storage

GAMES_A_FOLDER: Final = 10_000


def storage() -> Storage:
    """Where the files lie, as settings say."""
    return storages["archive"]


def name_of(game_id: int) -> str:
    """Where in the storage a game's file lies."""
    return f"archive/{game_id // GAMES_A_FOLDER}/{game_id}.jsonl.gz"


def packed(rows: Iterable[EventRow]) -> bytes:
    """The file of these events, which are of one game."""
    lines = (
        json.dumps([row.seq, row.time.isoformat(), row.type, row.data], ensure_ascii=False) for row in rows
    )
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)


def unpacked(game_id: int, content: bytes) -> list[EventRow]:
    """The events in a game's file. ValueError, TypeError, OSError or EOFError where it is no such file."""
    lines = gzip.decompress(content).splitlines()
    read = (json.loads(line) for line in lines)
    return [
        EventRow(game_id, seq, datetime.fromisoformat(time), kind, data) for seq, time, kind, data in read
    ]


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def write(game_id: int, content: bytes) -> str:
    """The name of the game's file, which is now this one, and on its disk where it lies on one. OutOfReach."""
    place, name = storage(), name_of(game_id)
    try:
        place.delete(name)
        saved = place.save(name, ContentFile(content))
        if saved != name:
            place.delete(saved)
    except Exception as error:  # Whatever a storage at the other end of a network may raise.
        raise OutOfReach(game_id, 0, f"its archive {name} cannot be written: {error}") from error
    if saved != name:
        raise OSError(f"the storage would not keep {name} under its own name")
    with contextlib.suppress(NotImplementedError):
        _to_disk(Path(place.path(name)))
    return name


def _to_disk(path: Path) -> None:
    """The file and its folder's entry outlive a power cut."""
    for part in (path, path.parent, path.parent.parent):
        handle = os.open(part, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(game_id: int, name: str, checksum: str) -> list[EventRow]:
    """The events of a game from its file. BrokenStream where it is not the one that was written; OutOfReach."""
    try:
        with storage().open(name) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise BrokenStream(game_id, 0, f"its archive {name} is missing") from error
    except Exception as error:  # Whatever a storage at the other end of a network may raise.
        raise OutOfReach(game_id, 0, f"its archive {name} cannot be reached: {error}") from error
    if digest(content) != checksum:
        raise BrokenStream(game_id, 0, f"its archive {name} is not as it was written")
    try:
        return unpacked(game_id, content)
    except (ValueError, TypeError, OSError, EOFError) as error:
        raise BrokenStream(game_id, 0, f"its archive {name} cannot be read: {error}") from error


def remove(name: str) -> None:
    storage().delete(name)
