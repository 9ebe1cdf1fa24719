"""How commands say that a backup failed: in one sentence, with exit code 1."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.management.base import CommandError
from django.db import OperationalError

from golf_project.backup import BackupFailed

if TYPE_CHECKING:
    from collections.abc import Iterator


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
