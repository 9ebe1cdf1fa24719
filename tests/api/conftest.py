"""What the tests of the HTTP API share: a program that calls it as anybody would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache

from tests.api.program import Program
from tests.kit.cast import Person, person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def no_limits(settings: Settings) -> Iterator[None]:
    """Nobody is too fast, but in the tests of just that."""
    settings.GOLF_RATE_LIMITS = False
    cache.clear()
    yield
    cache.clear()


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
