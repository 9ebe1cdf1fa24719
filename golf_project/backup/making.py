"""Makes a backup: what the database has at one moment, and the files that belong to it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, transaction

from golf_project.backup import BackupFailed, age, files, keeping, postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT: Final = 1
DATABASE: Final = "database.dump"
MANIFEST: Final = "manifest.json"
BLOCK: Final = 1024 * 1024
UNFINISHED: Final = ".unfinished-"
LEFT_BEHIND_SECONDS: Final = 24 * 3600
"""What is older than that was left by a process that was killed."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is kept."""

    name: str
    bytes: int
    files: int
    rows: dict[str, int]


def make() -> Made:
    """Make a backup and keep it. BackupFailed, and then there is none."""
    if connection.vendor != "postgresql":
        raise BackupFailed(
            "A backup needs PostgreSQL. A site on SQLite is its folder var/: stop it, and copy that."
        )
    name = keeping.name_at(datetime.now(UTC), encrypted=bool(settings.BACKUP_KEY))
    with workplace() as folder:
        rows, archives = _dumped(folder / DATABASE)
        whole = folder / name
        with whole.open("wb") as target:
            sums = _write(target, folder / DATABASE, archives, rows)
            target.flush()
            os.fsync(target.fileno())
        size = whole.stat().st_size
        keeping.keep(whole, name)
    return Made(name, size, len(sums) - 1, rows)


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for unfinished things, for its owner alone, on the disk where backups are kept."""
    kept = Path(settings.BACKUP_FOLDER)
    kept.mkdir(parents=True, exist_ok=True)
    for left in kept.glob(f"{UNFINISHED}*"):
        if left.stat().st_mtime < time.time() - LEFT_BEHIND_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=kept) as folder:
        yield Path(folder)


def _dumped(path: Path) -> tuple[dict[str, int], list[str]]:
    """Dump the database; how many rows there were at that moment, and the names of all archives."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cast("str", cursor.fetchone()[0])
        rows = postgres.counts()
        cursor.execute("SELECT name FROM games_archive ORDER BY name")
        archives = [name for (name,) in cursor.fetchall()]
        postgres.dump(path, snapshot)
    return rows, archives


def _write(target: BinaryIO, dumped: Path, archives: list[str], rows: dict[str, int]) -> dict[str, str]:
    """Write all of it into one file, encrypted where there is a key; the SHA-256 of each part."""
    if not settings.BACKUP_KEY:
        return _write_tar(target, dumped, archives, rows)
    writer = age.Writer(target, settings.BACKUP_KEY)
    sums = _write_tar(cast("BinaryIO", writer), dumped, archives, rows)
    writer.finish()
    return sums


def _write_tar(target: BinaryIO, dumped: Path, archives: list[str], rows: dict[str, int]) -> dict[str, str]:
    sums: dict[str, str] = {}
    with tarfile.open(fileobj=target, mode="w|", bufsize=BLOCK) as tar:
        with dumped.open("rb") as file:
            sums[DATABASE] = _add(tar, DATABASE, file, dumped.stat().st_size)
        for folder, name in _names(archives):
            storage = storages[files.STORAGES[folder]]
            try:
                with storage.open(name) as content:
                    sums[f"{folder}/{name}"] = _add(
                        tar, f"{folder}/{name}", cast("BinaryIO", content), storage.size(name)
                    )
            except FileNotFoundError:
                raise BackupFailed(
                    f"{name} is missing, or went away meanwhile. If it stays so, see `doctor`."
                ) from None
        about = {"format": FORMAT, "made": datetime.now(UTC).isoformat(), "rows": rows, "files": sums}
        told = json.dumps(about, indent=1).encode()
        _add(tar, MANIFEST, io.BytesIO(told), len(told))
    return sums


def _names(archives: list[str]) -> Iterator[tuple[str, str]]:
    for name in files.media(apart=set(archives)):
        yield files.MEDIA, name
    for name in archives:
        yield files.ARCHIVE, name


class _Summed:
    """Reads from a file, and sums what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sum.update(data)
        return data


def _add(tar: tarfile.TarFile, name: str, file: BinaryIO, size: int) -> str:
    """Add a part; its SHA-256."""
    about = tarfile.TarInfo(name)
    about.size, about.mode = size, 0o600
    about.mtime = int(datetime.now(UTC).timestamp())
    read = _Summed(file)
    tar.addfile(about, cast("BinaryIO", read))
    return read.sum.hexdigest()
