"""What a worker does for those who look after the site."""

from __future__ import annotations

from typing import Final

from celery import shared_task
from django.utils import timezone

from accounts.chores import every
from moderation import addresses, sampling, sanctions, signals
from moderation.models import Signal

MEASURE_SECONDS: Final = 600
SAMPLE_SECONDS: Final = 30
"""Twice a minute, of which there is one sample: none is missed by a late start."""
HOUR: Final = 3600
DAY: Final = 24 * 3600
SANCTION_SECONDS: Final = 30
SWEEP_SECONDS: Final = 10
MOST_BATCHES: Final = 20
"""What is left after so many waits for the next time."""


@every(MEASURE_SECONDS)
@shared_task
def measure() -> None:
    """Measure those who have finished games, and read the sessions that have begun, since the last time."""
    for _batch in range(MOST_BATCHES):
        if not signals.measure_some():
            break
    for _batch in range(MOST_BATCHES):
        if not addresses.read_sessions():
            break


@every(DAY)
@shared_task
def forget_old_signals() -> None:
    """Drop signals, and digests of addresses, that are too old to be of use."""
    Signal.objects.filter(at__lt=timezone.now() - signals.KEPT).delete()
    addresses.forget_old()


@every(SANCTION_SECONDS)
@shared_task
def let_sanctions_run_out() -> None:
    """End the bans and mutes whose time is over."""
    sanctions.let_run_out()


@every(SWEEP_SECONDS)
@shared_task
def sweep_seats() -> None:
    """Leave the seats of those who were banned just now, wherever they were coming back to one."""
    sanctions.sweep_seats()


@every(SAMPLE_SECONDS)
@shared_task
def take_sample() -> None:
    """Note how the site is, for the first page of the console."""
    sampling.take()


@every(HOUR)
@shared_task
def forget_old_samples() -> None:
    """Drop the samples that nobody looks at any more."""
    sampling.forget_old()
