"""What is kept about somebody here: the files that they brought. Told for their export, and let go when they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts import belongings, kept
from accounts.belongings import Belongings
from replays.models import Import

if TYPE_CHECKING:
    from accounts.models import User


@kept.tells("imported_games")
def imports_of(user: User) -> list[dict[str, Any]]:
    """Every game that somebody imported, oldest first."""
    found = Import.objects.filter(imported_by=user).order_by("game_id")
    return [dict(one) for one in found.values("token", "imported_at")]


class Imports:
    """The keeper of what a guest has imported."""

    def count(self, user_id: int) -> Belongings:
        return Belongings(0, 0)

    def move(self, guest_id: int, user_id: int) -> None:
        Import.objects.filter(imported_by=guest_id).update(imported_by=user_id)


def listen() -> None:
    """From now on whoever goes is forgotten here, and what guests imported goes along to their account."""
    kept.forgetting.connect(_forget)
    belongings.register(Imports())


def _forget(user: User, **_signal: Any) -> None:
    Import.objects.filter(imported_by=user).update(imported_by=None)
