"""Sessions as Django keeps them, in the cache and the database, that say when they end or get another key.

A live socket outlives its session unless somebody tells it. Every way in which a session ends (signing out, a new
password, the list of sessions, the console) comes through here.
"""

from __future__ import annotations

import re
from typing import Final

from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import news

KEY: Final = re.compile("[0-9a-z]{8,40}")


class SessionStore(cached_db.SessionStore):
    """SESSION_ENGINE."""

    _before: str | None = None
    """The key that is just being replaced."""

    def _validate_session_key(self, key: str | None) -> bool:
        """Only such keys as we make: anything may stand in a cookie, and not all of it in PostgreSQL's texts."""
        return key is not None and KEY.fullmatch(key) is not None

    def cycle_key(self) -> None:
        """The same session under a new key; sockets that came with the old one go on."""
        self._before = self.session_key
        try:
            super().cycle_key()
        finally:
            self._before = None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None and key == self._before:
            news.session_renamed.send(type(self), before=key, after=self.session_key)
            super().delete(session_key)
            return
        super().delete(session_key)
        if key is not None:
            news.session_ended.send(type(self), session=key)


def still_open(keys: set[str]) -> set[str]:
    """Those of these keys whose sessions have neither ended nor expired. Asks the database."""
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(rows.values_list("session_key", flat=True))
