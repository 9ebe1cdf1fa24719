"""What is kept about somebody here: files that they brought, links that they made. Told, and let go when they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts import belongings, kept
from accounts.belongings import Belongings
from replays.models import Import, Share

if TYPE_CHECKING:
    from accounts.models import User


@kept.tells("imported_games")
def imports_of(user: User) -> list[dict[str, Any]]:
    """Every game that somebody imported, oldest first."""
    found = Import.objects.filter(imported_by=user).order_by("game_id")
    return [dict(one) for one in found.values("token", "imported_at")]


@kept.tells("shared_replays")
def shares_of(user: User) -> list[dict[str, Any]]:
    """Every link to a game that somebody has made, oldest first."""
    found = Share.objects.filter(shared_by=user).order_by("pk")
    return [dict(one) for one in found.values("game_id", "token", "title", "made_at", "expires_at", "views")]


class Imports:
    """The keeper of what a guest has imported, and of the links that they made."""

    def count(self, user_id: int) -> Belongings:
        return Belongings(0, 0)

    def move(self, guest_id: int, user_id: int) -> None:
        Import.objects.filter(imported_by=guest_id).update(imported_by=user_id)
        Share.objects.filter(shared_by=guest_id).update(shared_by=user_id)


def listen() -> None:
    """From now on whoever goes is forgotten here, and what guests imported goes along to their account."""
    kept.forgetting.connect(_forget)
    belongings.register(Imports())


def _forget(user: User, **_signal: Any) -> None:
    Import.objects.filter(imported_by=user).update(imported_by=None)
    Share.objects.filter(shared_by=user).delete()
