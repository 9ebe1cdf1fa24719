"""Games that a moderator ends for good: also one that is cold, served elsewhere, set aside or not to be read at all.

Synchronous; asks the database.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from games import actions, bus, event_store
from games.event_store import Append, Conflict
from games.fold import BrokenStream, fold, go_on
from games.journal import Unavailable
from games.models import Game
from games.rules import commands as c
from games.rules import events as e
from games.rules.decide import secret_to_reveal
from games.rules.refusals import IllegalMove
from games.rules.state import ENDED_PHASES, Phase
from games.rules.wording import noop as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.fold import Stored


def stop_now(game_id: int) -> None:
    """End a game for good, and tell everybody at its table. IllegalMove where it is over already; Unavailable.

    May be part of a transaction: then it is told when that has committed.
    """
    try:
        actions.act_now(game_id, c.Abandon("moderator"))
    except BrokenStream:
        _stop_unread(game_id)


def was_stopped(game_id: int) -> bool:
    """Whether the last word about a game is a moderator's."""
    event = event_store.last_event(game_id)
    return isinstance(event, e.GameAbandoned) and event.reason == "moderator"


def sentence() -> str:
    """What people are told who come to such a table."""
    return gettext("A moderator has ended the game at this table.")


def _stop_unread(game_id: int) -> None:
    """The same for a stream that cannot be folded: its end follows what is stored, whatever that is.

    So whoever can read the rest, now or one day, reads that it is over.
    """
    for _race in range(actions.RACES):
        game = Game.objects.get(pk=game_id)
        if game.phase in ENDED_PHASES:
            raise IllegalMove("not_now", _("This game is over."))
        one = _last_word(game_id)
        try:
            event_store.append([one])
        except Conflict:
            continue
        transaction.on_commit(partial(bus.tell_now, game.table_id, game_id, one.rows))
        return
    raise Unavailable


def _last_word(game_id: int) -> Append:
    stream, last = event_store.load_readable(game_id)
    now = timezone.now()
    at, time = (last.seq + 1, max(last.time, now)) if last else (0, now)
    end = e.GameAbandoned("moderator", _secret(game_id, stream))
    return Append(game_id, at, time, (end,), None, Phase.ABANDONED)


def _secret(game_id: int, stream: Sequence[Stored]) -> str | None:
    """The secret of the hole that was not finished, as far as the stream can be read."""
    if not stream:
        return None
    try:
        folded = fold(stream[:1], game_id)
    except BrokenStream:
        return None
    with contextlib.suppress(BrokenStream):  # As far as it goes.
        go_on(folded, stream[1:], game_id)
    return secret_to_reveal(folded.state)
