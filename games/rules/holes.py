"""Deciding how a hole begins, opens and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from games.rules import events as e
from games.rules.cards import pack_for
from games.rules.fairness import CUT_BYTES, commitment, seed
from games.rules.grid import POSITIONS
from games.rules.refusals import IllegalMove
from games.rules.scoring import places, settle, winners
from games.rules.state import GameState, HoleState, Phase
from games.rules.wording import noop as _

if TYPE_CHECKING:
    from games.rules import commands as c
    from games.rules.fairness import Shuffle


def deal(state: GameState, shuffle: Shuffle, by: e.By) -> e.HoleStarted:
    """The next hole, dealt: six cards to seat 0, then seat 1, …, then the first card of the discard pile.

    IllegalMove where no hole is to begin.
    """
    if not state.awaits_deal or state.secret is None:
        raise IllegalMove("not_now", _("No hole is to begin now."))
    number = state.hole.number + 1 if state.hole else 1
    seats = len(state.seats)
    dealer = (number - 1) % seats
    cuts = tuple(sorted(state.cuts))
    cards = shuffle.pack(pack_for(state.rules), seed(state.secret, cuts))
    dealt = 6 * seats
    return e.HoleStarted(
        hole=number,
        dealer=dealer,
        turn=(dealer + 1) % seats,
        discard=cards[dealt],
        stock=cards[dealt + 1 :],
        grids=tuple(cards[start : start + 6] for start in range(0, dealt, 6)),
        commitment=commitment(state.secret),
        cuts=cuts,
        by=by,
    )


def cut(state: GameState, command: c.Cut) -> e.PackCut:
    """A person's own bytes for the shuffle of the hole to come, once a hole."""
    if not state.awaits_deal or state.secret is None:
        raise IllegalMove("not_now", _("The pack can be cut between holes only."))
    if any(seat == command.seat for seat, _cut in state.cuts):
        raise IllegalMove("not_now", _("You have cut the pack already."))
    if len(command.cut) != 2 * CUT_BYTES or set(command.cut) - set("0123456789abcdef"):
        raise IllegalMove("illegal_move", _("A cut is 32 hexadecimal digits."))
    return e.PackCut(command.seat, command.cut)


def open_cards(state: GameState, command: c.Open, by: e.By) -> e.CardsOpened:
    """A seat's first cards, turned up: as many as the rules say, at different positions."""
    hole, count, at = state.hole, state.rules.initial_flips, command.at
    if hole is None or state.phase is not Phase.OPENING:
        raise IllegalMove("not_now", _("First cards are turned up at the start of a hole only."))
    if hole.opened[command.seat]:
        raise IllegalMove("not_now", _("You have turned up your first cards already."))
    if len(at) != count or len(set(at)) != count or not set(at) <= set(POSITIONS):
        message = _("Choose one card.") if count == 1 else _("Choose two different cards.")
        raise IllegalMove("illegal_move", message)
    cards = hole.grids[command.seat].cards
    return e.CardsOpened(command.seat, tuple((position, cards[position]) for position in sorted(at)), by)


def cut_short(state: GameState, hole: HoleState, shuffle: Shuffle) -> list[e.Event]:
    """The end of a hole in which nothing is left to draw: all grids are turned up and settled."""
    revealed: list[e.Event] = [
        reveal for seat in range(len(hole.grids)) if (reveal := reveal_grid(hole, seat)) is not None
    ]
    return [*revealed, end(state, hole, shuffle)]


def reveal_grid(hole: HoleState, seat: int) -> e.GridRevealed | None:
    """A seat's face-down cards, turned up; None where all are up already."""
    grid = hole.grids[seat]
    if grid.all_up:
        return None
    return e.GridRevealed(seat, tuple((at, grid.cards[at]) for at in grid.face_down))


def end(state: GameState, hole: HoleState, shuffle: Shuffle) -> e.HoleEnded:
    """The settlement of a hole, the reveal of its secret, and the commitment to the next one's."""
    grids = tuple(grid.cards for grid in hole.grids)
    scores = settle(grids, hole.went_out, state.rules)
    secret = shuffle.secret() if hole.number < state.rules.holes else None
    return e.HoleEnded(
        scores=scores,
        totals=tuple(seat.total + line.score for (_n, seat), line in zip(state.taken, scores, strict=True)),
        grids=grids,
        winners=winners([line.score for line in scores]),
        reveal=hole.secret,
        next_commitment=commitment(secret) if secret else None,
        next_secret=secret,
    )


def end_game(state: GameState) -> e.GameEnded:
    """The result: the lowest total wins, equal totals share a place."""
    totals = tuple(seat.total for _n, seat in state.taken)
    ranking = places(totals)
    return e.GameEnded(totals, ranking, tuple(seat for seat, place in enumerate(ranking) if place == 1))
