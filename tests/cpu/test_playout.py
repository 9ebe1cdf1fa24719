"""What the judge plays out: every hole comes to its end, whoever might rather wait."""

from __future__ import annotations

import numpy as np
import pytest

from games.cpu_tables import playout
from games.cpu_tables.kinds import kinds_for
from games.cpu_tables.lanes import dealt, settled
from games.cpu_tables.playout import LONGEST, Playout
from games.rules.cards import Card
from games.rules.house_rules import CLASSIC, HouseRules

HOLES = 2000
TWENTY_ONE = HouseRules(blackjack=True)


def turns_until_all_is_over(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many turns of each seat the longest of these holes takes."""
    dice, kinds = np.random.default_rng(1), kinds_for(CLASSIC)
    run, turns = Playout(CLASSIC, kinds, kinds.counts, 4, dice), 0
    plain = run.turn

    def counted(*given: object) -> None:
        nonlocal turns
        turns += 1
        plain(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "turn", counted)
    run.scores(dealt(CLASSIC, 4, HOLES, dice), 0)
    return -(-turns // 4)


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few would, each with one card face down: those few took most of the time of a judgement."""
    hurried = turns_until_all_is_over(monkeypatch)
    monkeypatch.setattr(playout, "RESTLESS", 0.0)
    assert hurried < LONGEST / 2 < turns_until_all_is_over(monkeypatch)


def test_whoever_can_end_with_21_does() -> None:
    """7 5, 2 A and a king beside the card that lies face down, with a queen to take: 21 counts nothing."""
    dice, kinds = np.random.default_rng(1), kinds_for(TWENTY_ONE)
    lanes = dealt(TWENTY_ONE, 2, 200, dice)
    for at, card in enumerate(("7H", "2S", "KC", "5C", "AD")):
        lanes.grid[:, 0, at] = kinds.number[Card(card)]
    lanes.up[:, 0] = [True, True, True, True, True, False]
    lanes.out[:], lanes.top[:] = 1, kinds.number[Card("QH")]
    Playout(TWENTY_ONE, kinds, kinds.counts, 2, dice).turn(lanes, 0)
    assert (settled(lanes, kinds, TWENTY_ONE)[:, 0] == 0).all()
