"""The pages by which anybody reports somebody, and sees what became of it. They work without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guests
from accounts.addresses import address_of
from accounts.limits import TooMany
from accounts.models import User
from accounts.refused import Refused
from games.views import too_many
from leaderboards import showing
from moderation import filing
from moderation.models import Kind, Report
from moderation.models.reports import LONGEST_WORDS

if TYPE_CHECKING:
    from moderation.filing import Moment

SHOWN: Final = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_seat(request: HttpRequest, game: int, seat: int) -> HttpResponse:
    """Report whoever has this seat in this game. A script gets no page back, but 204, or why not as JSON."""
    given = request.POST or request.GET
    try:
        found = filing.game_at(_user(request), game, request.GET.get("table", ""))
        about = filing.seated(found, seat)
    except Refused as refused:
        return _refused(request, refused, {})
    shown = {"about": about, "at": filing.moment(found, seat, given.get("seq", ""))}
    return _report(request, shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_player(request: HttpRequest, username: str) -> HttpResponse:
    """Report somebody from their profile."""
    about = showing.account(username)
    if about is None:
        raise Http404
    return _report(request, {"about": about, "at": None})


@never_cache
@login_required
@require_safe
def my_reports(request: HttpRequest) -> HttpResponse:
    """What somebody has reported, and what became of it: that it was handled, not how."""
    user = cast("User", request.user)
    mine = Report.objects.filter(by=user).order_by("-made_at")
    shown = list(mine[:SHOWN])
    mine.filter(decided_at__isnull=False, heard_at=None).update(heard_at=timezone.now())
    return render(request, "moderation/my_reports.html", {"reports": shown})


def _report(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    """The form; sent, the report, or why it is none."""
    about: User = shown["about"]
    at: Moment | None = shown["at"]
    if request.method != "POST":
        return _form(request, shown)
    try:
        said = filing.complaint(request.POST)
        filing.file(guests.signed_in(request), about, said, at, address_of(request))
    except Refused as refused:
        return _refused(request, refused, shown)
    except TooMany as error:
        return _too_many(request, error)
    if _for_script(request):
        return HttpResponse(status=204)
    messages.success(request, _("Thank you. Somebody will look at it, and you will hear from us."))
    return redirect("my_reports")


def _form(request: HttpRequest, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    words = request.POST.get("words", "")[: 2 * LONGEST_WORDS]
    context = {"kinds": Kind, "most": LONGEST_WORDS, "words": words}
    return render(request, "moderation/report.html", context | shown, status=status)


def _refused(request: HttpRequest, refused: Refused, shown: dict[str, Any]) -> HttpResponse:
    if _for_script(request):
        return JsonResponse(refused.body, status=refused.status)
    return _form(request, shown | {"refused": refused.body}, refused.status)


def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    if not _for_script(request):
        return too_many(request, error)
    sentence = _("Those were many reports in a short time. Please try again later.")
    response = JsonResponse({"code": "slow_down", "message": sentence}, status=429)
    response["Retry-After"] = str(error.retry_after)
    return response


def _for_script(request: HttpRequest) -> bool:
    return not request.accepts("text/html")


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
