"""The page on which a finished game is shared, and what a link brings along: its QR code and its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from accounts.limits import TooMany
from accounts.models import User
from games import qr_code
from games.fold import BrokenStream
from games.views import too_many
from replays import access, card_image, sharing, showing
from replays.forms import ShareForm

if TYPE_CHECKING:
    from replays.models import Share


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share_game(request: HttpRequest, game: int) -> HttpResponse:
    """Somebody's own links to a finished game of theirs: make one, see how often each was opened, revoke it."""
    user = request.user if isinstance(request.user, User) else None
    if user is None or not sharing.may_share(user, game):
        raise Http404(str(game))
    form = ShareForm(request.POST if "make" in request.POST else None)
    try:
        if "revoke" in request.POST:
            sharing.revoke(user, game, request.POST["revoke"])
            messages.success(request, _("That link leads nowhere any more."))
            return redirect("share_game", game=game)
        if form.is_valid():
            sharing.share(user, game, form.cleaned_data["title"], form.cleaned_data["days"])
            messages.success(request, _("Here is your link."))
            return redirect("share_game", game=game)
    except access.NoSuchReplay:
        raise Http404(str(game)) from None
    except TooMany as error:
        return too_many(request, error)
    except sharing.BadShare as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
    links = [_shown(request, share) for share in sharing.links_of(user, game)]
    return render(request, "share_game.html", {"form": form, "links": links, "game": game})


def _shown(request: HttpRequest, share: Share) -> dict[str, object]:
    url = request.build_absolute_uri(reverse("replay", args=[share.token]))
    frame = request.build_absolute_uri(reverse("replay_embed", args=[share.token]))
    return {
        "share": share,
        "url": url,
        "embed": f'<iframe src="{frame}" width="800" height="640" loading="lazy" title="Golf"></iframe>',
        "qr": reverse("replay_qr", args=[share.token]),
    }


@require_safe
@conditional_page
def replay_card(request: HttpRequest, token: str) -> HttpResponse:
    """The picture of a shared game, for the pages of others."""
    try:
        game = showing.summary(access.by_token(token))
    except (access.NoSuchReplay, BrokenStream) as error:
        raise Http404(str(error)) from None
    holes = ngettext("%(holes)s hole", "%(holes)s holes", game.holes) % {"holes": game.holes}
    day = date_format(game.ended_at, "DATE_FORMAT") if game.ended_at else ""
    panels = [
        card_image.Panel(one.name, f"{_('Player')} {number}", one.place, one.total, one.grid)
        for number, one in enumerate(game.players, 1)
    ]
    picture = card_image.drawn(game.heading, " · ".join(filter(None, (holes, day))), panels)
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "public, max-age=3600"
    response["X-Robots-Tag"] = "noindex"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def replay_qr(request: HttpRequest, token: str) -> HttpResponse:
    """A link as a QR code."""
    try:
        access.by_token(token)
    except access.NoSuchReplay as error:
        raise Http404(str(error)) from None
    address = request.build_absolute_uri(reverse("replay", args=[token]))
    response = HttpResponse(qr_code.drawn(address), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Robots-Tag"] = "noindex"
    return response
