"""How the site was, minute by minute: what the first page of the console is drawn from."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Sample(models.Model):
    """One minute. The first five are as they were then; the others count since the first sample, and only grow."""

    at = models.DateTimeField(unique=True, default=timezone.now)
    """A whole minute."""
    people = models.PositiveIntegerField(default=0)
    live = models.PositiveIntegerField(default=0)
    stuck = models.PositiveIntegerField(default=0)
    letters_failed = models.PositiveIntegerField(default=0)
    """Within a day."""
    counted_until = models.DateTimeField(default=timezone.now)
    """Games and accounts up to here are in the counts."""
    last_game = models.BigIntegerField(default=0)
    """The number of the newest game that is."""
    events = models.BigIntegerField(default=0)
    begun = models.BigIntegerField(default=0)
    finished = models.BigIntegerField(default=0)
    abandoned = models.BigIntegerField(default=0)
    signed_up = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
