"""Deciding who has which seat, before the start and during a game."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from games.rules import commands as c
from games.rules import events as e
from games.rules.fairness import commitment
from games.rules.levels import LEVELS, said
from games.rules.refusals import IllegalMove
from games.rules.state import FEWEST_SEATS, PERSONAS, GameState, Phase
from games.rules.wording import noop as _

if TYPE_CHECKING:
    from games.rules.fairness import Shuffle


def sit(state: GameState, command: c.Sit) -> e.PlayerJoined:
    """A person takes a free seat before the start."""
    if state.seat_of(command.player) is not None:
        raise IllegalMove("not_now", _("You have a seat at this table already."))
    _in_lobby(state)
    free = _first_free(state)
    seat = free if command.seat is None else command.seat
    if not 0 <= seat < len(state.seats):
        raise IllegalMove("illegal_move", _("There is no such seat."))
    if state.seats[seat] is not None:
        raise IllegalMove("not_allowed", _("%(name)s has that seat."), about=seat)
    return e.PlayerJoined(seat, command.player, None)


def stand(state: GameState, seat: int) -> e.PlayerLeft | e.SeatOnAutopilot:
    """Before the start the seat becomes free; during a game the caddie plays on."""
    if state.phase is Phase.LOBBY:
        return e.PlayerLeft(seat)
    if state.seat(seat).autopilot:
        raise IllegalMove("not_now", _("The caddie has your seat already."))
    return e.SeatOnAutopilot(seat)


def take_back(state: GameState, seat: int) -> e.SeatTakenBack:
    """The player's return to a seat on autopilot."""
    if not state.seat(seat).autopilot:
        raise IllegalMove("not_now", _("Your seat is yours already."))
    return e.SeatTakenBack(seat)


def hand_over(state: GameState, command: c.HandOver) -> e.SeatHandedOver:
    """Another user has the seat from now on, who has none here yet."""
    if state.seat_of(command.to) is not None:
        raise IllegalMove("not_now", _("You have a seat at this table already."))
    return e.SeatHandedOver(command.seat, command.to)


def decide_host(state: GameState, command: c.HostCommand, shuffle: Shuffle) -> e.Event:
    """What the host alone may do, before the start alone."""
    _in_lobby(state)
    if state.host != command.seat:
        raise IllegalMove("not_host", _("Only the host of the table can do that."))
    match command:
        case c.AddCpu():
            return _add_cpu(state, command)
        case c.Remove():
            return _remove(state, command)
        case c.SetRules():
            return e.RulesChanged(command.rules)
        case c.Start():
            return _start(state, shuffle)
        case _:
            assert_never(command)


def _in_lobby(state: GameState) -> None:
    if state.phase is not Phase.LOBBY:
        raise IllegalMove("not_now", _("The game has begun already."))


def _first_free(state: GameState) -> int:
    if None not in state.seats:
        raise IllegalMove("table_full", _("All seats of this table are taken."))
    return state.seats.index(None)


def _add_cpu(state: GameState, command: c.AddCpu) -> e.PlayerJoined:
    if command.persona not in PERSONAS:
        raise IllegalMove("illegal_move", _("There is no such CPU player."))
    if command.level not in LEVELS:
        raise IllegalMove("illegal_move", _("CPU players have no such level."))
    if any(seat.persona == command.persona for _n, seat in state.taken):
        raise IllegalMove("not_allowed", _("That CPU player sits at this table already."))
    return e.PlayerJoined(_first_free(state), None, command.persona, said(command.level))


def _remove(state: GameState, command: c.Remove) -> e.PlayerLeft:
    if command.target == command.seat:
        raise IllegalMove("not_allowed", _("Leave the table yourself, if you want to go."))
    if command.target not in [number for number, _seat in state.taken]:
        raise IllegalMove("illegal_move", _("Nobody has that seat."))
    return e.PlayerLeft(command.target)


def _start(state: GameState, shuffle: Shuffle) -> e.GameStarted:
    if len(state.taken) < FEWEST_SEATS:
        raise IllegalMove("not_now", _("A game takes at least two players."))
    secret = shuffle.secret()
    return e.GameStarted(state.rules.holes, commitment(secret), secret)
