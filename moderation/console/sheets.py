"""Lists as CSV, row by row as they are asked for, and harmless to the programs that open them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, Final

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

    from django.http import HttpRequest

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell must not begin with: programs that show sheets would work it out."""
LINES_AT_ONCE: Final = 200


def sheet(
    request: HttpRequest, name: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """The answer with all rows, none of which is made before it is sent."""
    parts: Any = _parts(head, rows)
    if isinstance(request, ASGIRequest):
        parts = _one_by_one(parts)
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def cell(value: object) -> str:
    """What stands in a cell: text that is taken for nothing but text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) else text


class _Line:
    """What the writer of csv writes to: it gives back what it gets."""

    def write(self, line: str) -> str:
        return line


def _parts(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    lines: list[Any] = [writer.writerow(head)]
    for row in rows:
        lines.append(writer.writerow([cell(value) for value in row]))
        if len(lines) >= LINES_AT_ONCE:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


async def _one_by_one(parts: Iterator[str]) -> AsyncIterator[str]:
    def one() -> str | None:
        return next(parts, None)

    while (part := await sync_to_async(one)()) is not None:
        yield part
