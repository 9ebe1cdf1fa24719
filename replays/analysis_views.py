"""The page of a game's analysis: asked for, on its way, there. It works without a script, by being loaded again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.addresses import address_of
from accounts.limits import TooMany
from accounts.models import User
from games.views import too_many
from replays import access, analyses, analysis_page, analysis_words, showing, tasks
from replays.views import known, of_a_replay

if TYPE_CHECKING:
    from replays.access import Found

AGAIN_SECONDS: Final = 5
"""Until a page is loaded again that waits for its analysis without a script."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_a_replay
def analysis(request: HttpRequest, game: int = 0, token: str = "") -> HttpResponse:
    """The analysis of a finished game, for whoever may watch it; by POST one is asked for."""
    found = access.by_token(token) if token else access.by_number(game, known(request))
    here = reverse("analysis_by_token", args=[token]) if token else reverse("analysis", args=[game])
    if request.method == "POST":
        return _asked(request, found, here)
    return render(request, "analysis.html", _context(request, found, here))


def _asked(request: HttpRequest, found: Found, here: str) -> HttpResponse:
    closer = "closer" in request.POST
    try:
        asked = analyses.ask(found.game.pk, known(request), address_of(request), closer=closer)
    except TooMany as error:
        return too_many(request, error)
    except analyses.NotToBeHad as error:
        messages.error(request, str(error))
    else:
        if asked is not None:
            tasks.begin(asked.pk)
    return redirect(here)


def _context(request: HttpRequest, found: Found, here: str) -> dict[str, Any]:
    number, token = found.game.pk, found.token
    game, standing = showing.summary(found), analyses.standing(number)
    replay = reverse("replay", args=[token]) if token else reverse("replay_of_game", args=[number])
    state = (
        reverse("api:show_analysis_by_token", args=[token])
        if token
        else reverse("api:show_analysis", args=[number])
    )
    own = showing.seat_of(number, request.user.pk) if isinstance(request.user, User) else None
    done, closer = standing.done, settings.GOLF_ANALYSIS_DEALS[True]
    return {
        "game": game,
        "standing": standing,
        "page": analysis_page.page(done.result, game.players, own)
        if done is not None and done.result
        else None,
        "replay": replay,
        "here": here,
        "state": state,
        "closer": analysis_words.whole(closer),
        "going_deals": analysis_words.whole(standing.going.deals) if standing.going else "",
        "may_look_closer": done is not None and done.deals < closer,
        "again": AGAIN_SECONDS,
    }
