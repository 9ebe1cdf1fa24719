"""From which addresses people sign in: kept as keyed digests for a month, to see accounts that share one."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac

from leaderboards.upserts import upsert
from moderation import signals
from moderation.models import Mark, SeenFrom, SignalKind
from moderation.odds import household
from moderation.signals import ACCOUNTS, ADDRESS_DAYS, NETWORK, Found

if TYPE_CHECKING:
    from collections.abc import Collection

AT_ONCE: Final = 500
SETTLED: Final = timedelta(minutes=1)
"""A session that began longer ago than this is seen with all that have lower numbers."""
MOST_NAMED: Final = 20
LENGTH: Final = 32


def digest(address: str) -> str:
    """What is kept of an address; empty where it says nothing."""
    shared = household(address)
    return (
        salted_hmac("moderation.addresses", shared, algorithm="sha256").hexdigest()[:LENGTH] if shared else ""
    )


def read_sessions() -> int:
    """Take in some of the sessions that have begun since the last time. How many; 0: there are no more."""
    now = timezone.now()
    with transaction.atomic():
        Mark.objects.get_or_create(name="sessions")
        mark = Mark.objects.select_for_update().get(name="sessions")
        begun = UserSession.objects.filter(pk__gt=mark.value, created_at__lt=now - SETTLED).order_by("pk")
        some = list(begun.values_list("pk", "user_id", "ip", "created_at")[:AT_ONCE])
        if not some:
            return 0
        seen = {(key, user): at for _pk, user, ip, at in some if (key := digest(ip))}
        upsert(
            SeenFrom, ("address", "user_id", "seen_at"), [(*who, at) for who, at in sorted(seen.items())], 2
        )
        signals.note(shared({key for key, _user in seen}))
        mark.value = some[-1][0]
        mark.save()
    return len(some)


def shared(keys: Collection[str]) -> list[Found]:
    """A signal for each account that shares one of these addresses with too many others."""
    accounts = SeenFrom.objects.filter(
        seen_at__gte=timezone.now() - timedelta(days=ADDRESS_DAYS),
        user__is_guest=False,
        user__deleted_at=None,
    )
    counted = accounts.filter(address__in=keys).values("address").annotate(many=Count("user_id"))
    crowded = counted.filter(many__gte=ACCOUNTS, many__lte=NETWORK).values_list("address", flat=True)
    rows = accounts.filter(address__in=list(crowded)).order_by("user_id")
    together: dict[str, list[int]] = defaultdict(list)
    for key, user in rows.values_list("address", "user_id"):
        together[key].append(user)
    most: dict[int, list[int]] = {}
    for users in together.values():
        for user in users:
            most[user] = max(most.get(user, []), users, key=len)
    return [_found(user, users) for user, users in sorted(most.items())]


def _found(user: int, users: list[int]) -> Found:
    others = [one for one in users if one != user]
    return Found(user, SignalKind.ADDRESS, len(users), {"accounts": others[:MOST_NAMED]})


def forget_old() -> None:
    """Drop what is too long ago to be of use."""
    SeenFrom.objects.filter(seen_at__lt=timezone.now() - timedelta(days=ADDRESS_DAYS)).delete()
