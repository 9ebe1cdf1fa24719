"""Where backups are kept, what they are called, and which of them stay."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable
    from pathlib import Path

NAME: Final = re.compile(r"golf-(\d{8}T\d{6})Z\.tar(\.age)?")
FORM: Final = "%Y%m%dT%H%M%S"
DAYS, WEEKS, MONTHS = 7, 4, 12


def name_at(moment: datetime, *, encrypted: bool) -> str:
    """What a backup of that moment is called."""
    return f"golf-{moment.astimezone(UTC):{FORM}}Z.tar{'.age' if encrypted else ''}"


def moment_of(name: str) -> datetime:
    """When a backup was made. ValueError where it is not the name of one."""
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return datetime.strptime(found[1], FORM).replace(tzinfo=UTC)


def storage() -> Storage:
    """Where backups are kept: BACKUP_STORAGE, else the folder BACKUP_FOLDER."""
    return storages["backup"]


def kept() -> list[str]:
    """The names of all backups, newest first; files of other names are left alone."""
    try:
        _folders, names = storage().listdir("")
    except FileNotFoundError:
        return []
    return sorted(filter(NAME.fullmatch, names), key=moment_of, reverse=True)


def to_stay(names: Collection[str]) -> set[str]:
    """Those to be kept: the newest of each of the last 7 days, 4 weeks and 12 months in which there are any."""
    stay: set[str] = set()
    for periods, period in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        newest: dict[Hashable, str] = {}
        for name in sorted(names, key=moment_of, reverse=True):
            newest.setdefault(moment_of(name).strftime(period), name)
        stay |= set(list(newest.values())[:periods])
    return stay


def keep(path: Path, name: str) -> None:
    """Take a finished file in under that name; a folder has it whole or not at all."""
    where = storage()
    if isinstance(where, FileSystemStorage):
        path.chmod(0o600)
        path.replace(where.path(name))
        return
    with path.open("rb") as file:
        where.save(name, File(file, name))


def tidy() -> list[str]:
    """Remove the backups that need not stay; their names."""
    names = kept()
    gone = [name for name in names if name not in to_stay(names)]
    for name in gone:
        storage().delete(name)
    return gone
