"""What a game is called in the console. The code of a private table lets one in: who only looks on does not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from games.models import Visibility
from moderation import roles

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from games.models import Game

SEES_CODES: Final = "moderation.see_personal_data"


def name_for(reader: User | AnonymousUser, game: Game) -> str:
    """The table's code and the game's number; the number alone where the code is not for this reader."""
    return str(game) if roles.may(reader, SEES_CODES) else open_name(game)


def open_name(game: Game) -> str:
    """What everybody who sees the game at all may call it."""
    return str(game) if game.table.visibility == Visibility.PUBLIC else str(game.pk)
