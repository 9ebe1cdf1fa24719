"""What is kept about somebody, by every part of the site: told for their export, and blanked when they go.

This app knows of no games: whoever keeps something about people says here how to tell it and how to forget it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.dispatch import Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

    Teller = Callable[[User], Any]

_TELLERS: Final[dict[str, Teller]] = {}

forgetting: Final = Signal()
"""`user`: is being deleted. Heard within the transaction; what only they need to have goes, what others need stays."""

exported: Final = Signal()
"""`user`, `request`: somebody has fetched all that is kept about them."""


def tells(name: str) -> Callable[[Teller], Teller]:
    """Have this function tell, as JSON, what is kept about somebody under that name."""

    def note(teller: Teller) -> Teller:
        _TELLERS[name] = teller
        return teller

    return note


def about(user: User) -> dict[str, Any]:
    """Everything that is kept about somebody, by name."""
    return {name: _TELLERS[name](user) for name in sorted(_TELLERS)}
