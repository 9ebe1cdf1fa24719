"""How far a command is, on a terminal that somebody looks at; nothing where its output goes elsewhere."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.core.management.base import OutputWrapper

T = TypeVar("T")
EVERY: Final = 0.1
"""Seconds between two pictures of the bar."""
WIDTH: Final = 30


def shown(things: Iterable[T], total: int, what: str, out: OutputWrapper) -> Iterator[T]:
    """The same things, with a bar of how many of them are done."""
    last = 0.0
    for done, thing in enumerate(things):
        if out.isatty() and monotonic() - last > EVERY:
            last = monotonic()
            out.write(f"\r{bar(done, total)} {done:,} of {total:,} {what}", str, "")
            out.flush()
        yield thing
    if last:
        out.write("\r\033[K", str, "")
        out.flush()


def bar(done: int, total: int) -> str:
    """A bar that is full when all is done."""
    full = WIDTH * done // total if total else WIDTH
    return f"[{'#' * full}{'.' * (WIDTH - full)}]"
