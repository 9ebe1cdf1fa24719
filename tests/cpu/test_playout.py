"""What the judge plays out: every hole comes to its end, whoever might rather wait."""

from __future__ import annotations

import numpy as np
import pytest

from games.cpu_tables import playout
from games.cpu_tables.kinds import kinds_for
from games.cpu_tables.lanes import dealt
from games.cpu_tables.playout import LONGEST, Playout
from games.rules.house_rules import CLASSIC

HOLES = 2000


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
