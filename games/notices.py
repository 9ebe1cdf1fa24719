"""What accounts say of people (accounts/news.py), handed on to all processes that serve tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts import news
from games.bus import Notice, notify_now

if TYPE_CHECKING:
    from accounts.news import Why


def listen() -> None:
    """From now on hand on what is said."""
    news.session_ended.connect(_session_ended)
    news.session_renamed.connect(_session_renamed)
    news.access_ended.connect(_access_ended)
    news.person_changed.connect(_person_changed)


def _session_ended(session: str, **_signal: Any) -> None:
    notify_now(Notice("session_ended", session=session))


def _session_renamed(before: str, after: str, **_signal: Any) -> None:
    notify_now(Notice("session_renamed", session=before, after=after))


def _access_ended(user_id: int, kept: str | None, why: Why, **_signal: Any) -> None:
    notify_now(Notice("access_ended", user_id, session=kept or "", why=why))


def _person_changed(user_id: int, **_signal: Any) -> None:
    notify_now(Notice("person_changed", user_id))
