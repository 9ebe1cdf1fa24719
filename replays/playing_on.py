"""Playing on from a moment of a finished game: a private table against CPU players, with the same cards to come.

The new game's stream is the old one's up to that moment, and then who has each seat from here on. So the hole goes on
as it was dealt; later holes are dealt with cuts of one's own. It is marked, and counts for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from games import due, event_store, tables
from games.fold import Stored, fold
from games.models import Seat
from games.rules.events import SeatTakenOver
from games.rules.state import PERSONAS, TURN_PHASES, Phase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accounts.models import User
    from games.models import Table
    from games.rules.state import GameState

IN_A_HOLE: Final = (Phase.OPENING, *TURN_PHASES)


class NothingToCome(ValueError):
    """There is no card to come after that moment."""

    def __init__(self) -> None:
        super().__init__(_("After this moment there is nothing more to play."))


def play_on(user: User, game_id: int, seq: int, address: str = "") -> Table:
    """A new table at which this user plays on from after event `seq` of a finished game. NothingToCome; TooMany.

    Between holes that is from the next deal on. The user gets the seat that they had; somebody else the one on turn.
    """
    stream = _up_to(event_store.load(game_id), seq, game_id)
    state = fold(stream, game_id).state
    own = _seat_for(user, game_id, state)
    limits.count(limits.TABLES, str(user.pk))
    if address:
        limits.count(limits.TABLES_OF_AN_ADDRESS, address)
    now = timezone.now()
    # Its time goes on from now; how long everything took stays as it was.
    moved = [one._replace(time=one.time + (now - stream[-1].time)) for one in stream]
    for event in _takings_over(user, own, state):
        moved.append(Stored(len(moved), now, event))
    with transaction.atomic():
        table = tables.played_on_table(user)
        game = table.games.get()
        event_store.write_whole(game.pk, moved, fold(moved, game.pk).state)
        Seat.objects.filter(game=game, number=own).update(user=user)
        due.begin(game.pk, now)
    return table


def _up_to(stream: Sequence[Stored], seq: int, game_id: int) -> list[Stored]:
    """The events up to the first moment after event `seq` at which a hole is being played. NothingToCome."""
    for end in range(max(seq, 0) + 1, len(stream) + 1):
        # What came of one command stays together.
        if end < len(stream) and stream[end].time == stream[end - 1].time:
            continue
        if _is_played(fold(stream[:end], game_id).state):
            return list(stream[:end])
    raise NothingToCome


def _is_played(state: GameState) -> bool:
    """Whether the cards of a hole lie there, and something can be done with them."""
    return state.phase in IN_A_HOLE and state.hole is not None and state.hole.scores is None


def _seat_for(user: User, game_id: int, state: GameState) -> int:
    had = Seat.objects.filter(game=game_id, user=user).values_list("number", flat=True).first()
    if had is not None or state.hole is None:
        return had or 0
    # While the first cards are turned up it is everybody's turn: then the one who plays first.
    return state.hole.first if state.hole.turn is None else state.hole.turn


def _takings_over(user: User, own: int, state: GameState) -> Iterator[SeatTakenOver]:
    """The user in one seat, CPU players in all others: those who sit there stay."""
    sitting = {seat.persona for number, seat in state.taken if number != own}
    free = iter([persona for persona in PERSONAS if persona not in sitting])
    for number, seat in state.taken:
        if number == own:
            yield SeatTakenOver(number, user.pk, None)
        elif seat.persona is None:
            yield SeatTakenOver(number, None, next(free))
