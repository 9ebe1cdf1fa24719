"""Many deals of one hole side by side, a lane each: the cards that lie there, re-dealt, drawn, renewed and settled."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from games.cpu_tables.kinds import kinds_for
from games.rules.scoring import BLACKJACK, BONUS

if TYPE_CHECKING:
    from games.cpu_tables.kinds import Bools, Floats, Ints, Kinds, Small
    from games.rules.house_rules import HouseRules
    from games.rules.views import View


@dataclass
class Lanes:
    """All lanes of a run; every array has a row a lane, and all lanes are at the same seat's turn."""

    grid: Small
    """(lanes, seats, 6) kinds."""
    up: Bools
    stock: Small
    """(lanes, most that a stock can have), filled from the right."""
    at: Ints
    """Where the next card of the stock lies."""
    top: Small
    """Of the discard pile."""
    out: Small
    """Who has gone out; -1 where nobody has."""
    number: Ints
    """Which lane of the beginning each of these is."""

    def __len__(self) -> int:
        return len(self.top)

    def only(self, chosen: Bools | Ints) -> Lanes:
        """Some of these lanes, copied."""
        return Lanes(*[getattr(self, field.name)[chosen] for field in fields(self)])

    @property
    def hidden(self) -> Small:
        """(lanes, seats): how many cards lie face down."""
        up = self.up.view(np.int8)
        count: Small = 6 - up[..., 0] - up[..., 1] - up[..., 2] - up[..., 3] - up[..., 4] - up[..., 5]
        return count


def joined(parts: list[Lanes]) -> Lanes:
    """All lanes of several, in order."""
    return Lanes(*[np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Lanes)])


def unseen_counts(view: View, kinds: Kinds) -> Ints:
    """How many cards of each kind the viewer has not seen, or cannot tell where they are."""
    seen = [card for seat in view.seats if seat for card in seat.grid if card is not None]
    seen += view.pile
    if view.drawn and view.drawn.card:
        seen.append(view.drawn.card)
    return kinds.counts - kinds.count(seen)


def dealt(rules: HouseRules, seats: int, lanes: int, dice: np.random.Generator) -> Lanes:
    """So many holes, dealt and opened in different columns."""
    kinds = kinds_for(rules)
    cards = np.repeat(np.arange(kinds.size, dtype=np.int8), kinds.counts)
    cards = cards[np.argsort(dice.random((lanes, len(cards)), np.float32), axis=1)]
    grid = cards[:, : 6 * seats].reshape(lanes, seats, 6).copy()
    up = np.zeros(grid.shape, bool)
    up[:, :, : rules.initial_flips] = True
    return Lanes(
        grid=grid,
        up=up,
        stock=cards[:, 6 * seats + 1 :].copy(),
        at=np.zeros(lanes, np.int64),
        top=cards[:, 6 * seats].copy(),
        out=np.full(lanes, -1, np.int8),
        number=np.arange(lanes),
    )


def dealt_again(view: View, kinds: Kinds, lanes: int, dice: np.random.Generator) -> Lanes:
    """So many lanes with all cards that the viewer cannot see dealt anew, each deal as likely as another."""
    unseen = unseen_counts(view, kinds)
    cards = np.repeat(np.arange(kinds.size, dtype=np.int8), unseen)
    order = np.argsort(dice.random((lanes, len(cards)), np.float32), axis=1)
    cards = cards[order]
    seats = [seat for seat in view.seats if seat]
    shown = [[-1 if card is None else kinds.number[card] for card in seat.grid] for seat in seats]
    grid = np.tile(np.array(shown, np.int8), (lanes, 1, 1))
    up = grid >= 0
    down = int((~up[0]).sum())
    grid[~up] = cards[:, :down].ravel()
    most = int(kinds.counts.sum()) - 6 * len(seats) - 1
    stock = np.zeros((lanes, most), np.int8)
    left = min(int(unseen.sum()) - down, most)
    stock[:, most - left :] = cards[:, down : down + left]
    return Lanes(
        grid=grid,
        up=up,
        stock=stock,
        at=np.full(lanes, most - left),
        top=np.full(lanes, kinds.number[view.pile[-1]] if view.pile else 0, np.int8),
        out=np.full(lanes, -1 if view.went_out is None else view.went_out, np.int8),
        number=np.arange(lanes),
    )


def renew(lanes: Lanes, kinds: Kinds, dice: np.random.Generator) -> None:
    """Where the stock is empty, shuffle all that lies neither in a grid nor on top of the discard pile into it."""
    most = lanes.stock.shape[1]
    (empty,) = np.nonzero(lanes.at >= most)
    if not len(empty):
        return
    lying = np.concatenate([lanes.grid[empty].reshape(len(empty), -1), lanes.top[empty, None]], axis=1)
    rows = np.arange(len(empty))[:, None] * kinds.size
    counts = np.bincount((lying + rows).ravel(), minlength=len(empty) * kinds.size)
    left = kinds.counts[None] - counts.reshape(len(empty), kinds.size)
    cards = np.repeat(np.tile(np.arange(kinds.size, dtype=np.int8), len(empty)), left.ravel())
    lanes.stock[empty] = dice.permuted(cards.reshape(len(empty), most), axis=1)
    lanes.at[empty] = 0


def grid_points(grid: Small, kinds: Kinds, rules: HouseRules) -> Floats:
    """What whole grids (…, 6) count before settlement."""
    top, low = grid[..., :3], grid[..., 3:]
    total: Floats = kinds.points[top, low].sum(-1)
    if rules.four_of_a_kind or rules.wolfpack:
        rank, paired = kinds.rank[top], kinds.rank[top] == kinds.rank[low]
        same = np.zeros(total.shape, bool)
        jacks = np.zeros(total.shape, bool)
        for one, other in ((0, 1), (0, 2), (1, 2)):
            both = paired[..., one] & paired[..., other] & (rank[..., one] == rank[..., other])
            same |= both
            jacks |= both & (rank[..., one] == kinds.jack)
        total = total + BONUS * (same * rules.four_of_a_kind + jacks * rules.wolfpack)
    return total


def settled(lanes: Lanes, kinds: Kinds, rules: HouseRules) -> Floats:
    """(lanes, seats): the settled scores, in the order of docs/rules.md."""
    scores = grid_points(lanes.grid, kinds, rules)
    went = lanes.out[:, None] == np.arange(scores.shape[1])
    if rules.blackjack:
        scores = np.where(scores == BLACKJACK, 0, scores)
    if rules.knock_penalty:
        scores = scores + 10 * (went & (scores > scores.min(1, keepdims=True)))
    if rules.knock_bonus:
        scores = scores - 5 * went
    if rules.underdog_bonus:
        scores = scores - 3 * (scores == scores.min(1, keepdims=True))
    if rules.tied_shame:
        alike = (scores[:, :, None] == scores[:, None, :]).sum(2) > 1
        scores = scores + 5 * alike
    return scores.astype(np.float32)
