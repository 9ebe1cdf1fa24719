"""Who is behind an Authorization header: a guest's token, or an account's access token."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from accounts import guests, tokens

if TYPE_CHECKING:
    from accounts.models import User


class Bearer(NamedTuple):
    """`session` is what ends when these tokens do; None for a guest's."""

    user: User
    session: str | None


def by_token(token: str) -> Bearer | None:
    """Whom a token stands for, or None. Asks the database."""
    if token.count(".") == 2:  # A JWT; a guest's token has no dot.
        family = tokens.family_of(token)
        return None if family is None else Bearer(family.user, tokens.session_of(family.pk))
    guest = guests.by_token(token)
    return None if guest is None else Bearer(guest, None)
