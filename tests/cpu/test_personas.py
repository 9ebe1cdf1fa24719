"""Eight characters that people can tell apart before they play, and the caddie."""

from __future__ import annotations

from games.cpu.personas import CADDIE, PERSONAS
from games.rules.state import PERSONAS as KEYS


def test_the_personas_are_those_that_a_host_can_ask() -> None:
    assert tuple(PERSONAS) == KEYS
    assert [persona.key for persona in PERSONAS.values()] == list(KEYS)


def test_nobody_can_ask_the_caddie() -> None:
    assert CADDIE.key not in KEYS


def test_each_has_a_name_a_style_and_a_sentence_of_their_own() -> None:
    people = [*PERSONAS.values(), CADDIE]
    for words in ({p.name for p in people}, {p.style for p in people}, {p.sentence for p in people}):
        assert len(words) == len(people)
    assert all(persona.sentence.endswith(".") for persona in people)


def test_no_two_lean_alike() -> None:
    assert len({persona.leanings for persona in [*PERSONAS.values(), CADDIE]}) == len(PERSONAS) + 1
