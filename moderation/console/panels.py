"""What stands below somebody on their page in the console: small tables, each asked of the part of the site that knows.

A part adds its own with `panel`; it is shown to those who have its permission.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moderation import roles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    from accounts.models import User

ROWS: Final = 20
"""A panel shows so many, the newest first."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A table with a heading. `more` is the address of the whole list, if there is one."""

    title: StrOrPromise
    head: Sequence[StrOrPromise]
    rows: Sequence[Sequence[object]]
    more: str = ""


_PANELS: Final[list[tuple[str, Callable[[User], Panel]]]] = []


def panel(permission: str) -> Callable[[Callable[[User], Panel]], Callable[[User], Panel]]:
    """Have this function's panel on everybody's page, for those who have the permission."""

    def note(tell: Callable[[User], Panel]) -> Callable[[User], Panel]:
        _PANELS.append((permission, tell))
        return tell

    return note


def panels_of(request: HttpRequest, user: User) -> list[Panel]:
    """The panels about somebody that whoever asks may see."""
    return [tell(user) for permission, tell in _PANELS if roles.may(request.user, permission)]
