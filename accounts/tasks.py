"""What Celery does for accounts; the other modules named here have tasks of their own."""

from __future__ import annotations

from typing import Final

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import belongings, deletion, export, post, signups
from accounts.chores import every
from accounts.models import GuestToken, RefreshToken, TokenFamily

__all__ = ["bring_the_rest", "deletion", "export", "forget_what_has_expired", "post"]

BRING_SECONDS: Final = 60
DAY: Final = 24 * 60 * 60


@every(DAY)
@shared_task
def forget_what_has_expired() -> None:
    """Delete sessions and tokens that are of no use to anybody any more."""
    now = timezone.now()
    call_command("clearsessions")
    GuestToken.objects.filter(expires_at__lt=now).delete()
    RefreshToken.objects.filter(expires_at__lt=now).delete()
    TokenFamily.objects.filter(tokens=None).delete()
    signups.release_unverified()


@every(BRING_SECONDS)
@shared_task
def bring_the_rest() -> None:
    """Go on with what guests have, where an account did not get all of it."""
    belongings.bring_the_rest()
