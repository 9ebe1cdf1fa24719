"""The pages of results: leaderboards, seasons, players, achievements, and what a game has counted."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from games.models import Game
from leaderboards import counts, game_results, plots, profiles, seasons, showing, standings
from leaderboards.achievements import ALL, BY_KEY
from leaderboards.metrics import METRICS, PERIODS, SCOPES
from leaderboards.models import Season
from leaderboards.tallies import Sum

DEFAULT: Final = "wins"


@never_cache
@require_safe
def leaderboard(request: HttpRequest, metric: str = DEFAULT) -> HttpResponse:
    """A page of one board, with the reader's own place in sight."""
    if metric not in METRICS:
        raise Http404
    scope, period = _choice(request, "scope", SCOPES), _choice(request, "period", PERIODS)
    board = standings.board(metric, scope, period)
    after = showing.key_of(request.GET.get("after", ""))
    lines, more = standings.page(board, after)
    near = standings.around(board, request.user.pk) if isinstance(request.user, User) else []
    context = {
        "metric": METRICS[metric],
        "metrics": METRICS.values(),
        "scope": scope,
        "scopes": SCOPES,
        "period": period,
        "periods": PERIODS,
        "rows": showing.rows(METRICS[metric], lines, request.user),
        "near": [] if _holds(lines, request.user) else showing.rows(METRICS[metric], near, request.user),
        "next": showing.key_text(lines[-1].key) if more else None,
        "later": after is not None,
        "players": standings.players(board),
        "totals": counts.site(),
        "leader": _leader(lines if after is None else standings.page(board)[0], request.user),
        "why_absent": "" if near else showing.why_absent(request.user, board),
        "form": plots.spark(profiles.form_of(request.user.pk), _("Your form"))
        if near and request.user.pk
        else "",
    }
    return render(request, "leaderboard.html", context)


def _leader(first: list[standings.Line], viewer: object) -> dict[str, object] | None:
    """Whoever is first on a board that begins so, of those whom the viewer may see, and their form."""
    shown = showing.shown(first, viewer)
    user = next((shown[line.user_id] for line in first if line.user_id in shown), None)
    if user is None:
        return None
    return {"user": user, "form": plots.spark(profiles.form_of(user.pk), _("Strokes per hole"))}


def _choice(request: HttpRequest, name: str, choices: dict[str, Any]) -> str:
    given = request.GET.get(name, "all")
    return given if given in choices else "all"


def _holds(lines: list[standings.Line], user: object) -> bool:
    return any(line.user_id == getattr(user, "pk", None) for line in lines)


@require_safe
def season_list(request: HttpRequest) -> HttpResponse:
    """The months that are over, newest first, with who was first by wins."""
    found = [(one, showing.month_name(one.month)) for one in Season.objects.order_by("-month")[:60]]
    return render(request, "seasons.html", {"seasons": found, "metrics": METRICS.values()})


@never_cache
@require_safe
def season(request: HttpRequest, month: str) -> HttpResponse:
    """The final standings of a month."""
    found = get_object_or_404(Season, month=month)
    metric = METRICS.get(request.GET.get("metric", DEFAULT), METRICS[DEFAULT])
    scope = _choice(request, "scope", SCOPES)
    places = seasons.places(month, scope, metric.key)
    lines = [standings.Line(one.place, one.user_id, one.value, one.games) for one in places]
    context = {
        "season": found,
        "name": showing.month_name(month),
        "metric": metric,
        "metrics": METRICS.values(),
        "scope": scope,
        "scopes": SCOPES,
        "rows": showing.rows(metric, lines, request.user),
    }
    return render(request, "season.html", context)


@never_cache
@require_safe
def player(request: HttpRequest, username: str) -> HttpResponse:
    """Somebody's profile: what they show of how they play."""
    user = showing.account(username)
    if user is None:
        raise Http404
    own = isinstance(request.user, User) and request.user.pk == user.pk
    if not profiles.may_see(request.user, user):
        return render(request, "player_hidden.html", {"player": user})
    found = profiles.profile(user, request.user)
    rating = [one.points for one in found.ratings]
    context = {
        "player": user,
        "own": own,
        "profile": found,
        "average": _average(found.everything),
        "rules": [{"name": one.name, "sum": one.sum, "average": _average(one.sum)} for one in found.rules],
        "form": plots.line(found.form, _("Strokes per hole")),
        "rating": plots.line(
            rating, _("Rating"), decimals=0, band=[one.uncertainty for one in found.ratings]
        ),
        "medals": [showing.medal(one) for one in seasons.medals(user.pk)],
        "had": [one for one in found.achievements if one.at],
        "open": [one for one in found.achievements if not one.at],
    }
    return render(request, "player.html", context)


def _average(found: Sum) -> float | None:
    """Strokes per hole."""
    return found.strokes / found.holes if found.holes else None


@never_cache
@require_safe
def achievements(request: HttpRequest) -> HttpResponse:
    """All of them, with the reader's own progress, and how many players have each."""
    counted = counts.awarded()
    if isinstance(request.user, User):
        mine = profiles.reached(request.user)
    else:
        mine = [profiles.Reached(one, 0, None, None) for one in ALL]
    # The reader may have one since it was last counted.
    rows = [(one, max(counted.get(one.achievement.key, 0), int(one.at is not None))) for one in mine]
    return render(
        request, "achievements.html", {"rows": rows, "reached": sum(one.at is not None for one in mine)}
    )


@never_cache
@require_safe
def game(request: HttpRequest, number: int) -> HttpResponse:
    """What a finished game counted, for those who played it."""
    found = Game.objects.filter(pk=number).first()
    if found is None or not game_results.was_in(request.user, number):
        raise Http404
    rows = game_results.told(found)
    context = {
        "game": found,
        "rows": [(one, [_(BY_KEY[key].name) for key in one.awards if key in BY_KEY]) for one in rows],
        "why": "" if rows else game_results.why_no_results(found),
    }
    return render(request, "game_results.html", context)
