"""Who may watch a finished game: its players, whoever has a link to it, and everybody where all its people allow it.

A game that is being played has no replay, whoever asks. Synchronous; asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from games.models import Game
from games.rules.state import ENDED_PHASES
from replays.models import Import, Share

if TYPE_CHECKING:
    from accounts.models import User


class NoSuchReplay(LookupError):
    """There is no such replay, or not for whoever asks."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finished game, and by which link it was found: one that somebody shared, or that of a file."""

    game: Game
    share: Share | None = None
    imported: Import | None = None

    @property
    def token(self) -> str | None:
        """That of the link; None where it was found by its number."""
        link = self.share or self.imported
        return link.token if link else None


def by_token(token: str) -> Found:
    """The game behind a link. NoSuchReplay, also for a link that has expired."""
    shares = Share.objects.select_related("game__table").filter(token=token)
    share = shares.exclude(expires_at__lte=timezone.now()).first()
    if share is not None:
        return Found(finished(share.game), share=share)
    imported = Import.objects.select_related("game__table").filter(token=token).first()
    if imported is None:
        raise NoSuchReplay(token)
    return Found(finished(imported.game), imported=imported)


def by_number(game_id: int, user: User | None) -> Found:
    """The game of this number, for somebody who may watch it. NoSuchReplay."""
    game = Game.objects.select_related("table").filter(pk=game_id).first()
    if game is None or not may_watch(user, game_id):
        raise NoSuchReplay(game_id)
    return Found(finished(game), imported=Import.objects.filter(game=game_id).first())


def may_watch(user: User | None, game_id: int) -> bool:
    """Whether somebody may watch this game once it is over, without a link."""
    return (user is not None and is_theirs(user, game_id)) or is_public(game_id)


def is_theirs(user: User, game_id: int) -> bool:
    """Whether they played in it, or brought it in."""
    theirs = Q(seats__user=user) | Q(import_of__imported_by=user)
    return Game.objects.filter(theirs, pk=game_id).exists()


def is_public(game_id: int) -> bool:
    """Whether all people at its table let everybody watch. An account that is gone allows nothing any more."""
    people = Game.objects.filter(pk=game_id, imported=False, seats__persona="")
    allowed = list(people.values_list("seats__user__finished_games_public", flat=True))
    return bool(allowed) and all(allowed)


def finished(game: Game) -> Game:
    """The game, if it has been played. NoSuchReplay."""
    if game.phase not in ENDED_PHASES or game.started_at is None:
        raise NoSuchReplay(game.pk)
    return game
