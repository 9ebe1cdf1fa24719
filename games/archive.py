"""Moves the events of games that ended long ago from the database into files, and back. Synchronous.

In an order in which nothing can be lost: the file is written, read back and compared, and only then is it noted and
are the rows forgotten, in one transaction. What is interrupted leaves the rows, and perhaps a file that the next run
writes anew.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models.signals import post_delete
from django.utils import timezone

from games import archive_files, event_store
from games.models import Archive, Game
from games.rules.state import ENDED_PHASES

if TYPE_CHECKING:
    from django.db.models import QuerySet


class NotArchived(LookupError):
    """The game's events are not in a file."""


class Moved(NamedTuple):
    """How much of one game has been moved."""

    events: int
    bytes: int


def old_games(days: int) -> QuerySet[Game]:
    """The games that ended more than so many days ago, are sound as far as anybody knows, and have no file yet."""
    before = timezone.now() - timedelta(days=days)
    ended = Game.objects.filter(phase__in=ENDED_PHASES, ended_at__lt=before, fault="", archive=None)
    return ended.order_by("pk")


def archive(game_id: int) -> Moved | None:
    """Move a game's events into its file; None where somebody else does, or has, or it is not over."""
    with transaction.atomic():
        if not _locked(game_id).filter(archive=None, phase__in=ENDED_PHASES, fault="").exists():
            return None
        rows = event_store.rows(game_id)
        if not rows:
            return None
        content = archive_files.packed(rows)
        checksum = archive_files.digest(content)
        name = archive_files.write(game_id, content)
        if archive_files.read(game_id, name, checksum) != rows:
            raise OSError(f"{name} does not hold what was written")
        Archive.objects.create(
            game_id=game_id, name=name, sha256=checksum, events=len(rows), bytes=len(content)
        )
        event_store.forget(game_id, len(rows))
    return Moved(len(rows), len(content))


def restore(game_id: int) -> int:
    """Bring a game's events back, and how many they are. NotArchived; BrokenStream, and then nothing is changed."""
    with transaction.atomic():
        list(_locked(game_id))
        kept = Archive.objects.filter(pk=game_id).first()
        if kept is None:
            raise NotArchived(game_id)
        event_store.bring_back(archive_files.read(game_id, kept.name, kept.sha256))
        kept.delete()
    return kept.events


def _locked(game_id: int) -> QuerySet[Game]:
    """The game, for one process at a time: two that wrote its file could lose it between them."""
    found = Game.objects.filter(pk=game_id)
    list(found.select_for_update(no_key=True).values_list("pk"))
    return found


def remove_file(instance: Archive, **_about: Any) -> None:
    """With the row goes its file, once that is committed."""
    transaction.on_commit(lambda: archive_files.remove(instance.name), robust=True)


def listen() -> None:
    post_delete.connect(remove_file, sender=Archive, dispatch_uid="archive_file")
