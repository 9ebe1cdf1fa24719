"""Links by which others may watch a finished game: made and revoked by those who may share it. Asks the database."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.limits import DAY, Limit
from games.models import Game
from replays.access import NoSuchReplay, finished, is_theirs
from replays.models import Share

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

SHARES: Final = Limit("shares", 100, DAY)
"""Of a user."""
MOST_AT_ONE_TIME: Final = 20
"""Links of one user to one game."""
LONGEST_TITLE: Final = 80
MOST_DAYS: Final = 3650
TOKEN_BYTES: Final = 16


class BadShare(ValueError):
    """A link that cannot be made as it was asked for; `field` says what is at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def share(user: User, game_id: int, title: str = "", expires_in_days: int | None = None) -> Share:
    """A new link. NoSuchReplay for a game that is not theirs to share, or not over; BadShare; TooMany."""
    _shareable(user, game_id)
    title = _checked(title)
    if expires_in_days is not None and not 1 <= expires_in_days <= MOST_DAYS:
        message = _("A link can be good for 1 to %(most)d days.") % {"most": MOST_DAYS}
        raise BadShare("expires_in_days", message)
    if links_of(user, game_id).count() >= MOST_AT_ONE_TIME:
        message = _("There are %(most)d links to this game already. Revoke one first.")
        raise BadShare("game", message % {"most": MOST_AT_ONE_TIME})
    limits.count(SHARES, str(user.pk))
    return Share.objects.create(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        game_id=game_id,
        shared_by=user,
        title=title,
        expires_at=timezone.now() + timedelta(days=expires_in_days) if expires_in_days else None,
    )


def links_of(user: User, game_id: int) -> QuerySet[Share]:
    """Somebody's own links to a game that are still good, newest first."""
    good = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return Share.objects.filter(good, game=game_id, shared_by=user).order_by("-pk")


def revoke(user: User, game_id: int, token: str) -> None:
    """From now on this link leads nowhere. NoSuchReplay where it is not theirs."""
    if not Share.objects.filter(token=token, game=game_id, shared_by=user).delete()[0]:
        raise NoSuchReplay(token)


def may_share(user: User, game_id: int) -> bool:
    """Whether this finished game is somebody's to share: they played it, or brought it in."""
    try:
        _shareable(user, game_id)
    except NoSuchReplay:
        return False
    return True


def _shareable(user: User, game_id: int) -> Game:
    if not is_theirs(user, game_id):
        raise NoSuchReplay(game_id)
    return finished(Game.objects.get(pk=game_id))


def _checked(title: str) -> str:
    title = " ".join(title.split())
    if len(title) > LONGEST_TITLE or not title.isprintable():
        message = _("A title has at most %(most)d characters, and no control characters.")
        raise BadShare("title", message % {"most": LONGEST_TITLE})
    return title
