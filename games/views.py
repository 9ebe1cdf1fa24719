"""Pages: the lobby, joining a table, the table, the rules. All but the board work without JavaScript."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import guests, preferences, signups
from accounts.addresses import address_of
from accounts.barring import Barred
from accounts.limits import TooMany
from accounts.models import User
from accounts.names import BadName
from games import (
    actions,
    codes,
    doors,
    faults,
    lists,
    qr_code,
    rule_examples,
    rule_words,
    stopping,
    tables,
    worked_examples,
)
from games.fold import BrokenStream
from games.journal import Unavailable
from games.lesson import show
from games.live import NoSuchTable, load_game
from games.models import Table
from games.rules import commands as c
from games.rules.levels import is_level
from games.rules.refusals import IllegalMove
from games.rules.state import PERSONAS, Phase

if TYPE_CHECKING:
    from collections.abc import Callable

    from games.live import LiveGame

P = ParamSpec("P")
PLAY_NOW_CPUS: Final = ("maya", "priya", "kenji")
MOST_LISTED: Final = 12
LONGEST_LINK: Final = 200


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The lobby."""
    return _home(request)


def _home(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "ask_to_sign_up": signups.is_to_be_asked(request),
        "mine": lists.mine(request.user) if isinstance(request.user, User) else [],
        "open_tables": lists.to_join(request, MOST_LISTED),
        "watch_tables": lists.to_watch(request, MOST_LISTED),
        "picture": rule_examples.PICTURE.shown(),
    }
    return render(request, "home.html", context | more, status=status)


@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """One click: a table with CPU players that has already begun. With `cpu`, and perhaps a `level`: with that one."""
    asked, level = request.POST.get("cpu"), request.POST.get("level")
    cpus = (asked,) if asked in PERSONAS else PLAY_NOW_CPUS
    try:
        user = guests.signed_in(request)
        chosen = level if asked in PERSONAS and is_level(level) else tables.level_for(user)
        wish = tables.Wish(cpus=cpus, levels=dict.fromkeys(cpus, chosen), start=True)
        table = tables.make(user, wish, address_of(request))
    except TooMany as error:
        return too_many(request, error)
    return redirect("table", code=table.code)


@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """From a code that somebody typed to its table."""
    typed = request.POST.get("code", "")[:LONGEST_LINK]
    try:
        table = tables.find(typed)
    except NoSuchTable:
        return _home(
            request,
            status=404,
            join_error=_("There is no table with that code. Please check the six letters and digits."),
            join_code=typed,
        )
    return redirect("table", code=table.code)


def or_set_aside(
    page: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """This page; where its game cannot be folded, one that says so."""

    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return page(request, *args, **kwargs)
        except BrokenStream:
            return render(request, "table_set_aside.html", {"sentence": faults.sentence()}, status=503)

    return guarded


@never_cache
@or_set_aside
def table(request: HttpRequest, code: str) -> HttpResponse:
    """A table: the board, for everybody who may see it."""
    found = _found(code)
    if code != found.code:
        return redirect("table", code=found.code)
    if found.game is not None and found.game.phase == Phase.ABANDONED:
        return _closed(request, found.game.pk)
    live = load_game(found.game_id or 0)
    if live.fold.state.phase is Phase.ABANDONED:
        return _closed(request, live.id)
    user = request.user if isinstance(request.user, User) else None
    if not tables.may_see(live, user.pk if user else None):
        return render(request, "403.html", status=403)
    response = render(request, "table.html", {"boot": _boot(request, found, user)})
    response["X-Robots-Tag"] = "noindex"
    return response


def _closed(request: HttpRequest, game: int) -> HttpResponse:
    """For whoever comes to a table whose game was abandoned: also where its events cannot be read."""
    return render(request, "table_closed.html", {"stopped": stopping.was_stopped(game)}, status=410)


def _boot(request: HttpRequest, found: Table, user: User | None) -> dict[str, object]:
    """What the board has to know before its socket tells it the rest."""
    return {
        "code": found.code,
        "ws": f"/ws/tables/{found.code}/",
        "sit_url": reverse("sit", args=[found.code]),
        "qr_url": reverse("qr", args=[found.code]),
        "rules_url": reverse("rules"),
        "home_url": reverse("home"),
        "name": user.name if user else None,
        "signed_in": user is not None,
        **preferences.for_script(request),
    }


@require_safe
@or_set_aside
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The table's link as a QR code, for everybody who may see the table."""
    found = _found(code)
    live = load_game(found.game_id or 0)
    if live.fold.state.phase is Phase.ABANDONED:
        return _closed(request, live.id)
    if not tables.may_see(live, request.user.pk):
        return render(request, "403.html", status=403)
    drawing = qr_code.drawn(lists.addresses(request, found.code)["url"])
    response = HttpResponse(drawing, content_type="image/svg+xml")
    # The same table always has the same link; but whoever may see it today may not tomorrow.
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
@or_set_aside
def sit(request: HttpRequest, code: str) -> HttpResponse:
    """Take a seat; somebody new becomes a guest by it."""
    found = _found(code)
    live = load_game(found.game_id or 0)
    try:
        seat = _seat_asked_for(request)
        _check_free(live, seat)
        user = guests.signed_in(request, request.POST.get("name", "")[:200])
        actions.act_now(live.id, c.Sit(user.pk, seat))
    except TooMany as error:
        return too_many(request, error)
    except BadName as error:
        messages.error(request, str(error))
    except IllegalMove as refusal:
        messages.error(request, _(refusal.message) % {"name": live.name_of(refusal.about)})
    except Barred:
        messages.error(request, _(doors.barred().message))
    except Unavailable:
        messages.error(request, _("That did not work just now. Please try again."))
    return redirect("table", code=found.code)


def _seat_asked_for(request: HttpRequest) -> int | None:
    given = request.POST.get("seat", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) == 1 else None


def _check_free(live: LiveGame, seat: int | None) -> None:
    """Refuse before a guest is made for nothing."""
    state = live.fold.state
    if state.phase is not Phase.LOBBY:
        raise IllegalMove("not_now", "The game has begun already.")
    if None not in state.seats:
        raise IllegalMove("table_full", "All seats of this table are taken.")
    if seat is not None and seat < len(state.seats) and state.seats[seat] is not None:
        raise IllegalMove("not_allowed", "%(name)s has that seat.", about=seat)


def rules(request: HttpRequest) -> HttpResponse:
    """The rules, with examples that the engine itself has made."""
    context = {
        "values": worked_examples.card_values(),
        "plain": rule_examples.plain(),
        "presets": rule_words.presets(),
        "groups": rule_examples.groups(),
        "settling": rule_words.settling(),
        "personas": rule_words.personas(),
    }
    return render(request, "rules.html", context)


def fairness(request: HttpRequest) -> HttpResponse:
    """How the shuffle is fair, in plain words, and programs that check it."""
    return render(request, "fairness.html")


@never_cache
def learn(request: HttpRequest) -> HttpResponse:
    """The first hole, which teaches by being played; without JavaScript in pictures that stand still."""
    context = {
        "lesson": show.for_browser(),
        "stills": show.stills(),
        "boot": preferences.for_script(request),
    }
    return render(request, "learn.html", context)


def _found(code: str) -> Table:
    """The table with this code; Http404 where there is none."""
    try:
        return tables.find(code)
    except NoSuchTable:
        raise Http404(codes.as_typed(code)[: codes.LENGTH]) from None


def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """The page that says when to try again."""
    response = render(request, "429.html", {"minutes": -(-error.retry_after // 60)}, status=429)
    response["Retry-After"] = str(error.retry_after)
    return response
