"""What the tests of the HTTP API share: a program that calls it as anybody would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.program import Program
from tests.kit.cast import Person, person
from tests.kit.counts import start_afresh

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def no_limits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is too fast, but in the tests of just that."""
    settings.GOLF_RATE_LIMITS = False
    start_afresh(monkeypatch)


@pytest.fixture
def alice(db: None) -> Person:
    return person("Alice")


@pytest.fixture
def bob(db: None) -> Person:
    return person("Bob")


@pytest.fixture
def stranger(db: None) -> Program:
    """A program that does not say who it is."""
    return Program()


@pytest.fixture
def hers(alice: Person) -> Program:
    """Alice's program."""
    return Program(alice.token)
