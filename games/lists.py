"""Tables as lists and pages show them: read from the projections, and one at a time from its fold."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Prefetch
from django.urls import reverse

from games import frames, tables
from games.live import load_game
from games.models import Game, Seat, Visibility
from games.rules.house_rules import BadRules, from_json, preset_of
from games.rules.state import ENDED_PHASES, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from accounts.models import User

log = logging.getLogger(__name__)

PAGE: Final = 50
Json = dict[str, Any]


def addresses(request: HttpRequest, code: str) -> Json:
    """Where a table is: its code, its page and its socket."""
    url = request.build_absolute_uri(reverse("table", args=[code]))
    host = request.get_host()
    return {
        "code": code,
        "url": url,
        "ws": f"{'wss' if request.is_secure() else 'ws'}://{host}/ws/tables/{code}/",
    }


def seats_of(user: User) -> Iterable[tuple[str, int, int]]:
    """(table's code, game, seat) for each game that is not over and in which this user has a seat."""
    held = Seat.objects.filter(user=user, game__current_at__isnull=False, game__fault="").exclude(
        game__phase__in=ENDED_PHASES
    )
    return held.order_by("-game_id").values_list("game__table__code", "game_id", "number")


def live_games() -> QuerySet[Game]:
    """The games at public tables that are not over or set aside, newest first, with tables, seats and names."""
    seats = Prefetch("seats", Seat.objects.select_related("user").order_by("number"))
    found = Game.objects.filter(table__visibility=Visibility.PUBLIC, current_at__isnull=False, fault="")
    return (
        found.exclude(phase__in=ENDED_PHASES).select_related("table").prefetch_related(seats).order_by("-id")
    )


def public_tables(request: HttpRequest, before: int | None) -> tuple[list[Json], str | None]:
    """A page of public tables, from the game `before` on, and the cursor of the next page."""
    games = live_games() if before is None else live_games().filter(pk__lt=before)
    page = list(games[: PAGE + 1])
    following = str(page[PAGE - 1].pk) if len(page) > PAGE else None
    return _each(page[:PAGE], lambda game: _listed(request, game)), following


def _each(games: Iterable[Game], shown: Callable[[Game], Json]) -> list[Json]:
    """Each game as it is shown; one whose columns make no sense is left out, and harms no other."""
    found = []
    for game in games:
        try:
            found.append(shown(game))
        except (BadRules, LookupError, AttributeError) as error:
            log.error("game %d cannot be listed: %s: %s", game.pk, type(error).__name__, error)
    return found


def _listed(request: HttpRequest, game: Game) -> Json:
    rules = from_json(game.rules)
    seats: list[Json | None] = [None] * game.seat_count
    for seat in game.seats.all():
        seats[seat.number] = _who(seat)
    return addresses(request, game.table.code) | {
        "visibility": game.table.visibility,
        "phase": game.phase,
        "seats": seats,
        "rules": rules.to_json(),
        "hole": game.hole,
        "holes": rules.holes,
    }


def _who(seat: Seat) -> Json:
    if seat.persona:
        return {"name": seat.persona.capitalize(), "kind": "cpu", "persona": seat.persona}
    kind = "guest" if seat.user is None or seat.user.is_guest else "person"
    return {"name": seat.user.name if seat.user else "—", "kind": kind, "persona": None}


def one_table(request: HttpRequest, code: str, user_id: int | None) -> Json:
    """One table as the gallery sees it. NoSuchTable, or NotForYou."""
    table = tables.find(code)
    live = load_game(table.game_id or 0)
    if not tables.may_see(live, user_id):
        raise tables.NotForYou(code)
    seen = frames.table(live, None, ())
    for seat in filter(None, seen["seats"]):
        del seat["connected"]  # Only sockets know.
    shown = ("visibility", "phase", "seats", "rules", "hole", "holes")
    return addresses(request, table.code) | {name: seen[name] for name in shown}


def for_lobby(phases: Iterable[Phase], most: int) -> list[Json]:
    """Public tables in one of these phases, as the first page shows them."""
    return _each(live_games().filter(phase__in=list(phases))[:most], _card)


def _card(game: Game) -> Json:
    rules = from_json(game.rules)
    preset = preset_of(rules)
    seats = list(game.seats.all())
    return {
        "code": game.table.code,
        "url": reverse("table", args=[game.table.code]),
        "names": [_who(seat)["name"] for seat in seats],
        "seats_taken": len(seats),
        "seats_total": game.seat_count,
        "preset_name": preset.name if preset else None,
        "hole": game.hole,
        "holes": rules.holes,
    }
