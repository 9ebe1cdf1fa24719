"""What players are told of their results while they are about."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

from games.bus import Notice, notify_now

if TYPE_CHECKING:
    from collections.abc import Collection

    from leaderboards.models import Award


def of_awards(awards: Collection[Award]) -> None:
    """Once it is committed, tell those who are at a table what they have reached; others find it on their page."""
    keys: dict[int, list[str]] = defaultdict(list)
    for award in awards:
        keys[award.user_id].append(award.key)
    for user, theirs in keys.items():
        notice = Notice("awarded", user, achievements=tuple(theirs))
        transaction.on_commit(lambda notice=notice: notify_now(notice))  # type: ignore[misc]
