"""Standings as people, and programs, see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import ShownTo, User
from leaderboards import season_names
from leaderboards.metrics import METRICS, SCOPES
from leaderboards.models import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from leaderboards.metrics import Metric
    from leaderboards.seasons import Medal
    from leaderboards.standings import Board, Line

LONGEST: Final = 15
"""Digits of a number in an address: more is none of ours."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a board."""

    place: int
    name: str
    username: str
    portrait: str
    country: str
    shown: str
    value: float
    games: int
    own: bool


def shown(lines: Iterable[Line], viewer: object) -> dict[int, User]:
    """Whom of these players the viewer may see on a board today, by their ids; themselves always.

    The lines may be older: somebody may have been shut out, or have hidden their games, a moment or a season later.
    """
    open_to_all = Q(is_guest=False, is_active=True, deleted_at=None, games_shown_to=ShownTo.EVERYBODY)
    found = User.objects.filter(open_to_all | Q(pk=getattr(viewer, "pk", None)))
    names = ("username", "name", "portrait", "country")
    return found.only(*names).in_bulk([line.user_id for line in lines])


def rows(metric: Metric, lines: Sequence[Line], viewer: object) -> list[Row]:
    """These lines with their players' names, as far as the viewer may see them."""
    users = shown(lines, viewer)
    own = getattr(viewer, "pk", None)
    return [
        Row(
            place=line.place,
            name=user.name,
            username=user.username,
            portrait=user.portrait or "person",
            country=user.country,
            shown=metric.shown(line.value),
            value=metric.true(line.value),
            games=line.games,
            own=line.user_id == own,
        )
        for line in lines
        if (user := users.get(line.user_id)) is not None
    ]


def account(username: str) -> User | None:
    """Whoever has this user name, with an account in good standing."""
    return User.objects.filter(username=username, is_guest=False, is_active=True, deleted_at=None).first()


def why_absent(user: object, board: Board) -> str:
    """Why the reader is not on a board."""
    if not isinstance(user, User):
        return _("Sign up, and you find your own place here.")
    if user.is_guest:
        return _("Guests are on no board. Your games so far count as soon as you sign up.")
    if user.games_shown_to != ShownTo.EVERYBODY:
        return _("You are not on the boards, because you do not show your games to everybody.")
    least = settings.GOLF_LEADERBOARD_GAMES
    played = Tally.objects.filter(user=user, slice=board.slice).values_list("games", flat=True).first() or 0
    if played < least:
        more = least - played
        told = ngettext(
            "One more game, and you are on this board.", "%(n)s more games, and you are on this board.", more
        )
        return told % {"n": more}
    if board.metric == "rating":
        return _("You have no rating yet: it comes of games with at least two people.")
    return _("Your place is being worked out.")


def key_text(key: tuple[int, int]) -> str:
    """After which a page begins, as it stands in an address."""
    return f"{key[0]}.{key[1]}"


def key_of(text: str) -> tuple[int, int] | None:
    """The key that stands in an address; None for what is none."""
    value, _dot, user = text.partition(".")
    digits = value.removeprefix("-")
    for part in (digits, user):
        if not (part.isascii() and part.isdigit() and len(part) <= LONGEST):
            return None
    number = int(value)
    return (number, int(user)) if abs(number) < 2**31 else None


def month_name(month: str) -> str:
    """As people write it."""
    return date_format(season_names.first_day(month), "YEAR_MONTH_FORMAT")


def medal(found: Medal) -> dict[str, str | int]:
    """A medal in words, and where its season is to be seen."""
    told = {
        "place": found.place,
        "board": METRICS[found.metric].name if found.metric in METRICS else found.metric,
        "scope": SCOPES.get(found.scope, found.scope),
        "month": month_name(found.season),
    }
    address = f"{reverse('season', args=[found.season])}?metric={found.metric}&scope={found.scope}"
    return {
        "place": found.place,
        "words": _("Place %(place)s, %(board)s (%(scope)s), %(month)s") % told,
        "url": address,
    }
