"""Pages on which a finished game is watched: by its players, by whoever has a link, and in a frame of another site."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts import guests, preferences
from accounts.addresses import address_of
from accounts.limits import TooMany
from accounts.models import User
from games import faults
from games.fold import BrokenStream
from games.views import too_many
from replays import access, analyses, analysis_page, playing_on, sharing, showing
from replays.export import may_have
from replays.models import Share

if TYPE_CHECKING:
    from collections.abc import Callable

    from replays.access import Found

P = ParamSpec("P")
LONGEST_SEQ: Final = 5


def of_a_replay(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """404 for a replay that is not there for whoever asks, 503 for one that cannot be read; for no search engine."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except access.NoSuchReplay as error:
            raise Http404(str(error)) from None
        except BrokenStream:
            response = render(request, "table_set_aside.html", {"sentence": faults.sentence()}, status=503)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@require_safe
@never_cache
@of_a_replay
def replay(request: HttpRequest, token: str) -> HttpResponse:
    """A game by a link to it. How often it is opened is counted; by whom is not kept."""
    found = access.by_token(token)
    if found.share is not None and found.share.shared_by_id != request.user.pk:
        Share.objects.filter(pk=found.share.pk).update(views=F("views") + 1)
    return render(request, "replay.html", _context(request, found))


@require_safe
@never_cache
@of_a_replay
def replay_of_game(request: HttpRequest, game: int) -> HttpResponse:
    """A game by its number, for those who may watch it without a link."""
    found = access.by_number(game, known(request))
    return render(request, "replay.html", _context(request, found))


@require_POST
@of_a_replay
def play_on(request: HttpRequest, game: int = 0, token: str = "") -> HttpResponse:
    """Sit down at a table of one's own and play on from a moment of this game. Somebody new becomes a guest by it."""
    found = access.by_token(token) if token else access.by_number(game, known(request))
    seq = request.POST.get("seq", "")
    number = int(seq) if seq.isascii() and seq.isdigit() and len(seq) <= LONGEST_SEQ else 0
    back = redirect("replay", token=token) if token else redirect("replay_of_game", game=game)
    try:
        table = playing_on.play_on(guests.signed_in(request), found.game.pk, number, address_of(request))
    except TooMany as error:
        return too_many(request, error)
    except playing_on.NothingToCome as error:
        messages.error(request, str(error))
        return back
    messages.info(request, _("You play on with the same cards. This game does not count."))
    return redirect("table", code=table.code)


def known(request: HttpRequest) -> User | None:
    """Whoever looks, if they are known."""
    return request.user if isinstance(request.user, User) else None


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "connect-src": [SELF]})  # type: ignore[arg-type]
@of_a_replay
def replay_embed(request: HttpRequest, token: str) -> HttpResponse:
    """A game in a frame of another site: the board, and nothing that needs to know who looks."""
    found = access.by_token(token)
    response = render(request, "replay_embed.html", _context(request, found, framed=True))
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _context(request: HttpRequest, found: Found, *, framed: bool = False) -> dict[str, Any]:
    """`framed`: for a page that needs no cookie, and sets none."""
    number, token = found.game.pk, found.token
    theirs = isinstance(request.user, User) and may_have(request.user, number)
    shareable = isinstance(request.user, User) and sharing.may_share(request.user, number)
    page = reverse("replay", args=[token]) if token else reverse("replay_of_game", args=[number])
    export = reverse("api:export_game", args=[number]) + (f"?token={token}" if token else "")
    boot = {
        "data_url": reverse("api:show_replay", args=[token])
        if token
        else reverse("api:show_game", args=[number]),
        "page_url": request.build_absolute_uri(page),
        "export_url": export if token or theirs else None,
        "play_on_url": reverse("play_on_by_token", args=[token])
        if token
        else reverse("play_on", args=[number]),
        "analysis_url": _analysis(number, token),
        "judged": [] if framed else analysis_page.marks(analyses.result_of(number)),
        "results_url": reverse("game_results", args=[number]) if theirs and not framed else None,
        "share_url": reverse("share_game", args=[number]) if shareable else None,
        "rules_url": reverse("rules"),
        "fairness_url": reverse("fairness"),
        "home_url": reverse("home"),
        **({} if framed else preferences.for_script(request)),
    }
    card = request.build_absolute_uri(reverse("replay_card", args=[token])) if token else None
    return {"game": showing.summary(found), "boot": boot, "card_url": card, "framed": framed}


def _analysis(number: int, token: str | None) -> str:
    return reverse("analysis_by_token", args=[token]) if token else reverse("analysis", args=[number])
