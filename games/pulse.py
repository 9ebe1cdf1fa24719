"""What a process that serves tables says of itself every so often: figures that are kept, so that nobody has to count.

A process counts for itself and tells the database four times a minute, so that counting costs nothing on a move's way.
What one has not told when it is killed is lost: these are figures, and no game depends on them.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from games.models import Pulse, Total

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)

BEAT_SECONDS: Final = 15.0
GOOD_FOR: Final = timedelta(seconds=40)
"""Two beats and a little: of a process that has not spoken for so long nobody is there any more."""
FORGOTTEN_AFTER: Final = timedelta(days=1)
EVENTS: Final = "events"


class Stored:
    """How many events this process has stored and not told of yet. From any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._many = 0

    def add(self, many: int) -> None:
        with self._lock:
            self._many += many

    def take(self) -> int:
        with self._lock:
            many, self._many = self._many, 0
        return many


stored: Final = Stored()


def beat(process: str, people: int) -> None:
    """Tell how many people are connected here, and how many events were stored since the last time."""
    many = stored.take()
    try:
        with transaction.atomic():
            if many:
                _add(EVENTS, many)
            Pulse.objects.update_or_create(process=process, defaults={"at": timezone.now(), "people": people})
    except DatabaseError as error:
        stored.add(many)
        log.warning("the site's figures could not be told: %s", type(error).__name__)


def end(process: str) -> None:
    """The process ends: its people are elsewhere from now on."""
    beat(process, 0)


def forget_the_dead(now: datetime) -> None:
    """Drop the words of processes that are long gone."""
    Pulse.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()


def people(now: datetime) -> int:
    """How many people are connected to tables: each counted once in every process that they are connected to."""
    heard = Pulse.objects.filter(at__gt=now - GOOD_FOR).aggregate(many=Sum("people"))
    return heard["many"] or 0


def events() -> int:
    """How many events have been stored since this is counted."""
    return Total.objects.filter(name=EVENTS).values_list("value", flat=True).first() or 0


def _add(name: str, many: int) -> None:
    if not Total.objects.filter(name=name).update(value=F("value") + many):
        Total.objects.bulk_create([Total(name=name, value=0)], ignore_conflicts=True)
        Total.objects.filter(name=name).update(value=F("value") + many)
