"""What a guest has that an account can take over. Apps that keep such things register as keepers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from django.db import transaction
from django.utils import timezone

from accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)

GUEST_BEFORE: Final = "guest_before"
"""Where a session keeps the id of the guest that it belonged to before somebody signed in."""


class Belongings(NamedTuple):
    """How many finished games somebody has, and seats in games that are not over."""

    finished: int
    seats: int


class Keeper(Protocol):
    """An app that keeps what belongs to people."""

    def count(self, user_id: int) -> Belongings: ...
    def move(self, guest_id: int, user_id: int) -> None:
        """Give all of it to the user, also what is left of an interrupted time. What cannot be moved stays."""


_KEEPERS: Final[list[Keeper]] = []


def register(keeper: Keeper) -> None:
    """From now on this app is asked, too."""
    _KEEPERS.append(keeper)


def of(user_id: int) -> Belongings:
    """What somebody has, in all apps together."""
    counted = [keeper.count(user_id) for keeper in _KEEPERS]
    return Belongings(sum(one.finished for one in counted), sum(one.seats for one in counted))


def guest_before(request: HttpRequest) -> User | None:
    """The guest whose things may be brought along: whom this session belonged to before its user signed in."""
    return User.objects.filter(
        pk=request.session.get(GUEST_BEFORE) or 0, is_guest=True, signed_up_at=None, merged_into=None
    ).first()


def bring(guest: User, user: User) -> bool:
    """Give all that a guest has to an account, once; whether this was that time."""
    with transaction.atomic():
        free = User.objects.filter(pk=guest.pk, is_guest=True, merged_into=None)
        if not free.update(merged_into=user):
            return False
    _move(guest.pk, user.pk)
    return True


def bring_the_rest() -> None:
    """Go on with those guests whose things are not all with their accounts, as something came between."""
    half = User.objects.filter(merged_into__isnull=False, brought_at=None)
    for guest in half.select_related("merged_into").order_by("pk"):
        if guest.merged_into is not None:
            _move(guest.pk, guest.merged_into.pk)


def _move(guest_id: int, user_id: int) -> None:
    try:
        for keeper in _KEEPERS:
            keeper.move(guest_id, user_id)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is gone on with later
        log.error("what guest %d had is not all with user %d yet: %r", guest_id, user_id, error)
    else:
        User.objects.filter(pk=guest_id).update(brought_at=timezone.now())
