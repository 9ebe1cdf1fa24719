"""Holes played out to their end in many lanes at once, everybody by the plain policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from games.cpu_tables.lanes import grid_points, renew, settled
from games.cpu_tables.plain import ColumnWorth

if TYPE_CHECKING:
    from games.cpu_tables.kinds import Bools, Floats, Ints, Kinds, Small
    from games.cpu_tables.lanes import Lanes
    from games.rules.house_rules import HouseRules

LONGEST: Final = 40
"""Turns of each seat after which a hole is settled as it lies."""
TURNS_TO_COME: Final = np.array([0, 2, 4, 5, 7, 8, 9])
"""How many turns a seat looks ahead, by the fewest cards that lie face down with another; 0 in its last."""
GIVE_TO_OTHERS: Final = 0.7
"""How much of what the others lose by one's going out counts as won."""
PENALTY_SPREAD: Final = 3.5
CLEARLY: Final = 0.05
"""The least that a card from the discard pile must improve to be taken."""


@dataclass
class Look:
    """What the seat on turn sees in each lane, and what each card would gain there; gains below zero are good."""

    turns: Ints
    """How many turns are looked ahead."""
    top: Ints
    """(lanes, 3): the kinds of the upper row, or that of a face-down card."""
    low: Ints
    rows: Floats
    """(lanes, 3, kinds): the gain of each card in each column."""
    gain: Floats
    """(lanes, kinds): in the best column."""
    stay: Floats
    """What it changes to discard."""
    turned: Floats
    """(lanes, 3): what it changes to turn a card of a column up."""
    ends: Bools
    """(lanes, kinds): whether a card is better put in the place of the last face-down one, in its column."""
    last_down: Ints
    """The column of the last face-down card where there is just one, and it would end the hole; else -1."""
    knock: Floats


