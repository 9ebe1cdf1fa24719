"""Pages about people. They work without JavaScript."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import preferences as prefs
from accounts.limits import TooMany


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How I like the site. A form changes what it names; a script asks for JSON and gets no page back."""
    if request.method != "POST":
        return _page(request)
    for_script = not request.accepts("text/html")
    sent = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    try:
        prefs.change(request, sent)
    except prefs.BadPreference as error:
        return _refused(request, error, for_script=for_script)
    except TooMany as error:
        return _too_many(request, error, for_script=for_script)
    if for_script:
        return HttpResponse(status=204)
    messages.success(request, _("Your preferences are kept."))
    return redirect("preferences")


def _page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    return render(request, "preferences.html", {"boot": prefs.for_script(request)} | more, status=status)


def _refused(request: HttpRequest, error: prefs.BadPreference, *, for_script: bool) -> HttpResponse:
    if for_script:
        body = {"code": "malformed", "message": str(error), "field": error.name[:64]}
        return JsonResponse(body, status=422)
    shown = prefs.of(request) | {
        name: value
        for name, value in request.POST.items()
        if name in prefs.BY_NAME and value in prefs.BY_NAME[name].values
    }
    unplaced = "" if error.name in prefs.BY_NAME else str(error)
    return _page(request, 422, preference_groups=prefs.groups(shown, error), error=unplaced)


def _too_many(request: HttpRequest, error: TooMany, *, for_script: bool) -> HttpResponse:
    sentence = _("That was too often. Please try again later.")
    response = (
        JsonResponse({"code": "slow_down", "message": sentence}, status=429)
        if for_script
        else render(request, "429.html", {"minutes": -(-error.retry_after // 60)}, status=429)
    )
    response["Retry-After"] = str(error.retry_after)
    return response
