"""Tables as bytes: a line of JSON with the small figures, then all worths, packed together."""

from __future__ import annotations

import json
import lzma
import sys
from array import array
from typing import TYPE_CHECKING, Final

from games.cpu.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT: Final = 1
SMALL: Final = ("size", "loss", "open", "stays", "lowest", "spread")
DIGITS: Final = 5


class BadTables(ValueError):
    """Bytes that are no tables, or some of another version."""


def to_bytes(tables: Tables) -> bytes:
    """These tables, packed."""
    head = {name: _rounded(getattr(tables, name)) for name in SMALL} | {"format": FORMAT}
    parts = [json.dumps(head).encode(), b"\n"]
    parts += [_little(array("h", worth)).tobytes() for worth in (tables.last, *tables.worth)]
    return lzma.compress(b"".join(parts), preset=9)


def from_bytes(packed: bytes) -> Tables:
    """The tables that were packed; BadTables where they were not."""
    try:
        line, _newline, rest = lzma.decompress(packed).partition(b"\n")
        head = json.loads(line)
        if head.pop("format") != FORMAT:
            raise BadTables("these tables are of another version")
        worths = array("h")
        worths.frombytes(rest)
        _little(worths)
        each, left = divmod(len(worths), 7)
        if left:
            raise BadTables("these tables are cut short")
        parts = [worths[start : start + each] for start in range(0, len(worths), each)]
        return Tables(last=parts[0], worth=tuple(parts[1:]), **head)
    except (lzma.LZMAError, ValueError, KeyError, TypeError) as error:
        raise BadTables(str(error)) from error


def _little(worths: array[int]) -> array[int]:
    """The same numbers in the order of bytes that files have."""
    if sys.byteorder == "big":
        worths.byteswap()
    return worths


def _rounded(figure: float | Sequence[object]) -> object:
    if isinstance(figure, float):
        return round(figure, DIGITS)
    if isinstance(figure, int):
        return figure
    return [_rounded(one) for one in figure]  # type: ignore[arg-type]
