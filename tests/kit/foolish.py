"""What no computer player may do, judged from what its seat can see; written without a look at `games.cpu`.

A move is foolish if it

1. throws away a card that is better than every card it could replace: a drawn card goes to the discard pile though it
   counts less than every card of the grid, a face-up card by what it counts, a face-down one by the mean of the cards
   that the seat cannot see. (A face-up card in a pair that cancels is no card that it could replace: to take it out
   would break the pair. If all face-up cards are of that kind, the face-down ones decide.)
2. throws a pair away: the drawn card would lie beside its equal, and the column would count less for it;
3. breaks a pair for nothing: the grid as all see it does not count less afterwards, bonuses for pairs included;
4. pairs negative cards where pairs cancel: two cards below zero come to lie in one column and count more there than
   apart, and no bonus makes up for it;
5. gets worse for nothing: a face-up card is replaced, and the grid as all see it counts no less than before (at
   Tour that is no folly where it clearly pays: the card that makes up for it is about to come);
6. gives an unknown card away for one that is worse than it is on average by more than three points, and pairs nothing
   (at Tour that is no folly: a card fewer face down, and one that may pair, can be worth it);
7. takes a card from the discard pile and puts it back;
8. overlooks a pair (but at Tour): the open card, or the one in the hand, would make a pair with a face-up card, by
   which the grid would count at least four points less, and none would be the last to be turned up; but the seat
   draws from the stock, or puts the card where fewer points are saved and no hole ends by it. (A face-down card
   counts as in 1.)
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from games.rules import commands as c
from games.rules.cards import pack_for
from games.rules.grid import POSITIONS, column_mate
from games.rules.scoring import column_points, grid_score, is_pair, value

if TYPE_CHECKING:
    from games.rules.cards import Card
    from games.rules.house_rules import HouseRules
    from games.rules.views import View

Seen = tuple["Card | None", ...]
MUCH = 3.0
CLEARLY = 4
SLIGHTLY = 0.01


def folly(view: View, command: c.Command, *, builds: bool = False) -> str | None:
    """What is foolish about a move by the seat whose view this is; None if nothing is. `builds`: at Tour."""
    card = view.drawn.card if view.drawn else None
    match command:
        case c.UndoDraw():
            return "takes a card and puts it back"
        case c.Draw(source="stock") | c.FlipAction() if not builds and view.discard:
            return _overlooked(view, view.discard[-1], 0)
        case c.Discard() if card is not None:
            return _folly_of_discard(view, card)
        case c.Swap(at=at) if card is not None:
            return _folly_of_swap(view, card, at, builds=builds)
        case _:
            return None


def mean_of_unseen(view: View) -> float:
    """What a card that the viewer cannot see counts on average."""
    unseen = Counter(pack_for(view.rules))
    for seat in view.seats:
        unseen -= Counter(card for card in (seat.grid if seat else ()) if card is not None)
    unseen -= Counter(view.pile)
    if view.drawn and view.drawn.card:
        unseen -= Counter([view.drawn.card])
    return sum(value(card, view.rules) * count for card, count in unseen.items()) / unseen.total()


def _folly_of_discard(view: View, card: Card) -> str | None:
    grid, rules = view.own.grid, view.rules
    mean = mean_of_unseen(view)
    replaceable = [
        _counts(grid, at, rules, mean) for at in POSITIONS if not _in_cancelling_pair(grid, at, rules)
    ]
    if all(value(card, rules) < counts for counts in replaceable):
        return f"throws {card} away, which is better than every card it could replace"
    for at in POSITIONS:
        mate = grid[column_mate(at)]
        if mate is None or not is_pair(card, mate) or _pairs_negatives(grid, at, card, rules):
            continue
        if _expected(_with(grid, at, card), rules, mean) < _expected(grid, rules, mean):
            return f"throws {card} away, which would make a pair at {at}"
    return None


def _folly_of_swap(view: View, card: Card, at: int, *, builds: bool) -> str | None:
    grid, rules = view.own.grid, view.rules
    old, mate = grid[at], grid[column_mate(at)]
    ends = old is None and grid.count(None) == 1
    if not builds and not ends and (overlooked := _overlooked(view, card, _saved(view, card, at) + SLIGHTLY)):
        return overlooked
    gain = grid_score(grid, rules) - grid_score(_with(grid, at, card), rules)
    if _pairs_negatives(grid, at, card, rules):
        return f"pairs {card} with {mate} at {at}, where both are worth more alone"
    if old is None:
        too_high = not builds and value(card, rules) > mean_of_unseen(view) + MUCH
        return f"gives an unknown card away for {card}" if too_high and not is_pair(card, mate) else None
    if gain > 0:
        return None
    if is_pair(old, mate):
        return f"breaks the pair of {old} and {mate} with {card} for nothing"
    return None if builds else f"replaces {old} with {card} at {at} for nothing"


def _overlooked(view: View, card: Card, saved: float) -> str | None:
    """What is overlooked by a move that saves so many points, or lets the card be."""
    grid = view.own.grid
    for at in POSITIONS:
        mate = grid[column_mate(at)]
        last = grid[at] is None and grid.count(None) == 1
        if mate is None or last or not is_pair(card, mate) or _folly_of_pairing(view, card, at):
            continue
        if _saved(view, card, at) >= max(CLEARLY, saved):
            return f"overlooks that {card} makes a pair at {at}"
    return None


def _folly_of_pairing(view: View, card: Card, at: int) -> bool:
    return bool(_folly_of_swap(view, card, at, builds=True))


def _saved(view: View, card: Card, at: int) -> float:
    mean = mean_of_unseen(view)
    return _expected(view.own.grid, view.rules, mean) - _expected(
        _with(view.own.grid, at, card), view.rules, mean
    )


def _in_cancelling_pair(grid: Seen, at: int, rules: HouseRules) -> bool:
    """Whether the card lies in a pair that makes two cards count no more than they would apart."""
    card, mate = grid[at], grid[column_mate(at)]
    if card is None or mate is None or not is_pair(card, mate):
        return False
    return column_points(card, mate, rules) <= value(card, rules) + value(mate, rules)


def _pairs_negatives(grid: Seen, at: int, card: Card, rules: HouseRules) -> bool:
    mate = grid[column_mate(at)]
    if mate is None or not is_pair(card, mate) or value(card, rules) >= 0 or value(mate, rules) >= 0:
        return False
    apart = value(card, rules) + value(mate, rules)
    if column_points(card, mate, rules) <= apart:
        return False
    blank = _with(_with(grid, at, None), column_mate(at), None)
    return grid_score(_with(grid, at, card), rules) > grid_score(blank, rules) + apart


def _counts(grid: Seen, at: int, rules: HouseRules, mean: float) -> float:
    card = grid[at]
    return mean if card is None else value(card, rules)


def _expected(grid: Seen, rules: HouseRules, mean: float) -> float:
    return grid_score(grid, rules) + grid.count(None) * mean


def _with(grid: Seen, at: int, card: Card | None) -> Seen:
    return (*grid[:at], card, *grid[at + 1 :])
