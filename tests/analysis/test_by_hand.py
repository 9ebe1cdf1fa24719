"""The judge against figures that can be worked out on paper (docs/analysis.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from games.cpu_tables.judge import Judgement, judge
from games.rules import commands as c
from games.rules.cards import pack_for
from games.rules.scoring import column_points
from games.rules.views import options_for, view_for
from tests.kit.dealing import Table, deal

if TYPE_CHECKING:
    from games.rules.views import View

DEALS = 4000


def last_turn() -> Table:
    """A's last turn, with a king in the hand: B has gone out."""
    table = deal("TD 9C 3C / QS 8D []", "AH 2H AS / 2D 3H []", stock="4C AD KH …", discard="6C")
    table.play("A draws, discards; B draws, swaps 5; A draws")
    return table


def judged(table: Table) -> tuple[View, Judgement]:
    view = view_for(table.state, 0)
    return view, judge(view, options_for(table.state, 0), DEALS, 1)


def test_what_only_moves_known_cards_costs_what_it_does_on_paper() -> None:
    view, found = judged(last_turn())
    costs, errors = found.costs(), found.errors()
    assert view.drawn is not None
    assert view.drawn.card == "KH"

    def cost(command: c.SeatCommand) -> Any:
        number = found.number_of(command, view)
        return pytest.approx(costs[number], abs=1e-4), pytest.approx(errors[number], abs=1e-4)

    assert cost(c.Swap(0, 0)) == (0, 0)
    assert cost(c.Swap(0, 3)) == (0, 0)
    assert cost(c.Swap(0, 1)) == (1, 0)
    assert cost(c.Swap(0, 4)) == (2, 0)
    assert cost(c.Discard(0)) == (10, 0)


def test_what_rests_on_an_unseen_card_costs_its_mean_over_all_that_are_unseen() -> None:
    table = last_turn()
    view, found = judged(table)
    assert view.own.grid[2] is not None
    seen = {card for seat in view.seats if seat for card in seat.grid if card} | {*view.pile, "KH"}
    unseen = [card for card in pack_for(view.rules) if card not in seen]
    third = [column_points(view.own.grid[2], card, view.rules) for card in unseen]
    assert len(third) == 37
    exact = 40 - (10 + 17 + sum(third) / len(third))
    number = found.number_of(c.Swap(0, 5), view)
    assert abs(found.costs()[number] - exact) < 3 * found.errors()[number]
    assert 0 < found.errors()[number] < 0.2
