"""What a guest has at tables, and how it goes along to an account: finished games, and seats in games that go on.

A seat in a game that goes on moves by an event, so that every process and every viewer learns of it. The events of a
finished game stay as they are; who it belongs to is asked of `User.merged_into` and of the projected seats.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from accounts import belongings
from accounts.belongings import Belongings
from games import actions
from games.fold import BrokenStream
from games.models import Seat
from games.rules import commands as c
from games.rules.refusals import IllegalMove
from games.rules.state import ENDED_PHASES, Phase

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger(__name__)


def listen() -> None:
    """From now on whoever brings a guest's things along gets these."""
    belongings.register(Games())


class Games:
    """The keeper of seats."""

    def count(self, user_id: int) -> Belongings:
        finished = Seat.objects.filter(user=user_id, game__phase=Phase.GAME_OVER)
        return Belongings(finished.count(), _seats(user_id).count())

    def move(self, guest_id: int, user_id: int) -> None:
        """A game in which the account has a seat of its own stays as it is."""
        for game_id, number in _seats(guest_id).values_list("game_id", "number"):
            try:
                actions.act_now(game_id, c.HandOver(number, user_id))
            except (IllegalMove, BrokenStream) as error:
                log.warning("game %d: a guest's seat stays: %s", game_id, type(error).__name__)
        theirs = Seat.objects.filter(user=user_id).values("game")
        ended = Seat.objects.filter(user=guest_id, game__phase__in=ENDED_PHASES)
        ended.exclude(game__in=theirs).update(user=user_id)


def _seats(user_id: int) -> QuerySet[Seat]:
    """Somebody's seats in games that are not over."""
    return Seat.objects.filter(user=user_id, game__current_at__isnull=False).exclude(
        game__phase__in=ENDED_PHASES
    )
