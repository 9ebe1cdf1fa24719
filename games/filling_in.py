"""Columns that games of older versions lack, written from what is stored of them. Synchronous; in batches.

Nothing here changes an event, or what has been written already; so it may be interrupted and run again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from games import event_store
from games.fold import BrokenStream
from games.models import Game, Seat
from games.projections import key_of_preset, place
from games.rules.events import GameEnded
from games.rules.house_rules import BadRules, from_json
from games.rules.state import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

AT_ONCE: Final = 500
"""Games that are looked up, and written, together."""


def games_without_preset() -> QuerySet[Game]:
    """Those whose rules have no name: rules of their own, or of a game that an older version has made."""
    return Game.objects.filter(preset="")


def games_without_places() -> QuerySet[Game]:
    """Those that were played to their end, and whose seats say nothing of how they came out."""
    unplaced = Seat.objects.filter(game=OuterRef("pk"), place=None)
    return Game.objects.filter(Exists(unplaced), phase=Phase.GAME_OVER, fault="")


def fill_in_presets(games: QuerySet[Any]) -> Iterator[int]:
    """Name the preset of these games, where they have one; after each batch, how many it named.

    `games` may be of the model as a migration knows it.
    """
    for batch in _batches(games):
        with transaction.atomic(using=games.db):
            # Locked, as the rules of a game in its lobby may be about to change.
            locked = games.filter(pk__in=batch).select_for_update(no_key=True)
            named = defaultdict(list)
            for game, rules in locked.values_list("pk", "rules"):
                if key := _key(rules):
                    named[key].append(game)
            for key, some in named.items():
                games.filter(pk__in=some).update(preset=key)
        yield sum(map(len, named.values()))


def fill_in_places(games: QuerySet[Game]) -> Iterator[int]:
    """Write place and total with the seats of these games; after each batch, of how many. Unreadable ones stay."""
    for batch in _batches(games):
        ended = {
            game: stream[-1].event
            for game, stream in event_store.load_some(batch, [GameEnded], []).items()
            if not isinstance(stream, BrokenStream) and stream
        }
        with transaction.atomic():
            for game, event in ended.items():
                if isinstance(event, GameEnded):
                    place(game, event)
        yield len(ended)


def _key(rules: dict[str, Any]) -> str:
    try:
        return key_of_preset(from_json(rules))
    except (BadRules, AttributeError):
        return ""


def _batches(games: QuerySet[Any]) -> Iterator[list[int]]:
    """The numbers of these games, some at a time: what has been written meanwhile is no longer found."""
    last = 0
    while batch := list(games.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield batch
        last = batch[-1]
