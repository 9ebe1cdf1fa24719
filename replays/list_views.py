"""The pages of somebody's own finished games: the list of them, and bringing one in as a file."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guests
from accounts.addresses import address_of
from accounts.limits import TooMany
from accounts.models import User
from games.views import too_many
from replays import importing, my_games
from replays.forms import FileForm, FilterForm
from replays.strict_json import MOST_BYTES, BadFile

LONGEST_KEY: Final = 18


@never_cache
@require_safe
def list_games(request: HttpRequest) -> HttpResponse:
    """The reader's own games, newest first; for somebody who has none yet, what to do about it."""
    form = FilterForm(request.GET)
    wanted = form.wanted()
    games: list[my_games.Listed] = []
    following = None
    if isinstance(request.user, User):
        games, following = my_games.page(request.user, wanted, _key(request.GET.get("before", "")))
    query = request.GET.copy()
    query["before"] = str(following)
    context = {
        "form": form,
        "games": games,
        "next": f"?{query.urlencode()}" if following else None,
        "filtered": wanted != my_games.Wanted(),
        "later": "before" in request.GET,
    }
    return render(request, "my_games.html", context)


def _key(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) <= LONGEST_KEY else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_game(request: HttpRequest) -> HttpResponse:
    """Bring in the file of a game. Somebody new becomes a guest by it."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_bound or not form.is_valid():
        return render(request, "import_game.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        user = guests.signed_in(request)
        importing.count(user, address_of(request))
        found = importing.import_file(form.content(MOST_BYTES), user)
    except TooMany as error:
        return too_many(request, error)
    except BadFile as error:
        form.add_error("file", error.message)
        return render(request, "import_game.html", {"form": form}, status=422)
    return redirect("replay", token=found.token)
