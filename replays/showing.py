"""A finished game for whoever holds its token: what the gallery was shown, and every card besides.

Synchronous; asks the database.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from games import event_store, faults, frames
from games.actions import is_start
from games.fold import fold
from games.live import LiveGame, Person, table_info
from games.picture import Picture
from replays.document import document, persons
from replays.event_form import moment
from replays.export import people_of
from replays.models import Import

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.fold import Stored

Json = dict[str, Any]


class NoSuchReplay(LookupError):
    """There is no replay with that token."""


def shown(token: str) -> Json:
    """Header, frames, and the events with every card. NoSuchReplay; BrokenStream."""
    found = Import.objects.select_related("game__table").filter(token=token).first()
    if found is None:
        raise NoSuchReplay(token)
    game = found.game
    with faults.noted():
        stream = event_store.load(game.pk)
        state = fold(stream, game.pk).state
    people = people_of(game.pk, stream)
    told = document(stream, state, people)
    known = {
        player: Person(one["name"], one["kind"] == "guest")
        for player, one in zip(persons(stream), people, strict=True)
    }
    live = LiveGame(game.pk, table_info(game.table), fold(stream[:1], game.pk), stream[:1], known, None)
    header = {name: told[name] for name in ("rules", "seats", "result", "sha256")}
    return header | {
        "token": token,
        "game": str(game.pk),
        "imported_at": moment(found.imported_at),
        "started_at": game.started_at and moment(game.started_at),
        "ended_at": game.ended_at and moment(game.ended_at),
        "people": people,
        "frames": list(_frames(live, stream[1:])),
        "events": told["events"],
    }


def _frames(live: LiveGame, rest: Sequence[Stored]) -> Iterator[Json]:
    """The gallery's first look, and then a frame for all that happened at one time; a new look where seats close up."""
    picture = Picture(live.id)
    picture.table(live, ())
    yield frames.snapshot(live, None, (), signed_in=False)
    for _time, together in groupby(rest, key=lambda stored: stored.time):
        batch = live.add(together)
        now = picture.changes(live, ())
        if any(is_start(stored.event) for stored in batch):
            yield frames.snapshot(live, None, (), signed_in=False)
        else:
            yield frames.events(live, batch, now, None, ())
