"""What was imposed on somebody and why, as they read it themselves, and their way to appeal.

Whoever is banned cannot sign in: they come here by a signed link, which they get with the refusal, or by letter.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.refused import Refused
from moderation import appeals, notices
from moderation.models import Report, Sanction
from moderation.models.reports import LONGEST_WORDS

if TYPE_CHECKING:
    from accounts.models import User

LINK_GOOD_FOR: Final = timedelta(days=180)
SHOWN: Final = 50
NO_TOKEN: Final = ""
"""Of whoever is signed in."""
LARGEST: Final = 2**63 - 1


@never_cache
@login_required
@require_safe
def my_sanctions(request: HttpRequest) -> HttpResponse:
    """What the reader was told by those who look after the site."""
    user = cast("User", request.user)
    notices.have_read(user)
    Sanction.objects.filter(user=user, read_at=None).update(read_at=timezone.now())
    return _page(request, user, NO_TOKEN)


@never_cache
@require_safe
def sanctions_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever holds a link to it."""
    return _page(request, _holder(token), token)


@never_cache
@login_required
@require_POST
def appeal(request: HttpRequest, number: int) -> HttpResponse:
    """Appeal against a sanction of one's own."""
    return _appeal(request, cast("User", request.user), number, NO_TOKEN)


@never_cache
@require_POST
def appeal_by_link(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """The same for whoever holds a link to it."""
    return _appeal(request, _holder(token), number, token)


def _holder(token: str) -> User:
    user = notices.by_token(token, LINK_GOOD_FOR)
    if user is None:
        raise Http404
    return user


def _appeal(request: HttpRequest, user: User, number: int, token: str) -> HttpResponse:
    sanction = Sanction.objects.filter(user=user, pk=min(number, LARGEST)).first()
    if sanction is None:
        raise Http404
    try:
        appeals.file(sanction, request.POST.get("words", ""))
    except Refused as refused:
        told = refused.body | {"sanction": sanction.pk}
        return _page(request, user, token, refused.status, refused=told, words=request.POST.get("words", ""))
    messages.success(request, _("Somebody else looks at it, and you hear from us."))
    return redirect(reverse("sanctions_by_link", args=[token]) if token else "my_sanctions")


def _page(request: HttpRequest, user: User, token: str, status: int = 200, **more: Any) -> HttpResponse:
    found = Sanction.objects.filter(user=user).select_related("appeal").order_by("-pk")[:SHOWN]
    reports = Report.objects.filter(by=user, decided_at__isnull=False, heard_at=None)
    context = {
        "person": user,
        "token": token,
        "sanctions": [(one, _words(one)) for one in found],
        "handled": 0 if token else reports.count(),
        "most": LONGEST_WORDS,
    }
    return render(request, "moderation/sanctions.html", context | more, status=status)


def _words(sanction: Sanction) -> str:
    """What it is, in a sentence to whom it concerns."""
    match sanction.kind:
        case Sanction.Kind.WARNING:
            return _("This is a warning. Nothing else follows from it for now.")
        case Sanction.Kind.MUTE:
            return _("At tables you can play, but not say anything.")
        case _other:
            return _("You cannot sign in or play.")
