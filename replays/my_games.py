"""Somebody's own finished games, newest first, page by page. Synchronous; asks the database.

A page begins after the game whose number its key is: it costs the same at whatever depth. So newest is whichever game
was made last, which need not be the one that ended last.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from games.models import Game, Seat
from games.rules.house_rules import PRESETS, BadRules, from_json, preset_of
from games.rules.state import ENDED_PHASES, Phase

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them; what is empty asks for nothing."""

    since: date | None = None
    until: date | None = None
    rules: str = ""
    """A preset's key."""
    against: str = ""
    """`people` or `computers`."""
    name: str = ""
    """Part of the name of somebody at the table."""
    result: str = ""
    """`won`, `lost` or `abandoned`."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A game as the list shows it."""

    game: Game
    rules: str
    others: tuple[str, ...]
    place: int | None
    total: int | None
    token: str | None
    """Of the file that it was read from; None for a game that was played here."""


def page(user: User, wanted: Wanted, before: int | None = None) -> tuple[list[Listed], int | None]:
    """A page of somebody's games from the one before game `before` on, and the key of the next page."""
    # Two short walks along an index each, not one over everybody's games.
    kinds = (Q(seats__user=user), Q(import_of__imported_by=user))
    walks = [_games(kind, user, wanted, before).order_by("-pk")[: PAGE + 1] for kind in kinds]
    games = list(merge(*walks, key=lambda game: game.pk, reverse=True))[: PAGE + 1]
    following = games[PAGE - 1].pk if len(games) > PAGE else None
    return [_listed(game, user) for game in games[:PAGE]], following


def _games(kind: Q, user: User, wanted: Wanted, before: int | None) -> QuerySet[Game]:
    found = Game.objects.filter(kind, phase__in=ENDED_PHASES, started_at__isnull=False)
    if before is not None:
        found = found.filter(pk__lt=before)
    if wanted.since:
        found = found.filter(ended_at__date__gte=wanted.since)
    if wanted.until:
        found = found.filter(ended_at__date__lte=wanted.until)
    if wanted.rules in PRESETS:
        found = found.filter(preset=wanted.rules)
    return _with(found, user, wanted).select_related("import_of").prefetch_related("seats__user")


def _with(found: QuerySet[Game], user: User, wanted: Wanted) -> QuerySet[Game]:
    seats = Seat.objects.filter(game=OuterRef("pk"))
    others = seats.filter(persona="").exclude(user=user)
    match wanted.against:
        case "people":
            found = found.filter(Exists(others))
        case "computers":
            found = found.exclude(Exists(others))
    match wanted.result:
        case "won":
            found = found.filter(Exists(seats.filter(user=user, place=1)))
        case "lost":
            found = found.filter(Exists(seats.filter(user=user, place__gt=1)))
        case "abandoned":
            found = found.filter(phase=Phase.ABANDONED)
    if wanted.name:
        named = Q(user__name__icontains=wanted.name) | Q(persona__icontains=wanted.name)
        found = found.filter(Exists(seats.exclude(user=user).filter(named)))
    return found


def _listed(game: Game, user: User) -> Listed:
    seats = list(game.seats.all())
    own = next((seat for seat in seats if seat.user_id == user.pk), None)
    imported = getattr(game, "import_of", None)
    others = tuple(_name(seat) for seat in seats if seat is not own)
    if imported is not None:
        others = tuple(one["name"] for one in imported.people) + tuple(
            _name(seat) for seat in seats if seat.persona
        )
    return Listed(
        game=game,
        rules=_rules(game),
        others=others,
        place=own.place if own else None,
        total=own.total if own else None,
        token=imported.token if imported else None,
    )


def _name(seat: Seat) -> str:
    if seat.persona:
        return seat.persona.capitalize()
    return seat.user.name if seat.user else "—"


def _rules(game: Game) -> str:
    try:
        preset = preset_of(from_json(game.rules))
    except BadRules:
        preset = None
    return _(preset.name) if preset else _("Own rules")
