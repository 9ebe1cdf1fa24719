"""Addresses from which letters come back: their owners are told on every page, until they have another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import email_changed
from django.utils import timezone

from accounts import news
from accounts.models import User

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress


def listen() -> None:
    """From now on note whose letters come back."""
    news.address_answered.connect(_answered)
    email_changed.connect(_changed)


def _answered(user_id: int, bounced: bool, **_signal: Any) -> None:
    User.objects.filter(pk=user_id).update(bounced_at=timezone.now() if bounced else None)


def _changed(user: User, to_email_address: EmailAddress, **_signal: Any) -> None:
    User.objects.filter(pk=user.pk).update(bounced_at=None)
