"""The HTTP API of the site, and the one form of its errors: `{"code", "message"}`, perhaps with `field`."""

from __future__ import annotations

import logging
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.throttling import BaseThrottle

from accounts import limits
from accounts.addresses import address_of
from accounts.api import router as accounts
from accounts.limits import TooMany
from accounts.models import User
from accounts.refused import Refused
from games.api import router as tables
from leaderboards.api import router as leaderboards
from replays.analysis_api import router as analyses
from replays.api import router as replays

log = logging.getLogger(__name__)

COME_BACK_SECONDS: Final = 5
"""When to try again while the database is away, or cannot be written to."""


class CallsAMinute(BaseThrottle):
    """So many calls a minute of a user, or of an address where nobody says who they are."""

    def allow_request(self, request: HttpRequest) -> bool:
        """False for one too many."""
        user = getattr(request, "auth", None)
        try:
            if isinstance(user, User):
                limits.count(limits.CALLS, str(user.pk))
            limits.count(limits.CALLS_OF_AN_ADDRESS, address_of(request))
        except TooMany:
            return False
        return True

    def wait(self) -> int:
        """Seconds until there is room again."""
        return limits.seconds_left(limits.CALLS)


api = NinjaAPI(
    title="Golf",
    version="1",
    description="Play six-card Golf by program. The table's WebSocket is described in docs/protocol.md.",
    urls_namespace="api",
    throttle=CallsAMinute(),
)
api.add_router("", tables, tags=["tables"])
api.add_router("", accounts, tags=["accounts"])
api.add_router("", replays, tags=["replays"])
api.add_router("", analyses, tags=["replays"])
api.add_router("", leaderboards, tags=["leaderboards"])
elsewhere = Router()
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@elsewhere.api_operation(METHODS, "{path:path}", auth=None, include_in_schema=False)
def no_such_call(request: HttpRequest, path: str) -> None:
    """Whatever is none of the calls before it."""
    raise Refused(404, "not_found", _("There is no such call."))


api.add_router("", elsewhere)  # The last of all routers.


def _answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    response = api.create_response(request, refused.body, status=refused.status)
    if refused.retry_after is not None:
        response["Retry-After"] = str(refused.retry_after)
    return response


@api.exception_handler(Refused)
def on_refused(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, error)


@api.exception_handler(TooMany)
def on_too_many(request: HttpRequest, error: Any) -> HttpResponse:
    message = _("That was too often. Please try again later.")
    return _answer(request, Refused(429, "slow_down", message, retry_after=error.retry_after))


@api.exception_handler(Throttled)
def on_too_many_calls(request: HttpRequest, error: Any) -> HttpResponse:
    return on_too_many(request, TooMany(limits.CALLS, limits.seconds_left(limits.CALLS)))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
@api.exception_handler(InternalError)
def on_database_away(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("a call could not be served: %s", type(error.__cause__ or error).__name__)
    message = _("That did not work just now. Please try again.")
    return _answer(request, Refused(503, "try_again", message, retry_after=COME_BACK_SECONDS))


@api.exception_handler(AuthenticationError)
def on_not_signed_in(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, Refused(401, "not_signed_in", _("Sign in, or send a token that is good.")))


@api.exception_handler(ValidationError)
def on_malformed(request: HttpRequest, error: Any) -> HttpResponse:
    """Names the first field at fault; never repeats what was sent."""
    first = error.errors[0]
    path = [str(part) for part in first["loc"] if part not in {"body", "query", "path"}]
    field = ".".join(path[1:] if len(path) > 1 and path[0] == "payload" else path) or "body"
    return _answer(request, Refused(422, "malformed", _(MESSAGES.get(first["type"], OTHERWISE)), field[:64]))


MESSAGES = {
    "missing": "This field is missing.",
    "extra_forbidden": "There is no such field.",
}
OTHERWISE = "This field does not have the form that it should have."


@api.exception_handler(RequestDataTooBig)
def on_too_large(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, Refused(413, "too_large", _("That was far too much.")))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    codes = {400: "bad_request", 403: "not_allowed", 404: "not_found"}
    messages = {400: _("The body is not JSON."), 403: _("The CSRF token is missing or not the right one.")}
    message = messages.get(error.status_code, _("That is not allowed."))
    return _answer(request, Refused(error.status_code, codes.get(error.status_code, "refused"), message))
