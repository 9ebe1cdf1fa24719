"""A second look: only at what is close, only for its share of the time, and wiser than the tables by themselves."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from games import clock
from games.cpu.choose import choose
from games.cpu.personas import PERSONAS
from games.cpu_tables import second_look
from games.cpu_tables.second_look import CLOSE, SecondLook
from games.rules import commands as c
from games.rules.views import options_for, view_for
from games.schedule import Step
from tests.kit.dealing import deal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from games.rules.commands import TurnCommand
    from games.rules.views import View

LOW, HIGH, AWAY = c.Swap(0, 0), c.Swap(0, 3), c.Discard(0)
MOVES: dict[TurnCommand, float] = {AWAY: 0.0, HIGH: 0.3, LOW: CLOSE + 0.1}
"""What tables might say that are a little wrong: a three is better in the place of a ten than away."""


@pytest.fixture
def view() -> View:
    """A has a three in the hand, and one card face down."""
    table = deal("2H KC AD / TD KS []", "[] [] [] / [] [] []", stock="3S …", discard="9D")
    table.play("A draws")
    return view_for(table.state, 0)


def seen(
    look: SecondLook, view: View, moves: Mapping[TurnCommand, float] = MOVES
) -> Mapping[TurnCommand, float]:
    return look(view, moves, random.Random(1))


def test_it_sees_what_the_tables_have_missed(view: View) -> None:
    found = seen(SecondLook(), view)
    assert found[HIGH] < found[AWAY] - 1


def test_it_looks_at_what_is_close_alone(view: View) -> None:
    assert set(seen(SecondLook(), view)) == {AWAY, HIGH}
    clear: dict[TurnCommand, float] = {AWAY: 0.0, HIGH: CLOSE + 0.1}
    assert seen(SecondLook(), view, clear) is clear


def test_of_moves_that_cannot_differ_it_looks_at_one() -> None:
    table = deal("2H KC [] / TD [] []", "[] [] [] / [] [] []", flip_as_action=True)
    turned: dict[TurnCommand, float] = {c.FlipAction(0, at): 0.1 for at in (5, 2)}
    moves = turned | {c.Draw(0, "stock"): 0.2, c.Draw(0, "discard"): 0.3}
    assert set(seen(SecondLook(), view_for(table.state, 0), moves)) == set(moves) - {c.FlipAction(0, 2)}


def test_the_same_dice_see_the_same(view: View) -> None:
    assert seen(SecondLook(), view) == seen(SecondLook(), view)


def test_it_takes_no_more_than_its_share_of_the_time(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look of a second at a quarter of the time: the next may be three seconds later."""
    now = [10.0]

    def tick() -> float:
        return now[0]

    monkeypatch.setattr(second_look, "monotonic", tick)
    look = SecondLook(share=0.25)
    plain = look._look

    def slow(*given: object) -> object:
        now[0] += 1.0
        return plain(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(look, "_look", slow)
    assert seen(look, view) != MOVES
    now[0] += 2.9
    assert seen(look, view) is MOVES
    now[0] += 0.2
    assert seen(look, view) != MOVES


def test_who_plays_at_tour_looks_again_and_nobody_else(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Recorder:
        def __call__(
            self, view: View, moves: Mapping[TurnCommand, float], dice: object
        ) -> Mapping[TurnCommand, float]:
            asked.append(moves)
            return {LOW: 0.0}

    table = deal("2H KC AD / TD KS []", "[] [] [] / [] [] []", stock="3S …", discard="9D")
    table.play("A draws")
    options = options_for(table.state, 0)
    for level in ("easy", "club"):
        choose(view, options, PERSONAS["maya"].at(level), random.Random(1), None, Recorder())
    assert not asked
    assert choose(view, options, PERSONAS["maya"].at("tour"), random.Random(1), None, Recorder()) == LOW
    assert asked


@pytest.mark.parametrize(("level", "looks"), [("easy", False), ("club", False), ("tour", True)])
def test_a_clock_has_a_second_look_for_whoever_plays_at_tour(
    level: str, looks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []
    monkeypatch.setattr(clock, "persona_of", lambda _seat: PERSONAS["maya"].at(level))
    monkeypatch.setattr(clock, "command_for", lambda *told: given.append(told[-1]))
    table = deal("2H KC AD / TD KS []", "[] [] [] / [] [] []")
    clock._command(table.state, Step(timezone.now(), "play", 0, None), random.Random(1))
    assert [isinstance(one, SecondLook) for one in given] == [looks]
