"""The pages by which somebody takes along what is kept about them, and goes."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import deletion, export, kept
from accounts.limits import TooMany
from accounts.models import Export, User


@never_cache
@login_required
def exports(request: HttpRequest) -> HttpResponse:
    """The exports that are there or being made, and the way to ask for one."""
    user = cast("User", request.user)
    if request.method == "POST":
        try:
            export.ask(user)
        except TooMany:
            messages.error(request, _("Three times a day is enough. Please come back tomorrow."))
        else:
            messages.success(request, _("We are making it. A letter tells you when it is there."))
        return redirect("account_export")
    found = Export.objects.filter(user=user).annotate(size=Length("content")).defer("content")
    return render(request, "account/export.html", {"exports": found.order_by("-asked_at")})


@never_cache
@login_required
def export_file(request: HttpRequest, token: str) -> HttpResponse:
    """One's own export. Somebody else's is not there."""
    found = export.ready(cast("User", request.user)).filter(token=token).first()
    if found is None:
        raise Http404
    kept.exported.send(User, user=found.user, request=request)
    response = HttpResponse(bytes(found.content), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="golf-{found.made_at:%Y-%m-%d}.zip"'
    return response


@never_cache
@reauthentication_required
def delete(request: HttpRequest) -> HttpResponse:
    """The way to go, for somebody who has just shown that it is them."""
    if request.method != "POST":
        return render(request, "account/delete.html")
    try:
        ends = deletion.ask(cast("User", request.user))
    except deletion.HasToStay:
        messages.error(
            request, _("You are the last one who looks after this site: it needs somebody else first.")
        )
        return redirect("account_delete")
    logout(request)
    day = date_format(ends, "DATETIME_FORMAT")
    messages.success(
        request, _("Your account will be deleted on %(day)s. Sign in before then to keep it.") % {"day": day}
    )
    return redirect("home")
