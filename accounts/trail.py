"""What a log line says of where it comes from: which request, user, table, game and event. Numbers only, never a name.

Each request, socket, clock's move and task has a trail of its own; a task that one of them starts goes along with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Marks = Mapping[str, object]

FIELDS: Final = ("request", "user", "table", "game", "seq")
_TRAIL: Final[ContextVar[Marks]] = ContextVar("trail", default=MappingProxyType({}))


def note(**marks: object) -> None:
    """Add these to the trail until the task ends that this is called in; a function is asked when a line is written."""
    _TRAIL.set({**_TRAIL.get(), **marks})


@contextmanager
def of(**marks: object) -> Iterator[None]:
    """Add these to the trail in this block."""
    before = _TRAIL.set({**_TRAIL.get(), **marks})
    try:
        yield
    finally:
        _TRAIL.reset(before)


def here() -> dict[str, object]:
    """The trail as far as it is known, in the order of FIELDS."""
    return told(_TRAIL.get())


def told(marks: Marks) -> dict[str, object]:
    """These marks as a line tells them, those that are known by now."""
    found = {field: marks[field] for field in FIELDS if field in marks}
    known = {field: mark() if callable(mark) else mark for field, mark in found.items()}
    return {field: mark for field, mark in known.items() if mark is not None}


def along(work: Callable[P, T]) -> Callable[P, T]:
    """The same work, on the trail of here wherever it is done: another thread knows nothing of it."""
    marks = _TRAIL.get()

    def go(*args: P.args, **kwargs: P.kwargs) -> T:
        before = _TRAIL.set(marks)
        try:
            return work(*args, **kwargs)
        finally:
            _TRAIL.reset(before)

    return go
