"""The people of the tests: Alice hosts, Bob plays, Charlie watches. Synchronous; asks the database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts import guests
from accounts.models import User

if TYPE_CHECKING:
    from games.models import Table


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a row of their own, and a token for programs."""

    user: User
    token: str

    @property
    def id(self) -> int:
        return self.user.pk

    @property
    def name(self) -> str:
        return self.user.name


def person(name: str, *, guest: bool = True) -> Person:
    """Somebody new, a guest unless said otherwise."""
    user = User(username=f"{name.lower()}-{secrets.token_hex(4)}", name=name, is_guest=guest)
    user.set_unusable_password()
    user.save()
    return Person(user, guests.new_token(user))


def session_of(user: User) -> str:
    """The key of a new session in which this user is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = guests.BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    key: str = session.session_key
    return key


def game_of(table: Table) -> int:
    """The id of the game that is shown at a table."""
    table.refresh_from_db()
    assert table.game_id is not None
    return table.game_id
