"""A seat goes to another user's id, with all that lies there; nobody else notices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from games.rules import commands as c
from games.rules import events as e
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.house_rules import CLASSIC
from games.rules.refusals import IllegalMove
from tests.kit.random_games import RandomGame
from tests.kit.recorded import RecordedShuffle

if TYPE_CHECKING:
    from games.rules.state import GameState

SHUFFLE = RecordedShuffle([])
NEW = 4_000_000


def somewhere(moves: int) -> GameState:
    """A game after so many events."""
    game = RandomGame(CLASSIC, 3, seed=7)
    game.play()
    return replay(game.events[:moves])


@pytest.mark.parametrize("moves", [4, 12, 40, 90])
def test_all_but_the_id_stays_as_it_was(moves: int) -> None:
    state = somewhere(moves)
    seat = next(number for number, taken in state.taken if taken.is_person)
    (event,) = decide(state, c.HandOver(seat, NEW), SHUFFLE)
    assert event == e.SeatHandedOver(seat, NEW)
    after = evolve(state, event)
    assert after.seat(seat) == replace(state.seat(seat), player=NEW)
    assert replace(after, seats=state.seats) == state
    assert after.seat_of(NEW) == seat


def test_nobody_gets_two_seats() -> None:
    state = somewhere(40)
    (one, two, *_rest) = [number for number, taken in state.taken if taken.is_person]
    with pytest.raises(IllegalMove):
        decide(state, c.HandOver(one, state.seat(two).player or 0), SHUFFLE)


def test_a_cpu_players_seat_is_nobodys_to_hand_over() -> None:
    state = somewhere(40)
    seats = [replace(taken, player=None, persona="maya") for _number, taken in state.taken]
    state = replace(state, seats=tuple(seats))
    with pytest.raises(IllegalMove):
        decide(state, c.HandOver(0, NEW), SHUFFLE)
