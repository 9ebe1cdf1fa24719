"""News of people that live tables must hear of. This app knows of no tables: whoever serves them connects to these."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from django.dispatch import Signal

Why: TypeAlias = Literal["session_ended", "banned"]

session_ended: Final = Signal()
"""`session`: the key of a session that is no more."""

session_renamed: Final = Signal()
"""`before`, `after`: a session goes on under another key. Sent before the old key is gone."""

access_ended: Final = Signal()
"""`user_id`, `kept`, `why`: all sessions and tokens of a user have ended, but the session with the key `kept`."""

address_answered: Final = Signal()
"""`user_id`, `address`, `bounced`: whether a letter to somebody's address came back. Heard within this app only."""

person_changed: Final = Signal()
"""`user_id`: what others see of them is not what it was."""
