"""Deciding a turn: draw, put back, swap, discard, flip, skip, flip in place of a turn, knock."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from games.rules import commands as c
from games.rules import events as e
from games.rules.fairness import seed
from games.rules.grid import POSITIONS
from games.rules.holes import cut_short
from games.rules.refusals import IllegalMove
from games.rules.state import MOST_RENEWALS, TURN_PHASES, Drawn, GameState, HoleState, Phase
from games.rules.wording import noop as _

if TYPE_CHECKING:
    from games.rules.cards import Card
    from games.rules.fairness import Shuffle


def decide_turn(state: GameState, command: c.TurnCommand, shuffle: Shuffle, by: e.By) -> list[e.Event]:
    """The events of one step of a turn. IllegalMove where it is not this seat's step."""
    hole = _on_turn(state, command.seat)
    match command:
        case c.Draw():
            _nothing_in_hand(hole)
            return _draw(state, hole, command, shuffle, by)
        case c.UndoDraw():
            drawn = _in_hand(hole)
            if drawn.source == "stock":
                raise IllegalMove("illegal_move", _("A card from the stock cannot be put back."))
            return [e.DrawUndone(command.seat, drawn.card, by)]
        case c.Swap():
            drawn = _in_hand(hole)
            _check_position(command.at)
            out = hole.grids[command.seat].cards[command.at]
            return [e.CardSwapped(command.seat, command.at, drawn.card, out, by)]
        case c.Discard():
            drawn = _in_hand(hole)
            if drawn.source == "discard":
                raise IllegalMove(
                    "illegal_move", _("A card from the discard pile must be swapped or put back.")
                )
            return [e.CardDiscarded(command.seat, drawn.card, by)]
        case c.Flip():
            if hole.flip is None:
                raise IllegalMove("not_now", _("You may flip a card only after discarding a drawn one."))
            return [e.CardFlipped(command.seat, command.at, _face_down(hole, command.seat, command.at), by)]
        case c.SkipFlip():
            if hole.flip is None:
                raise IllegalMove("not_now", _("There is no flip to skip."))
            if hole.flip == "must":
                raise IllegalMove("illegal_move", _("At this table the flip cannot be skipped."))
            return [e.FlipSkipped(command.seat, by)]
        case c.FlipAction():
            if not state.rules.flip_as_action:
                raise IllegalMove("not_allowed", _("This table does not play flips in place of a turn."))
            _nothing_in_hand(hole)
            card = _face_down(hole, command.seat, command.at)
            return [e.CardFlippedAsAction(command.seat, command.at, card, by)]
        case c.Knock():
            return [_knock(state, hole, command.seat, by)]
        case _:
            assert_never(command)


def _on_turn(state: GameState, seat: int) -> HoleState:
    if state.hole is None or state.phase not in TURN_PHASES:
        raise IllegalMove("not_now", _NOT_NOW.get(state.phase, _("No turn is being played now.")))
    if state.hole.turn != seat:
        raise IllegalMove("not_your_turn", _("It is %(name)s's turn."), about=state.hole.turn)
    return state.hole


_NOT_NOW = {
    Phase.LOBBY: _("The game has not begun yet."),
    Phase.OPENING: _("Turns begin when everybody has turned up their first cards."),
    Phase.HOLE_OVER: _("This hole is over."),
}


def _nothing_in_hand(hole: HoleState) -> None:
    if hole.drawn is not None:
        raise IllegalMove("not_now", _("Place the card that you have drawn first."))
    if hole.flip is not None:
        raise IllegalMove("not_now", _("Flip one of your cards first."))


def _in_hand(hole: HoleState) -> Drawn:
    if hole.drawn is None:
        raise IllegalMove("not_now", _("Draw a card first."))
    return hole.drawn


def _check_position(at: int) -> None:
    if at not in POSITIONS:
        raise IllegalMove("illegal_move", _("Positions are numbered from 0 to 5."))


def _face_down(hole: HoleState, seat: int, at: int) -> Card:
    _check_position(at)
    if hole.grids[seat].up[at]:
        raise IllegalMove("illegal_move", _("That card is face up already."))
    return hole.grids[seat].cards[at]


def _draw(state: GameState, hole: HoleState, command: c.Draw, shuffle: Shuffle, by: e.By) -> list[e.Event]:
    seat = command.seat
    if command.source == "discard":
        return [e.CardDrawn(seat, "discard", hole.discard[-1], by)]
    if hole.stock:
        return [e.CardDrawn(seat, "stock", hole.stock[0], by)]
    buried = hole.discard[:-1]
    if not buried or hole.renewals >= MOST_RENEWALS:
        return cut_short(state, hole, shuffle)
    renewed = shuffle.renewed(buried, seed(hole.secret, hole.cuts), hole.renewals + 1)
    return [e.StockRenewed(renewed), e.CardDrawn(seat, "stock", renewed[0], by)]


def _knock(state: GameState, hole: HoleState, seat: int, by: e.By) -> e.Knocked:
    if not state.rules.knock_early:
        raise IllegalMove("not_allowed", _("This table does not play knocking."))
    _nothing_in_hand(hole)
    grid = hole.grids[seat]
    if not 1 <= len(grid.face_down) <= 2:
        raise IllegalMove("illegal_move", _("You may knock with one or two cards face down."))
    return e.Knocked(seat, tuple((at, grid.cards[at]) for at in grid.face_down), by)
