"""Warnings, mutes and bans: imposed, lifted, run out. Synchronous; within the caller's transaction.

The rows say what was imposed, by whom and why; the columns of the user (accounts/barring.py) whether it holds now.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import barring, mail
from accounts.models import User
from games import vacating
from moderation import audit, notices
from moderation.audit import By, What
from moderation.models import Sanction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from games.models import Game

Kind = Sanction.Kind
IMPOSED: Final = {Kind.WARNING: What.WARNED, Kind.MUTE: What.MUTED, Kind.BAN: What.BANNED}

BY_THE_SITE: Final = By(by=None, address=None)
SWEPT_FOR: Final = timedelta(minutes=10)
"""So long after a ban the sweep looks whether a seat was left: longer than any move takes."""


def impose(
    kind: Kind, user: User, why: str, by: By, *, until: datetime | None = None, game: Game | None = None
) -> Sanction:
    """Warn, mute or ban somebody, who is told what and why; without a time for good.

    A ban closes their sockets and leaves their seats to the caddie, after the commit.
    """
    now = timezone.now()
    sanction = Sanction.objects.create(kind=kind, user=user, by=by["by"], why=why, at=now, until=until)
    detail: dict[str, object] = {"sanction": sanction.pk, "until": until.isoformat() if until else None}
    audit.record(IMPOSED[kind], whom=user, game=game, why=why, detail=detail, **by)
    _put_in_force(user, kind)
    _tell(sanction)
    return sanction


def lift(sanction: Sanction, why: str, by: By) -> None:
    """Take a sanction back, before its time. One that was taken back already stays as it is."""
    now = timezone.now()
    if not Sanction.objects.filter(pk=sanction.pk, lifted_at=None).update(lifted_at=now):
        return
    sanction.lifted_at = now
    detail: dict[str, object] = {"sanction": sanction.pk, "kind": str(sanction.kind)}
    audit.record(What.LIFTED, whom=sanction.user, why=why, detail=detail, **by)
    _put_in_force(sanction.user, Kind(sanction.kind))


def lift_all(user: User, kind: Kind, why: str, by: By) -> None:
    """Take back all of a kind that holds, also where no sanction says why it does."""
    held = list(in_force(user, kind))
    for sanction in held:
        lift(sanction, why, by)
    if not held:
        audit.record(What.LIFTED, whom=user, why=why, detail={"kind": str(kind)}, **by)
        _put_in_force(user, kind)


def bring(guest_id: int, user_id: int) -> None:
    """What was imposed on a guest holds for the account that takes over what they had."""
    theirs = list(Sanction.objects.filter(user=guest_id))
    Sanction.objects.filter(user=guest_id).update(user=user_id)
    user = User.objects.select_for_update().get(pk=user_id)
    for kind in sorted({Kind(sanction.kind) for sanction in theirs}):
        _put_in_force(user, kind)


def in_force(user: User, kind: Kind) -> QuerySet[Sanction]:
    """The sanctions of a kind that hold now."""
    lasting = Q(until=None) | Q(until__gt=timezone.now())
    return Sanction.objects.filter(lasting, user=user, kind=kind, lifted_at=None)


def let_run_out() -> None:
    """End the bans and mutes whose time is over."""
    now = timezone.now()
    _run_out(User.objects.filter(banned_until__lte=now), Kind.BAN)
    _run_out(User.objects.filter(muted_until__lte=now), Kind.MUTE)


def sweep_seats() -> None:
    """Leave the seats that somebody was just moving at, or coming back to, as they were banned."""
    since = timezone.now() - SWEPT_FOR
    lately = Sanction.objects.filter(kind=Kind.BAN, at__gt=since, lifted_at=None, user__is_active=False)
    for user_id in set(lately.values_list("user", flat=True)):
        vacating.leave_seats(user_id)


def _run_out(users: Iterable[User], kind: Kind) -> None:
    for user in users:
        with transaction.atomic():
            locked = User.objects.select_for_update().get(pk=user.pk)
            if _put_in_force(locked, kind):
                continue  # Another one has been imposed meanwhile.
            audit.record(What.RAN_OUT, whom=locked, detail={"kind": str(kind)}, **BY_THE_SITE)


def _put_in_force(user: User, kind: Kind) -> bool:
    """Have the user's columns say what the sanctions of this kind come to; whether one holds."""
    if kind is Kind.WARNING:
        return False
    # Of two that are imposed or lifted at once the second sees what the first has done.
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()
    times = [one.until for one in in_force(user, kind)]
    longest = None if None in times else max((until for until in times if until is not None), default=None)
    match kind, bool(times):
        case Kind.BAN, True:
            barring.ban(user, longest)
            transaction.on_commit(lambda: vacating.leave_seats(user.pk))
        case Kind.BAN, False:
            barring.end_ban(user)
        case _, True:
            barring.mute(user, longest)
        case _, False:
            barring.end_mute(user)
    return bool(times)


def _tell(sanction: Sanction) -> None:
    """On every page until they have read it, and by letter where they have an address: what, why, and how to appeal."""
    user = sanction.user
    notices.have_told(user)
    if notices.has_address(user):
        context = {"user": user, "sanction": sanction, "url": notices.address_of_sanctions(user)}
        mail.send("moderation/email/sanction", user.email, context)
