"""Where files lie: MEDIA_ROOT, and the storage of old games where that is another."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from golf_project.doctor.findings import About, in_a_line

if TYPE_CHECKING:
    from django.core.files.storage import Storage

    from golf_project.doctor.findings import Finding, Findings

PLACES: Final = {"default": "MEDIA_ROOT", "archive": "ARCHIVE_STORAGE"}
"""Which setting says where each storage is."""

about = About("files")


def found() -> Findings:
    seen: set[str] = set()
    for alias, setting in PLACES.items():
        storage = storages[alias]
        where = _where(storage)
        if where not in seen:
            seen.add(where)
            yield _unmade(Path(where), setting) or _kept(storage, f"{setting} ({where})")
    return True


def _where(storage: Storage) -> str:
    """The folder, or else the kind of storage."""
    if isinstance(storage, FileSystemStorage):
        return str(storage.location)
    return type(storage).__qualname__


def _unmade(folder: Path, setting: str) -> Finding | None:
    """For a folder that the first file will make: whoever examines may be another user, and does not make it."""
    if not folder.is_absolute() or folder.exists():
        return None
    parent = next(parent for parent in folder.parents if parent.exists())
    if os.access(parent, os.W_OK | os.X_OK):
        return about.ok(f"{setting} ({folder}) will be made for the first file")
    return about.fault(f"{setting} ({folder}) is not there, and cannot be made in {parent}")


def _kept(storage: Storage, named: str) -> Finding:
    """Whether a file can be written, is there as it was, and can be removed."""
    content, name = secrets.token_bytes(16), f"doctor-{secrets.token_hex(8)}"
    doing = "written"
    try:
        name = storage.save(name, ContentFile(content))
        doing = "read"
        with storage.open(name) as file:
            same = file.read() == content
        doing = "removed"
        storage.delete(name)
    except Exception as error:  # noqa: BLE001 - whatever a storage at the other end of a network may raise
        return about.fault(f"{named}: no file can be {doing}: {in_a_line(error)}")
    if not same:
        return about.fault(f"{named}: what was written is not what is read")
    return about.ok(f"{named} keeps a file")
