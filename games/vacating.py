"""Somebody who may not play any more leaves their seats: the caddie plays on, and a lobby has a free seat again."""

from __future__ import annotations

import logging

from games import actions
from games.actions import Superseded
from games.fold import BrokenStream
from games.journal import Unavailable
from games.live import load_game
from games.models import Seat
from games.rules import commands as c
from games.rules.refusals import IllegalMove
from games.rules.state import ENDED_PHASES

log = logging.getLogger(__name__)


def leave_seats(user_id: int) -> int:
    """Leave all seats of somebody in games that are not over; in how many games. Again and again without harm.

    A move that they are just making is committed before or not at all: each is decided on the newest state.
    """
    live = Seat.objects.filter(user=user_id, game__current_at__isnull=False).exclude(
        game__phase__in=ENDED_PHASES
    )
    return sum(_leave(user_id, game_id) for game_id in live.values_list("game_id", flat=True))


def _leave(user_id: int, game_id: int) -> bool:
    try:
        seat = load_game(game_id).seat_of(user_id)
        if seat is None:
            return False
        actions.act_now(game_id, c.Stand(seat), player=user_id)
    except IllegalMove:
        return False  # The caddie has it already, or the game is over.
    except (BrokenStream, Unavailable, Superseded) as error:
        log.warning("game %d: a seat could not be left: %s", game_id, type(error).__name__)
        return False
    return True
