"""How commands say that a backup failed: in one sentence, with exit code 1."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.core.management.base import CommandError
from django.db import OperationalError

from golf_project.backup import BackupFailed

if TYPE_CHECKING:
    from collections.abc import Iterator


OF_S3: Final = {"boto3", "botocore", "s3transfer"}
"""Packages that raise what a storage at the other end of a network answers; they are loaded only where there is one."""


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Whatever is to be expected ends the command with a sentence."""
    try:
        yield
    except BackupFailed as failed:
        raise CommandError(str(failed)) from None
    except OperationalError:
        raise CommandError("The database does not answer, or not to this user.") from None
    except OSError as error:
        raise CommandError(f"{error.filename or 'A file'}: {error.strerror or error}.") from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in OF_S3:
            raise
        raise CommandError(f"BACKUP_STORAGE: {error}") from None
