"""A finished game of this site as a file. Synchronous; asks the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from games import event_store, faults, live
from games.fold import fold
from games.models import Game
from games.rules.state import ENDED_PHASES
from games.verify import NoSuchGame
from replays import access, analyses, strict_json
from replays.document import document, persons
from replays.models import Import

if TYPE_CHECKING:
    from accounts.models import User
    from games.fold import Stored
    from replays.document import Json


class NotOver(Exception):
    """A game that is still being played is told to nobody."""


def may_have(user: User, game_id: int) -> bool:
    """Whether somebody may have the file of this game, once it is over: those who played it, or brought it in."""
    return access.is_theirs(user, game_id)


def exported(game_id: int) -> bytes:
    """The file of a game. NoSuchGame, also for one that was given up before it began; NotOver; BrokenStream."""
    game = Game.objects.filter(pk=game_id).first()
    if game is None:
        raise NoSuchGame(game_id)
    if game.phase not in ENDED_PHASES:
        raise NotOver(game_id)
    with faults.noted():
        stream = event_store.load(game_id)
        state = fold(stream, game_id).state
    # What the columns say may be wrong; what the events say is so.
    if state.is_live:
        raise NotOver(game_id)
    if game.started_at is None:
        raise NoSuchGame(game_id)
    return strict_json.written(
        document(stream, state, people_of(game_id, stream), analyses.result_of(game_id))
    )


def people_of(game_id: int, stream: list[Stored]) -> list[Json]:
    """How each person in a game's stream is shown today, in order of their numbers."""
    read_from_file = Import.objects.filter(game=game_id).first()
    if read_from_file is not None:
        told: list[Json] = read_from_file.people
        return told
    ids = persons(stream)
    known = live.people(ids)
    shown = [known.get(player, live.NOBODY_ANY_MORE) for player in ids]
    return [{"name": one.name, "kind": "guest" if one.is_guest else "person"} for one in shown]
