"""What an examination finds."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
SECRET: Final = ("key", "secret", "token", "password")
"""Words in the names of a storage's options that nobody is told."""


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """How it is with something: the topic, how bad it is, and a sentence that says what to do."""

    topic: str
    level: Level
    sentence: str


Findings: TypeAlias = Generator[Finding, None, bool]
"""What is found, and in the end whether this thing answers at all, for those that need it."""


@dataclass(frozen=True, slots=True)
class About:
    """Makes findings about one topic."""

    topic: str

    def ok(self, sentence: str) -> Finding:
        return Finding(self.topic, Level.OK, sentence)

    def warning(self, sentence: str) -> Finding:
        return Finding(self.topic, Level.WARNING, sentence)

    def fault(self, sentence: str) -> Finding:
        return Finding(self.topic, Level.FAULT, sentence)

    def safely(self, found: Findings) -> Findings:
        """The same findings; whatever goes wrong on the way is a fault like any other."""
        try:
            return (yield from found)
        except Exception as error:  # noqa: BLE001 - a doctor does not fall ill
            yield self.fault(f"could not be examined: {in_a_line(error)}")
            return False


def in_a_line(error: Exception) -> str:
    """What an error says, in one line and without any password."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    line = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    for password in _passwords():
        line = line.replace(password, "…")
    return line


def _passwords() -> Iterator[str]:
    for database in settings.DATABASES.values():
        yield from filter(None, [str(database.get("PASSWORD") or "")])
    for store in cast("dict[str, dict[str, Any]]", settings.STORAGES).values():
        for name, value in store.get("OPTIONS", {}).items():
            if isinstance(value, str) and value and any(word in name for word in SECRET):
                yield value
    yield from filter(None, [urlsplit(settings.REDIS_URL).password, settings.SECRET_KEY])


def some(numbers: list[int], most: int = 10) -> str:
    """The first of these numbers, for people."""
    shown = ", ".join(map(str, numbers[:most]))
    return f"{shown}, …" if len(numbers) > most else shown
