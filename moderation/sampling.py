"""Takes a sample of the site each minute, and keeps it for thirty days. Synchronous; asks the database.

What happened since the last sample is counted once, by an index; nothing is ever counted from the beginning.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import Letter, User
from games import due, pulse
from games.models import Game
from games.rules.state import Phase
from moderation import stuck
from moderation.models import Sample

KEPT: Final = timedelta(days=30)
SETTLED: Final = timedelta(seconds=10)
"""So long after its time what happened then is committed, and may be counted."""
FAILED: Final = (Letter.State.FAILED, Letter.State.BOUNCED, Letter.State.COMPLAINED)
DAY: Final = timedelta(days=1)


def take(now: datetime | None = None) -> bool:
    """Take the sample of this minute; False where it is there already. Whoever does it twice does no harm."""
    now = now or timezone.now()
    minute = now.replace(second=0, microsecond=0)
    last = Sample.objects.order_by("-at").first()
    if last is not None and last.at >= minute:
        return False
    sample = _counted(last, now - SETTLED) if last else _first(now - SETTLED)
    sample.at = minute
    sample.events = pulse.events()
    sample.people = pulse.people(now)
    sample.live = Game.objects.filter(phase__in=due.LIVE_PHASES).count()
    sample.stuck = len(stuck.games())
    sample.letters_failed = Letter.objects.filter(made_at__gt=now - DAY, state__in=FAILED).count()
    Sample.objects.bulk_create([sample], ignore_conflicts=True)
    return True


def forget_old(now: datetime | None = None) -> None:
    """Drop what is older than anybody looks."""
    now = now or timezone.now()
    Sample.objects.filter(at__lt=now - KEPT).delete()
    pulse.forget_the_dead(now)


def _first(until: datetime) -> Sample:
    """Nothing is counted yet."""
    newest = Game.objects.order_by("-pk").values_list("pk", flat=True).first()
    return Sample(counted_until=until, last_game=newest or 0)


def _counted(last: Sample, until: datetime) -> Sample:
    """The counts of the last sample, and what has happened since."""
    since = last.counted_until
    until = max(since, until)
    here = Game.objects.filter(imported=False)
    ended = here.filter(ended_at__gt=since, ended_at__lte=until).aggregate(
        finished=Count("pk", filter=Q(phase=Phase.GAME_OVER)),
        abandoned=Count("pk", filter=Q(phase=Phase.ABANDONED)),
    )
    new = Game.objects.filter(pk__gt=last.last_game, created_at__lte=until).aggregate(
        here=Count("pk", filter=Q(imported=False)), newest=Max("pk")
    )
    people = User.objects.filter(signed_up_at__gt=since, signed_up_at__lte=until)
    return Sample(
        counted_until=until,
        last_game=new["newest"] or last.last_game,
        begun=last.begun + new["here"],
        finished=last.finished + ended["finished"],
        abandoned=last.abandoned + ended["abandoned"],
        signed_up=last.signed_up + people.count(),
    )
