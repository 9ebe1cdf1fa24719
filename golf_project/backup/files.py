"""The files of the site that belong into a backup: media, and the events of old games."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.files.storage import storages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.core.files.storage import Storage

MEDIA: Final = "media"
ARCHIVE: Final = "archive"
STORAGES: Final = {MEDIA: "default", ARCHIVE: "archive"}
"""By the folder in a backup: the storage, by its alias."""


def media(apart: Collection[str]) -> Iterator[str]:
    """The names of all media, but those `apart`: archives may lie in the same folder."""
    for name in below(storages["default"]):
        if name not in apart:
            yield name


def below(storage: Storage, folder: str = "") -> Iterator[str]:
    """The names of all files in a storage, however deep; none where there is not even a folder."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(names):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from below(storage, f"{folder}/{name}" if folder else name)
