"""Games that come in as files: stored beside the site's own, marked, and counted nowhere. Asks the database."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from django.db import transaction

from accounts import limits
from accounts.limits import DAY, Limit
from games import event_store, tables
from replays.document import read
from replays.models import Import

if TYPE_CHECKING:
    from accounts.models import User
    from replays.document import Record

IMPORTS: Final = Limit("imports", 50, DAY)
"""Of a user; files that are refused count, too."""
IMPORTS_OF_AN_ADDRESS: Final = Limit("imports-from", 200, DAY)
TOKEN_BYTES: Final = 16


def count(user: User, address: str) -> None:
    """Count one more file of somebody. TooMany."""
    limits.count(IMPORTS, str(user.pk))
    limits.count(IMPORTS_OF_AN_ADDRESS, address)


def import_file(content: bytes, user: User | None = None) -> Import:
    """The game in this file, stored. BadFile where the rules do not allow it; then nothing is stored."""
    return _stored(read(content), user)


@transaction.atomic
def _stored(record: Record, user: User | None) -> Import:
    game = tables.imported_game(user)
    event_store.write_whole(game.pk, record.stream, record.state)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return Import.objects.create(game=game, token=token, people=record.people, imported_by=user)
