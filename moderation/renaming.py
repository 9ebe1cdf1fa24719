"""Somebody gets another name, which is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import barring
from moderation import audit

if TYPE_CHECKING:
    from accounts.models import User


def rename(user: User, name: str, why: str, by: audit.By) -> None:
    """Give somebody another name. BadName where it is taken."""
    detail: dict[str, object] = {"before": user.name, "after": name}
    barring.rename(user, name)
    audit.record(audit.What.RENAMED, whom=user, why=why, detail=detail, **by)
