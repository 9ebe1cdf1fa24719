"""Restores a backup into an installation that is empty, and reads backups for whoever tries them out."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import storages

from golf_project.backup import BackupFailed, age, files, keeping, postgres
from golf_project.backup.making import DATABASE, FORMAT, MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODYS: Final = ("accounts_user", "games_game", "games_gameevent")
"""Tables without a row in an installation that is empty."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup whose every part is there, and as it was written."""

    folder: Path
    made: str
    rows: dict[str, int]
    files: list[str]
    """With their folder: `media/…`, `archive/…`."""


def restore(given: str, folder: Path) -> Unpacked:
    """Restore a backup, by its name or its path. BackupFailed, and nothing changed, where the site is in use."""
    _must_be_empty()
    unpacked = unpack(given, folder)
    _must_fit(unpacked)
    postgres.clear()
    postgres.load(folder / DATABASE)
    differing(unpacked.rows, postgres.counts())
    for name in unpacked.files:
        _put_back(name, folder / name)
    _forget_what_was()
    return unpacked


def unpack(given: str, folder: Path) -> Unpacked:
    """Unpack a backup into a folder. BackupFailed unless every part of it is there, and as it was written."""
    try:
        with _opened(given) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            sums = {member.name: _extract(tar, member, folder) for member in tar}
    except (tarfile.TarError, age.Unreadable) as error:
        raise BackupFailed(f"{given} cannot be read: {error}.") from None
    try:
        about: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except FileNotFoundError:
        raise BackupFailed(f"{given} has no end: it was not written whole.") from None
    if about["format"] != FORMAT:
        raise BackupFailed(f"{given} is of a version that this one cannot read.")
    sums.pop(MANIFEST)
    if sums != about["files"]:
        raise BackupFailed(f"{given} is damaged: its parts are not those that were written.")
    return Unpacked(folder, about["made"], about["rows"], [name for name in sums if name != DATABASE])


def differing(then: dict[str, int], now: dict[str, int]) -> None:
    """BackupFailed where tables have not as many rows as when the backup was made."""
    for table, rows in then.items():
        if now.get(table) != rows:
            raise BackupFailed(f"{table} has {now.get(table, 'no')} rows, and had {rows}.")


def _must_be_empty() -> None:
    if any(postgres.counts().get(table) for table in NOBODYS):
        raise BackupFailed("This installation is not empty: there are people or games in its database.")


def _must_fit(unpacked: Unpacked) -> None:
    """Files that are there already are the same ones: of a restore that was interrupted."""
    for name in unpacked.files:
        folder, _, rest = name.partition("/")
        storage = storages[files.STORAGES[folder]]
        if storage.exists(rest):
            with storage.open(rest) as file:
                same = hashlib.file_digest(cast("Any", file), "sha256").digest() == _digest(
                    unpacked.folder / name
                )
            if not same:
                raise BackupFailed(f"This installation is not empty: there is another {name}.")


def _put_back(name: str, path: Path) -> None:
    folder, _, rest = name.partition("/")
    storage = storages[files.STORAGES[folder]]
    if not storage.exists(rest):
        with path.open("rb") as file:
            storage.save(rest, File(file, rest))


def _forget_what_was() -> None:
    """In Redis there may be snapshots of games of another life, which would be taken for those of this one."""
    if not settings.REDIS_URL:
        cache.clear()
        return
    import redis

    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter(match=f"{settings.REDIS_PREFIX}:*", count=1000):
        client.delete(key)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Unpack one part; its SHA-256. No name leads out of the folder."""
    content = tar.extractfile(member) if member.isfile() else None
    target = (folder / member.name).resolve()
    if content is None or not target.is_relative_to(folder.resolve()):
        raise BackupFailed(f"There is a part {member.name!r}, which no backup has.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(content, file)
    return _digest(target).hex()


@contextmanager
def _opened(given: str) -> Iterator[BinaryIO]:
    """The content of a backup, decrypted where it is encrypted."""
    with _found(given) as file:
        start = file.read(len(age.VERSION))
        file.seek(0)
        if not age.is_encrypted(start):
            yield file
            return
        if not settings.BACKUP_KEY:
            raise BackupFailed(f"{given} is encrypted: BACKUP_KEY must be the key that it was made with.")
        yield cast("BinaryIO", io.BufferedReader(_Chunks(age.decrypted(file, settings.BACKUP_KEY))))


def _found(given: str) -> BinaryIO:
    """The file, by its path or by the name under which it is kept."""
    path = Path(given)
    try:
        return path.open("rb") if path.is_file() else cast("BinaryIO", keeping.storage().open(path.name))
    except FileNotFoundError:
        raise BackupFailed(f"There is no backup {given}.") from None


class _Chunks(io.RawIOBase):
    """What comes in chunks, as a file to be read from its start to its end."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
