"""Tables as lists and pages show them: read from the projections, and one at a time from its fold."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext

from games import audience, frames, tables
from games.live import load_game
from games.models import Game, Seat, Visibility
from games.rules.house_rules import BadRules, from_json, preset_of
from games.rules.levels import USUAL
from games.rules.state import ENDED_PHASES, TURN_PHASES, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from accounts.models import User
    from games.presence import Attendance

log = logging.getLogger(__name__)

PAGE: Final = 50
CHOSEN_FROM: Final = 4
MOST_OF_ONES_OWN: Final = 5
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
    there = _there(request, page)
    return _each(page[:PAGE], lambda game: _listed(request, game, there.get(game.table_id))), following


def _there(request: HttpRequest, games: Iterable[Game]) -> Mapping[int, Attendance]:
    return audience.at_tables(request, [game.table_id for game in games])


def _each(games: Iterable[Game], shown: Callable[[Game], Json]) -> list[Json]:
    """Each game as it is shown; one whose columns make no sense is left out, and harms no other."""
    found = []
    for game in games:
        try:
            found.append(shown(game))
        except (BadRules, LookupError, AttributeError) as error:
            log.error("game %d cannot be listed: %s: %s", game.pk, type(error).__name__, error)
    return found


def _listed(request: HttpRequest, game: Game, there: Attendance | None) -> Json:
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
        "watching": there.gallery if there else None,
    }


def _who(seat: Seat) -> Json:
    if seat.persona:
        known = {"name": seat.persona.capitalize(), "kind": "cpu", "persona": seat.persona}
        return known | {"level": seat.level or USUAL, "portrait": None}
    kind = "guest" if seat.user is None or seat.user.is_guest else "person"
    name, portrait = (seat.user.name, seat.user.portrait) if seat.user else ("—", "")
    return {"name": name, "kind": kind, "persona": None, "level": None, "portrait": portrait or None}


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
    there = audience.at_tables(request, [table.pk]).get(table.pk)
    about = {name: seen[name] for name in shown} | {"watching": there.gallery if there else None}
    return addresses(request, table.code) | about


def to_join(request: HttpRequest, most: int) -> list[Json]:
    """Public tables that wait for players: first those with somebody there, then those that lack the fewest."""
    found = _cards(request, [Phase.LOBBY], most)
    found.sort(key=lambda card: (card["people_there"] == 0, card["seats_total"] - card["seats_taken"]))
    return found[:most]


def to_watch(request: HttpRequest, most: int) -> list[Json]:
    """Public tables at which a game is played: first those that most people watch, then those that most play."""
    found = _cards(request, [Phase.OPENING, *TURN_PHASES, Phase.HOLE_OVER], most)
    found.sort(key=lambda card: (-card["watching"], -card["people_there"], -card["people"]))
    return found[:most]


def _cards(request: HttpRequest, phases: Iterable[Phase], most: int) -> list[Json]:
    """The newest games in one of these phases, more than are shown, so that the best of them can be."""
    games = list(live_games().filter(phase__in=list(phases))[: most * CHOSEN_FROM])
    there = _there(request, games)
    return _each(games, lambda game: _card(game, there.get(game.table_id)))


def mine(user: User) -> list[Json]:
    """The games that are not over and in which this user has a seat, newest first, as the first page shows them."""
    seats = Prefetch("seats", Seat.objects.select_related("user").order_by("number"))
    found = Game.objects.filter(seats__user=user, current_at__isnull=False, fault="")
    games = found.exclude(phase__in=ENDED_PHASES).select_related("table").prefetch_related(seats)
    return _each(games.order_by("-id")[:MOST_OF_ONES_OWN], lambda game: _card(game, None, but=user))


def _card(game: Game, there: Attendance | None, but: User | None = None) -> Json:
    """A game as the first page shows it, with everybody who has a seat but one."""
    rules = from_json(game.rules)
    preset = preset_of(rules)
    seats = list(game.seats.all())
    shown = [_who(seat) for seat in seats if but is None or seat.user_id != but.pk]
    return {
        "code": game.table.code,
        "url": reverse("table", args=[game.table.code]),
        "names": [who["name"] for who in shown],
        "faces": [who["persona"] or who["portrait"] or who["kind"] for who in shown],
        "people": sum(not seat.persona for seat in seats),
        "people_there": len(there.users) if there else 0,
        "watching": there.gallery if there else 0,
        "seats_taken": len(seats),
        "seats_total": game.seat_count,
        "preset_name": gettext(preset.name) if preset else None,
        "waiting": game.phase == Phase.LOBBY,
        "hole": game.hole,
        "holes": rules.holes,
    }
