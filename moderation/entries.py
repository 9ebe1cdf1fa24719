"""Who is turned away by the console, and who takes personal data along: both stand in the audit trail."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import kept, limits
from accounts.addresses import address_of
from accounts.limits import HOUR, Limit, TooMany
from accounts.models import User
from moderation import audit
from moderation.audit import What, by_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

REFUSALS: Final = Limit("console-refusals", 10, HOUR)
"""Of an address: what comes beyond that says nothing new."""


def listen() -> None:
    """From now on note who fails to sign in to the console, or with a name of the team, and who exports data."""
    user_login_failed.connect(_failed, dispatch_uid="moderation.entries")
    kept.exported.connect(_exported, dispatch_uid="moderation.exports")


def noted(login: View) -> View:
    """The console's door, at which it is noted who is turned away."""

    @wraps(login)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return login(request, *args, **kwargs)
        except PermissionDenied:
            if _is_worth_a_note(request):
                audit.record(What.ENTRY_REFUSED, detail={"path": request.path[:200]}, **by_request(request))
            raise

    return door


def _exported(user: User, request: HttpRequest, **_signal: Any) -> None:
    audit.record(What.DATA_EXPORTED, whom=user, **by_request(request))


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    if request is None:
        return
    whom = _of_the_team(str(credentials.get("username") or ""), str(credentials.get("email") or ""))
    if (whom or _leads_to_console(request)) and _is_worth_a_note(request):
        audit.record(What.SIGN_IN_FAILED, whom=whom, by=None, address=by_request(request)["address"])


def _of_the_team(username: str, email: str) -> User | None:
    """Whoever of the team has this name or address. What else was typed is not kept: it may be a password."""
    found = [get_user_by_username(username)] if username else []
    found += filter_users_by_email(email, for_login=True) if email else []
    return next((one for one in found if isinstance(one, User) and one.is_staff), None)


def _leads_to_console(request: HttpRequest) -> bool:
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target.startswith(reverse("admin:index"))


def _is_worth_a_note(request: HttpRequest) -> bool:
    try:
        limits.count(REFUSALS, address_of(request))
    except TooMany:
        return False
    return True
