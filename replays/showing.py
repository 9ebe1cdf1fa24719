"""A finished game for whoever may watch it: what the gallery was shown, and every card besides.

Synchronous; asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games import event_store, faults, frames
from games.actions import is_start
from games.fold import fold
from games.live import LiveGame, Person, table_looked_at
from games.models import Seat
from games.picture import Picture
from games.rules.events import HoleEnded
from replays.access import NoSuchReplay
from replays.document import document, persons
from replays.event_form import moment
from replays.export import people_of
from replays.turning import turning_move

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from games.fold import Stored
    from replays.access import Found

Json = dict[str, Any]


def shown(found: Found, user_id: int | None = None) -> Json:
    """Header, frames, and the events with every card. NoSuchReplay; BrokenStream. `user_id`: who asks."""
    game = found.game
    with faults.noted():
        stream = event_store.load(game.pk)
        state = fold(stream, game.pk).state
    if state.is_live:
        raise NoSuchReplay(game.pk)  # What the columns say may be wrong; what the events say is so.
    people = people_of(game.pk, stream)
    told = document(stream, state, people)
    known = {
        player: Person(one["name"], one["kind"] == "guest")
        for player, one in zip(persons(stream), people, strict=True)
    }
    live = LiveGame(game.pk, table_looked_at(game.table), fold(stream[:1], game.pk), stream[:1], known, None)
    header = {name: told[name] for name in ("rules", "seats", "result", "sha256")}
    return header | {
        "token": found.token,
        "game": str(game.pk),
        "title": found.share.title if found.share else "",
        "imported_at": moment(found.imported.imported_at) if found.imported else None,
        "started_at": game.started_at and moment(game.started_at),
        "ended_at": game.ended_at and moment(game.ended_at),
        "people": people,
        "you": seat_of(game.pk, user_id),
        "turning_move": turning_move(stream, state),
        "frames": list(frames_of(live, stream[1:])),
        "events": told["events"],
    }


@dataclass(frozen=True, slots=True)
class Player:
    """A seat as the page's text has it; `place` is None where the game was abandoned."""

    name: str
    cpu: bool
    place: int | None
    scores: tuple[int, ...]
    total: int
    grid: tuple[str, ...]
    """The six cards of the last finished hole; empty where none was finished."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished game in short, for those who only read."""

    title: str
    ended_at: datetime | None
    holes: int
    players: tuple[Player, ...]
    imported: bool

    @property
    def heading(self) -> str:
        """What it was called by whoever shared it, or who won."""
        winners = [player.name for player in self.players if player.place == 1]
        if self.title or not winners:
            return self.title or _("A game of six-card Golf")
        told = ngettext("%(names)s won the game.", "%(names)s share the first place.", len(winners))
        return (told % {"names": get_text_list(winners, _("and"))}).rstrip(".")


def summary(found: Found) -> Summary:
    """A game in short. NoSuchReplay; BrokenStream."""
    game = found.game
    with faults.noted():
        stream = event_store.load(game.pk)
        state = fold(stream, game.pk).state
    if state.is_live:
        raise NoSuchReplay(game.pk)
    names = dict(zip(persons(stream), (one["name"] for one in people_of(game.pk, stream)), strict=True))
    ends = [stored.event for stored in stream if isinstance(stored.event, HoleEnded)]
    players = tuple(
        Player(
            name=names[seat.player] if seat.player is not None else (seat.persona or "").capitalize(),
            cpu=seat.player is None,
            place=state.places[number] if state.places else None,
            scores=tuple(row[number] for row in state.scorecard),
            total=seat.total,
            grid=tuple(ends[-1].grids[number]) if ends else (),
        )
        for number, seat in state.taken
    )
    title = found.share.title if found.share else ""
    return Summary(title, game.ended_at, len(state.scorecard), players, game.imported)


def seat_of(game_id: int, user_id: int | None) -> int | None:
    """The seat that somebody had in the game, if they had one."""
    seats = Seat.objects.filter(game=game_id, user=user_id) if user_id is not None else Seat.objects.none()
    return seats.values_list("number", flat=True).first()


def frames_of(live: LiveGame, rest: Sequence[Stored]) -> Iterator[Json]:
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
