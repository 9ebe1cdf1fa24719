"""Who is at tables that a page lists. The process's own presence comes with the request (asgi.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from games.presence import Attendance, Presence


def at_tables(request: HttpRequest, tables: Sequence[int]) -> Mapping[int, Attendance]:
    """Who is at each of these tables; nothing while nobody can know."""
    presence: Presence | None = getattr(request, "scope", {}).get("presence")
    if presence is None or not tables:
        return {}
    return presence.now_at(tables) or {}
