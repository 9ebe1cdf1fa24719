"""Live games as they were a moment ago, in the cache that all processes share: a cold one needs only the events since.

A snapshot is a convenience and never the truth. One that is corrupt, too old, of another version or gone, or that
does not fit the stored events, changes nothing but the time that loading takes. Without Redis there are none.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings
from django.core.cache import cache

from games.codec import encode
from games.fold import Fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.fold import Stored

log = logging.getLogger(__name__)

FORMAT: Final = 1
"""To be counted up when the same fields come to mean something else. New or other fields are noticed without that."""
VERSION: Final = hashlib.sha256(f"{FORMAT} {msgspec.json.schema(Fold)}".encode()).hexdigest()[:16]
GOOD_FOR_SECONDS: Final = 6 * 3600
LARGEST: Final = 64 * 1024
"""Bytes; no usual game comes near it, and one with coaching only after a hundred decisions in one hole."""


class Snapshot(msgspec.Struct, array_like=True, frozen=True):
    """A fold, and how the last event in it is stored, by which the stream is known again."""

    version: str
    fold: Fold
    last: tuple[str, str]

    def fits(self, stored: Stored) -> bool:
        """Whether this event is the last one in the fold."""
        return (stored.seq, stored.time) == (self.fold.seq, self.fold.last_at) and encode(
            stored.event
        ) == self.last


_DECODER: Final = msgspec.msgpack.Decoder(Snapshot)


def keep(games: Sequence[tuple[int, Fold, Stored]]) -> None:
    """Keep these games as they are: (game, fold, its last event). Synchronous; asks Redis, and may do without."""
    if not settings.REDIS_URL or not games:
        return
    made = {_key(game): _encoded(Snapshot(VERSION, fold, encode(last.event))) for game, fold, last in games}
    try:
        cache.set_many({key: data for key, data in made.items() if len(data) <= LARGEST}, GOOD_FOR_SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever the cache raises, nothing depends on it
        log.warning("%d snapshots could not be kept: %s", len(made), type(error).__name__)


def kept(game_id: int) -> Snapshot | None:
    """The last snapshot of a game, or None. Synchronous; asks Redis."""
    if not settings.REDIS_URL:
        return None
    try:
        data = cache.get(_key(game_id))
        snapshot = None if data is None else _DECODER.decode(data)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the events are right
        log.warning("game %d: its snapshot cannot be used: %s", game_id, type(error).__name__)
        return None
    return snapshot if snapshot is not None and snapshot.version == VERSION else None


def _encoded(snapshot: Snapshot) -> bytes:
    return msgspec.msgpack.encode(snapshot)


def _key(game_id: int) -> str:
    return f"game:{game_id}"
