"""Computer players think so long that people can follow, and not at all where nobody wants to wait."""

from __future__ import annotations

import random

import pytest

from games.cpu.pace import PACES, SECONDS, TEMPERS, Kind, pause_seconds, think_seconds
from games.cpu.personas import CADDIE, PERSONAS

EVERYBODY = [*PERSONAS.values(), CADDIE]


@pytest.mark.parametrize("kind", SECONDS)
def test_a_step_at_the_normal_pace_takes_about_a_second(kind: Kind) -> None:
    for persona in EVERYBODY:
        for seed in range(50):
            assert 0.2 < think_seconds("normal", persona, kind, random.Random(seed)) < 2.0


def test_instant_takes_no_time() -> None:
    assert think_seconds("instant", CADDIE, "draw", random.Random(1)) == 0
    assert pause_seconds("instant") == 0


def test_a_slower_pace_is_slower_for_the_same_luck() -> None:
    paces = ["relaxed", "normal", "fast", "instant"]
    assert list(PACES) == paces
    for times in (
        [think_seconds(pace, CADDIE, "place", random.Random(3)) for pace in paces],
        [pause_seconds(pace) for pace in paces],
    ):
        assert times == sorted(times, reverse=True)
        assert len(set(times)) == len(times)


def test_kenji_is_quick_and_sofia_takes_her_time() -> None:
    kenji, sofia = (
        think_seconds("normal", PERSONAS[key], "draw", random.Random(1)) for key in ("kenji", "sofia")
    )
    assert kenji < sofia * 0.6


def test_every_persona_has_a_speed() -> None:
    assert TEMPERS.keys() == PERSONAS.keys()
