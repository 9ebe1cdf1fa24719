"""Pages about one game in the console: the board as the gallery sees it, its events, and every card.

What nobody may see leaves the server by `cards` alone: for those who have that power, by POST, with a reason that
stands in the audit trail before the answer is made. It has no socket, no script, and is kept by no browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import preferences
from games import verify
from games.frames import dumps
from games.models import Game
from moderation import audit, roles
from moderation.console.asking import ReasonForm
from moderation.console.game_names import name_for
from replays import watching

if TYPE_CHECKING:
    from django.http import HttpRequest

    from replays.watching import Told, Watched

A_PAGE: Final = 200
"""Events."""
LARGEST: Final = 2**31 - 1


def _game(request: HttpRequest, number: int) -> Game:
    """The game, for those who may look at games here. Http404, PermissionDenied."""
    if not roles.may(request.user, "games.view_game"):
        raise PermissionDenied
    game = Game.objects.select_related("table").filter(pk=min(number, LARGEST)).first()
    if game is None:
        raise Http404
    return game


def _context(request: HttpRequest, game: Game, title: str) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": title,
        "subtitle": name_for(request.user, game),
        "opts": Game._meta,  # noqa: SLF001 - Django's documented name
        "game": game,
        "named": name_for(request.user, game),
    }


@require_safe
@never_cache
def gallery(request: HttpRequest, number: int) -> HttpResponse:
    """The real board, driven by what the gallery has been shown until now."""
    game = _game(request, number)
    seen = watching.watched(game)
    boot = {
        "data_url": reverse("admin:games_game_gallery_data", args=[game.pk]),
        "page_url": request.build_absolute_uri(request.path),
        "rules_url": reverse("rules"),
        "fairness_url": reverse("fairness"),
        "home_url": reverse("admin:games_game_change", args=[game.pk]),
        "last": not seen.is_over,
        **preferences.for_script(request),
    }
    begun = seen.state is not None and seen.state.hole is not None
    return render(
        request, "console/gallery.html", {"named": name_for(request.user, game), "boot": boot, "begun": begun}
    )


@require_safe
@never_cache
def gallery_data(request: HttpRequest, number: int) -> HttpResponse:
    """The frames of that board."""
    told = watching.gallery(watching.watched(_game(request, number)))
    return HttpResponse(dumps(told), content_type="application/json")


@require_safe
@never_cache
def events(request: HttpRequest, number: int) -> HttpResponse:
    """The stream, a page at a time, and the verdict on it. While the game goes on hidden cards are masked."""
    game = _game(request, number)
    seen = watching.watched(game)
    told = watching.events(seen, every_card=seen.is_over)
    first = _number(request.GET.get("from", ""))
    context = _context(request, game, _("Events")) | {
        "rows": [_row(one) for one in told[first : first + A_PAGE]],
        "many": len(told),
        "before": max(first - A_PAGE, 0) if first else None,
        "after": first + A_PAGE if first + A_PAGE < len(told) else None,
        "fault": seen.fault,
        "masked": not seen.is_over,
        "verdict": verify.verify(game.pk) if roles.may(request.user, "moderation.verify_game") else None,
    }
    return TemplateResponse(request, "console/events.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cards(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a reason; then, once, the table and the events with every card."""
    if not roles.may(request.user, "moderation.see_cards"):
        raise PermissionDenied
    game = _game(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context = _context(request, game, _("With every card"))
    if not (request.method == "POST" and form.is_valid()):
        status = 400 if form.errors else 200
        return TemplateResponse(
            request, "console/ask_for_cards.html", context | {"form": form}, status=status
        )
    with transaction.atomic():
        seen = watching.watched(game)
        at = seen.live.seq if seen.live else None
        audit.record(
            "cards_seen",
            game=game,
            why=form.cleaned_data["reason"],
            detail={"event": at, "live": not seen.is_over},
            **audit.by_request(request),
        )
    context |= {
        "seq": at,
        "open": watching.every_card(seen),
        "rows": [_row(one) for one in _of_the_hole(seen)],
        "fault": seen.fault,
        "reason": form.cleaned_data["reason"],
    }
    return TemplateResponse(request, "console/cards.html", context)


def _of_the_hole(seen: Watched) -> list[Told]:
    """The events since the last deal."""
    told = watching.events(seen, every_card=True)
    deals = [at for at, one in enumerate(told) if one.kind == "hole_started"]
    return told[deals[-1] :] if deals else told


def _row(told: Told) -> dict[str, Any]:
    return {"told": told, "details": msgspec.json.encode(told.details).decode() if told.details else ""}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
