"""Turns: what only one process may do at a time, in a transaction. The next one waits for its end."""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction

from leaderboards.models import Turn

FOLD: Final = "fold"
"""Many may change what is told of players at once; but nobody while a rebuild has the turn."""
RATINGS: Final = "ratings"
STANDINGS: Final = "standings"
SEASON: Final = "season"


def take_turn(name: str) -> None:
    """Wait until it is ours; it is given back when the transaction ends."""
    Turn.objects.get_or_create(name=name)
    Turn.objects.select_for_update().get(name=name)


def is_taken(name: str) -> bool:
    """Whether somebody has it just now, so that whoever would only do the same need not wait for them."""
    if not connection.features.has_select_for_update_skip_locked:
        return False
    found = Turn.objects.filter(name=name)
    with transaction.atomic():
        return found.exists() and not list(found.select_for_update(skip_locked=True))


def share_turn(name: str) -> bool:
    """Wait until nobody has it for themselves; nobody gets it until the transaction ends. Whether changes are noted."""
    how = "FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT noting FROM leaderboards_turn WHERE name = %s {how}", [name])  # noqa: S608 - words of ours
        found = cursor.fetchone()
    if found is None:
        Turn.objects.get_or_create(name=name)
        return share_turn(name)
    return bool(found[0])
