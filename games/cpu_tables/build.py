"""Tables of what a grid is worth: value iteration over sets of three columns, for the rules of one table.

For each clock (`course`) and each set of columns: the settled score that the hole is expected to end with for its
owner, less what the others lose by its end. Rules that compare scores enter by the usual course of a hole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from games.cpu.tables import Columns, Tables
from games.cpu_tables.course import CLOCKS, figures_for
from games.cpu_tables.kinds import kinds_for
from games.rules.scoring import BLACKJACK, BONUS

if TYPE_CHECKING:
    from games.cpu_tables.course import Figures
    from games.cpu_tables.kinds import Floats, Ints
    from games.rules.house_rules import HouseRules

GIVE_TO_OTHERS: Final = 0.5
"""How much of what the others lose by one's going out counts as won."""
SWEEPS: Final = 60
ENOUGH: Final = 0.004
"""Strokes: a sweep that changes no worth by more is the last."""


def build(rules: HouseRules) -> Tables:
    """The tables for these rules; some seconds of work."""
    return _Builder(rules, figures_for(rules)).tables()


class _Builder:
    def __init__(self, rules: HouseRules, figures: Figures) -> None:
        self.rules, self.figures = rules, figures
        self.kinds = kinds = kinds_for(rules)
        self.columns = Columns(kinds.size)
        self.odds = (kinds.counts / kinds.counts.sum()).astype(np.float32)
        self.sets = _all_sets(self.columns.count)
        self.first = self.columns.first_open
        self.open_sets = self.sets[self.first :]
        self.score = self._scores()
        self.next = self._placed()
        self.turned = self._turned()
        self.down = self._down()[self.first :]

    def tables(self) -> Tables:
        """The finished tables."""
        last = self._turn(self.score, self.score[self.first :], 0)
        worths = []
        before = [last]
        for clock in range(1, CLOCKS):
            worth, value = self._settle(clock, before)
            worths.append(worth)
            before.append(value)
        figures = self.figures
        return Tables(
            size=self.kinds.size,
            last=_packed(last),
            worth=tuple(_packed(worth) for worth in worths),
            loss=tuple(float(loss) for loss in figures.loss),
            open=tuple(tuple(map(float, row)) for row in figures.open),
            stays=tuple(float(figures.clock[clock, clock]) for clock in range(CLOCKS)),
            lowest=figures.lowest,
            spread=figures.spread,
        )

    def _settle(self, clock: int, before: list[Floats]) -> tuple[Floats, Floats]:
        """What sets are worth after an own turn with this clock, and before one."""
        steps = self.figures.clock[clock]
        ended = self._ended(clock)
        known = sum(
            (steps[to] * before[to] for to in range(clock)), np.zeros(len(self.open_sets), np.float32)
        )
        known /= max(float(steps[:clock].sum()), 1e-6)
        stays = float(min(steps[clock], 0.95))
        value = before[-1]
        worth = known
        for _sweep in range(SWEEPS):
            worth = stays * value + (1 - stays) * known
            after = np.concatenate([ended, worth])
            fresh = self._turn(after, worth, clock)
            moved = float(np.abs(fresh - value).max())
            value = fresh
            if moved < ENOUGH:
                break
        return worth, value

    def _turn(self, after: Floats, still: Floats, clock: int) -> Floats:
        """What each open set is worth at the start of a turn, if sets are worth `after` it; `still` unchanged."""
        best = np.full((len(self.open_sets), self.kinds.size), np.inf, np.float32)
        for placed in self.next:
            np.minimum(best, after[placed], out=best)
        turned = self._flipped(after)
        stay = self._after_discard(still, turned, clock)
        stock = np.minimum(best, stay[:, None]) @ self.odds
        value: Floats = np.minimum(best, stock[:, None]) @ self.figures.open[clock]
        if self.rules.flip_as_action:
            value = np.minimum(value, turned)
        if self.rules.knock_early and clock:
            knock = self._credited(self.score[self.first :], clock)
            value = np.where(self.down <= 2, np.minimum(value, knock), value)
        return value

    def _after_discard(self, still: Floats, turned: Floats, clock: int) -> Floats:
        match self.rules.flip_mode:
            case "never":
                return still
            case "always":
                return turned
            case "endgame":
                soon = (self.down <= 1) if clock > 1 else np.ones(len(still), bool)
                return np.where(soon, np.minimum(still, turned), still)

    def _flipped(self, after: Floats) -> Floats:
        """What each open set is worth with a card of the best column turned up."""
        if self.rules.flip_mode == "never" and not self.rules.flip_as_action:
            return np.full(len(self.open_sets), np.inf, np.float32)
        found = np.full(len(self.open_sets), np.inf, np.float32)
        for turned in self.turned:
            worth = after[np.maximum(turned, 0)] @ self.odds
            found = np.minimum(found, np.where(turned[:, 0] >= 0, worth, np.inf))
        return found

    def _ended(self, clock: int) -> Floats:
        """What it is worth to go out with each of the full sets."""
        return self._credited(self.score[: self.first], clock)

    def _credited(self, score: Floats, clock: int) -> Floats:
        rules, figures = self.rules, self.figures
        worth: Floats = score - np.float32(GIVE_TO_OTHERS * figures.loss[clock])
        behind = 1 / (1 + np.exp(np.clip((figures.lowest - score) / (0.6 * figures.spread), -30, 30)))
        if rules.knock_penalty:
            worth = worth + 10 * behind
        if rules.knock_bonus:
            worth = worth - 5
        if rules.underdog_bonus:
            worth = worth - 3 * (1 - behind)
        return np.asarray(worth, np.float32)

    def _scores(self) -> Floats:
        """What each set counts on average, with cards that lie face down turned up."""
        size, kinds = self.kinds.size, self.kinds
        points = np.zeros((size + 1, size + 1), np.float32)
        points[:size, :size] = kinds.points
        points[:size, size] = points[size, :size] = kinds.points @ self.odds
        points[size, size] = self.odds @ kinds.points @ self.odds
        pairs = np.array(self.columns.cards)
        column = points[pairs[:, 0], pairs[:, 1]]
        score: Floats = column[self.sets].sum(1)
        score += self._bonus(pairs)
        if self.rules.blackjack:
            score -= BLACKJACK * self._chances_of_21(score, pairs)
        return score

    def _chances_of_21(self, score: Floats, pairs: Ints) -> Floats:
        """How likely each set counts 21, where no more than one card of it lies face down."""
        chances = np.where(score == BLACKJACK, np.float32(1), np.float32(0))
        chances[self.first :] = 0
        down = (pairs == self.kinds.size).sum(1)[self.sets]
        (sets,) = np.nonzero(down.sum(1) == 1)
        beside = pairs[self.sets[sets, down[sets].argmax(1)], 0]
        points = self.kinds.points[beside]
        others = np.rint(score[sets] - points @ self.odds)
        chances[sets] = (others[:, None] + points == BLACKJACK) @ self.odds
        return chances

    def _bonus(self, pairs: Ints) -> Floats:
        """The bonuses for two pairs of a rank in each set."""
        bonus = np.zeros(len(self.sets), np.float32)
        if not (self.rules.four_of_a_kind or self.rules.wolfpack):
            return bonus
        rank = np.append(self.kinds.rank, -1)
        one, other = rank[pairs[:, 0]], rank[pairs[:, 1]]
        paired = np.where((one == other) & (one >= 0), one, -2 - np.arange(len(pairs)))[self.sets]
        for a, b in ((0, 1), (0, 2), (1, 2)):
            same = (paired[:, a] == paired[:, b]) & (paired[:, a] >= 0)
            each = self.rules.four_of_a_kind + self.rules.wolfpack * (paired[:, a] == self.kinds.jack)
            bonus = np.where(same & (bonus == 0), BONUS * each, bonus)
        return bonus.astype(np.float32)

    def _placed(self) -> list[Ints]:
        """For each way to place a card: (open sets, kinds), the set that comes of it."""
        columns, size = self.columns, self.kinds.size
        pairs = np.array(columns.cards)
        number = np.array(columns.number, np.int32)
        kinds = np.arange(size)[None]
        top = number[kinds, pairs[:, 1:]]
        low = number[pairs[:, :1], kinds]
        found: list[Ints] = []
        for at in range(3):
            others = np.delete(self.open_sets, at, 1)
            found += [
                _set_number(others[:, :1], others[:, 1:], placed[self.open_sets[:, at]])
                for placed in (top, low)
            ]
        return found

    def _turned(self) -> list[Ints]:
        """For each column: (open sets, kinds), the set with a card of it turned up; -1 where none lies face down."""
        columns, size = self.columns, self.kinds.size
        pairs = np.array(columns.cards)
        number = np.array(columns.number, np.int32)
        up = number[pairs[:, :1], np.arange(size)[None]]
        down = pairs[:, 1] == size
        found = []
        for at in range(3):
            others = np.delete(self.open_sets, at, 1)
            column = self.open_sets[:, at]
            numbers = _set_number(others[:, :1], others[:, 1:], up[column])
            found.append(np.where(down[column][:, None], numbers, -1))
        return found

    def _down(self) -> Ints:
        """How many cards lie face down in each set."""
        down = (np.array(self.columns.cards) == self.kinds.size).sum(1)
        count: Ints = down[self.sets].sum(1)
        return count


def _all_sets(columns: int) -> Ints:
    """(sets, 3): the columns of every set, in the order of their numbers."""
    three, two, one = (grid.ravel() for grid in np.indices((columns, columns, columns), np.int16))
    kept = (one <= two) & (two <= three)
    return np.stack([one[kept], two[kept], three[kept]], 1).astype(np.int32)


def _set_number(one: Ints, two: Ints, three: Ints) -> Ints:
    """The number of the set that these columns make, in whatever order."""
    one, two, three = np.broadcast_arrays(one, two, three)
    low = np.minimum(np.minimum(one, two), three)
    high = np.maximum(np.maximum(one, two), three)
    middle = one + two + three - low - high
    number: Ints = high * (high + 1) * (high + 2) // 6 + middle * (middle + 1) // 2 + low
    return number


def _packed(worth: Floats) -> memoryview:
    """Hundredths of a stroke, in 16 bits each."""
    hundredths = np.clip(np.rint(worth * 100), -32000, 32000).astype(np.int16)
    return memoryview(hundredths.tobytes()).cast("h")