class Playout:
    """Plays lanes of one table to their end; `unseen` says which cards are yet to come, as far as anybody knows."""

    def __init__(
        self,
        rules: HouseRules,
        kinds: Kinds,
        unseen: Ints,
        seats: int,
        dice: np.random.Generator,
    ) -> None:
        self.rules, self.kinds, self.seats, self.dice = rules, kinds, seats, dice
        self.worth = ColumnWorth(kinds, unseen)
        self.odds = self.worth.odds
        self.mean = float(self.odds @ kinds.worth)
        self.bonuses = rules.four_of_a_kind or rules.wolfpack

    def scores(self, lanes: Lanes, seat: int) -> Floats:
        """(lanes, seats): the settled scores, with `seat` to begin a turn in every lane."""
        done = np.zeros((len(lanes), self.seats), np.float32)
        lanes.number = np.arange(len(lanes))
        for _turn in range(LONGEST * self.seats):
            over = lanes.out == seat
            if over.any():
                done[lanes.number[over]] = settled(lanes.only(over), self.kinds, self.rules)
                lanes = lanes.only(~over)
            if not len(lanes):
                return done
            self.turn(lanes, seat)
            seat = (seat + 1) % self.seats
        done[lanes.number] = settled(lanes, self.kinds, self.rules)
        return done

    def turn(self, lanes: Lanes, seat: int) -> None:
        """A whole turn of a seat, in place."""
        self.begin(lanes)
        look = self.look(lanes, seat)
        stock = np.minimum(look.gain, look.stay[:, None]) @ self.odds
        take = look.gain[np.arange(len(lanes)), lanes.top]
        best = np.minimum(stock, np.where(take < -CLEARLY, take, np.inf))
        nobody = np.zeros(len(lanes), bool)
        flips, knocks = look.turned.min(1) < best if self.rules.flip_as_action else nobody, nobody
        if self.rules.knock_early:
            other = np.where(flips, look.turned.min(1), best)
            knocks = look.knock < other
            lanes.up[knocks, seat] = True
            flips = flips & ~knocks
        self.turn_up(lanes, seat, look, flips)
        draws = ~(flips | knocks)
        self.draw(lanes, seat, look, draws & (take == best), draws & (take != best))
        self.end_turn(lanes, seat)

    def begin(self, lanes: Lanes) -> None:
        """See to it that there is a stock to draw from."""
        renew(lanes, self.kinds, self.dice)

    def draw(self, lanes: Lanes, seat: int, look: Look, take: Bools, stock: Bools) -> None:
        """Draw where one of these says so, and place the card."""
        every = np.arange(len(lanes))
        card = np.where(take, lanes.top, lanes.stock[every, np.minimum(lanes.at, lanes.stock.shape[1] - 1)])
        lanes.at = lanes.at + stock
        self.place(lanes, seat, look, card, take, stock)

    def place(self, lanes: Lanes, seat: int, look: Look, card: Small, must: Bools, may: Bools) -> None:
        """Put a card where it gains most: everywhere in the grid, or if it `may` also away."""
        every = np.arange(len(lanes))
        swap = must | (may & (look.gain[every, card] < look.stay))
        column = look.rows[every, :, card].argmin(1)
        low = self.worth.low[look.turns, look.top[every, column], look.low[every, column], card]
        at_last = swap & (column == look.last_down)
        if at_last.any():
            down_is_low = look.low[every, column] == self.kinds.size
            low = np.where(at_last, look.ends[every, card] == down_is_low, low)
        self.swap(lanes, seat, column + 3 * low, card, swap)
        self.discard(lanes, seat, look, card, may & ~swap)

    def swap(self, lanes: Lanes, seat: int, at: Ints | int, card: Small, where: Bools) -> None:
        """Put the card at a position, in these lanes."""
        (rows,) = np.nonzero(where)
        at = np.broadcast_to(np.asarray(at), where.shape)[rows]
        old = lanes.grid[rows, seat, at]
        lanes.grid[rows, seat, at] = card[rows]
        lanes.up[rows, seat, at] = True
        lanes.top[rows] = old

    def discard(self, lanes: Lanes, seat: int, look: Look, card: Small, where: Bools) -> None:
        """Throw the card away, in these lanes, with the flip that follows."""
        lanes.top[where] = card[where]
        if self.rules.flip_mode == "never":
            return
        turned = look.turned.min(1)
        flips = where & np.isfinite(turned)
        if self.rules.flip_mode == "endgame":
            flips &= (lanes.hidden <= 1).any(1) & (turned < 0)
        self.turn_up(lanes, seat, look, flips)

    def turn_up(self, lanes: Lanes, seat: int, look: Look, where: Bools) -> None:
        """Turn the card up that one would rather see, in these lanes."""
        (rows,) = np.nonzero(where)
        if len(rows):
            column = look.turned[rows].argmin(1)
            top_is_down = look.top[rows, column] == self.kinds.size
            lanes.up[rows, seat, np.where(top_is_down, column, column + 3)] = True

    def end_turn(self, lanes: Lanes, seat: int) -> None:
        """Note who has gone out, and turn up what is left after a last turn."""
        all_up = lanes.up[:, seat].all(1)
        last = lanes.out >= 0
        lanes.out[all_up & ~last] = seat
        lanes.up[last, seat] = True

    def look(self, lanes: Lanes, seat: int) -> Look:
        """What the seat sees at the start of its turn, or with a card in hand."""
        size = self.kinds.size
        cells = np.where(lanes.up[:, seat], lanes.grid[:, seat], size).astype(np.int64)
        top, low = cells[:, :3], cells[:, 3:]
        hidden = lanes.hidden
        own = hidden[:, seat].copy()
        last = lanes.out >= 0
        hidden[:, seat] = 6
        turns = self.turns_ahead(np.where(last, 0, np.maximum(hidden.min(1), 1)))
        rows = self.worth.gain[turns[:, None], top, low]
        turned = self.worth.turned[turns[:, None], top, low]
        if self.bonuses:
            self._hunt(rows, top, low)
        look = Look(
            turns, top, low, rows, rows.min(1),
            np.zeros(len(lanes), np.float32), turned,
            np.zeros((len(lanes), size), bool), np.full(len(lanes), -1), np.full(len(lanes), np.inf, np.float32),
        )  # fmt: skip
        (ending,) = np.nonzero(~last & (own == 1))
        if len(ending):
            self._weigh_ending(lanes, seat, look, ending)
        if self.rules.knock_early:
            self._weigh_knocking(lanes, seat, look, np.nonzero((own >= 1) & (own <= 2) & ~last)[0])
        look.gain = rows.min(1)
        look.stay = self._staying(look, hidden, own)
        return look

    def _staying(self, look: Look, hidden: Ints, own: Ints) -> Floats:
        """What it changes to throw a card away, with the flip that must or may follow."""
        nothing = np.zeros(len(look.turns), np.float32)
        if self.rules.flip_mode == "never":
            return nothing
        turned = look.turned.min(1)
        if self.rules.flip_mode == "always":
            return np.where(np.isfinite(turned), turned, nothing)
        soon = np.minimum(hidden.min(1), own) <= 1
        return np.where(soon & (turned < 0), turned, nothing)

    def _hunt(self, rows: Floats, top: Ints, low: Ints) -> None:
        """Count the bonus for a second pair of a rank, and guard two that there are."""
        rank = np.append(self.kinds.rank, -1)
        one, other = rank[top], rank[low]
        paired = np.where((one == other) & (one >= 0), one, -2)
        card = self.kinds.rank[None, None, :]
        bonus = 20.0 * self.rules.four_of_a_kind + 20.0 * self.rules.wolfpack * (card == self.kinds.jack)
        for column in range(3):
            others = [n for n in range(3) if n != column]
            elsewhere = (paired[:, others, None] == card).any(1)
            fits = (one[:, column, None] == card[0]) | (other[:, column, None] == card[0])
            free = paired[:, column, None] == -2
            rows[:, column] -= np.where(elsewhere & fits & free, bonus[0], 0)
            guarded = (paired[:, others] == paired[:, column, None]).any(1) & ~free[:, 0]
            rows[guarded, column] += 20

    def _weigh_ending(self, lanes: Lanes, seat: int, look: Look, ending: Ints) -> None:
        """For lanes in which one card is face down: what it gains to put each card there, and so to go out."""
        size, every = self.kinds.size, np.arange(len(ending))
        top, low, turns = look.top[ending], look.low[ending], look.turns[ending]
        column = ((top == size) | (low == size)).argmax(1)
        mate = np.where(top[every, column] == size, low[every, column], top[every, column])
        cards = np.repeat(np.where(lanes.up[ending, seat], lanes.grid[ending, seat], 0)[:, None], size, 1)
        at = np.where(top[every, column] == size, column, column + 3)
        cards[every, :, at] = np.arange(size, dtype=np.int8)
        base = self.worth.worth[turns[:, None], top, low].sum(1)
        score = grid_points(cards, self.kinds, self.rules)
        end = self._worth_of_ending(lanes, seat, ending, turns, score) - base[:, None]
        worth = self.worth.worth
        going_on = worth[turns[:, None], np.arange(size)[None], size] - worth[turns, mate, size][:, None]
        look.rows[ending, column] = np.minimum(end, going_on)
        look.ends[ending] = end < going_on
        look.last_down[ending] = column
        look.turned[ending] = np.inf
        look.turned[ending, column] = end @ self.odds

    def _weigh_knocking(self, lanes: Lanes, seat: int, look: Look, may: Ints) -> None:
        if not len(may):
            return
        top, low, turns = look.top[may], look.low[may], look.turns[may]
        score = self.worth.worth[0][top, low].sum(1, keepdims=True)
        base = self.worth.worth[turns[:, None], top, low].sum(1)
        look.knock[may] = self._worth_of_ending(lanes, seat, may, turns, score)[:, 0] - base

    def _worth_of_ending(self, lanes: Lanes, seat: int, rows: Ints, turns: Ints, score: Floats) -> Floats:
        """(rows, scores): the score with which one would go out, less what that takes from the others."""
        lost, lowest = self._others(lanes, seat, rows, turns)
        rules = self.rules
        if rules.blackjack:
            score = np.where(score == 21, 0, score)
        worth = score - GIVE_TO_OTHERS * np.maximum(lost, 0)[:, None] / (self.seats - 1)
        behind = 1 / (1 + np.exp(np.clip((lowest[:, None] - score) / PENALTY_SPREAD, -30, 30)))
        if rules.knock_penalty:
            worth = worth + 10 * behind
        if rules.knock_bonus:
            worth = worth - 5
        if rules.underdog_bonus:
            worth = worth - 3 * (1 - behind)
        return worth.astype(np.float32)

    def lost_by_others(self, lanes: Lanes, seat: int, rows: Ints, turns: Ints) -> Floats:
        """What all others together would lose by having one more turn in place of so many, in these lanes."""
        return self._others(lanes, seat, rows, turns)[0]

    def _others(self, lanes: Lanes, seat: int, rows: Ints, turns: Ints) -> tuple[Floats, Floats]:
        """What the others lose if the hole is ended now, and the lowest score that one of them would have."""
        lost = np.zeros(len(rows), np.float32)
        lowest = np.full(len(rows), np.inf, np.float32)
        for other in range(self.seats):
            if other == seat:
                continue
            cells = np.where(lanes.up[rows, other], lanes.grid[rows, other], self.kinds.size).astype(np.int64)
            top, low = cells[:, :3], cells[:, 3:]
            now = self.worth.worth[0][top, low].sum(1)
            now += np.minimum(self.worth.gain[0][top, low].min(1), 0) @ self.odds * 1.3
            lost += now - self.worth.worth[turns[:, None], top, low].sum(1)
            lowest = np.minimum(lowest, now)
        return lost, lowest

    @staticmethod
    def turns_ahead(clock: Ints) -> Ints:
        """How many turns a seat looks ahead with this clock."""
        turns: Ints = TURNS_TO_COME[clock]
        return turns
