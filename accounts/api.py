"""The HTTP API's calls about accounts: tokens for programs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from accounts import credentials, deletion, tokens
from accounts.calls import BAD_BODY, Error, Strict
from accounts.refused import Refused

router = Router()
LONGEST = 400


class Credentials(Strict):
    login: str = Field(max_length=LONGEST, description="A user name or an e-mail address.")
    password: str = Field(max_length=LONGEST)
    code: str = Field("", max_length=40, description="Of the second factor, for accounts that have one.")


class Refresh(Strict):
    refresh: str = Field(max_length=LONGEST)


class Tokens(Schema):
    access: str
    refresh: str
    expires_in: int


@router.post("tokens", response={200: Tokens, 401: Error, 403: Error, 429: Error, **BAD_BODY}, auth=None)
def sign_in(request: HttpRequest, body: Credentials) -> dict[str, object]:
    """An access token of 15 minutes and a refresh token, for an account.

    `wrong_credentials` where name and password are not those of an account; only who has shown the right ones hears of
    `code_needed`, `banned` and `new_password_needed`.
    """
    try:
        user = credentials.check(request, body.login, body.password, body.code)
    except credentials.WrongCredentials:
        raise Refused(
            401, "wrong_credentials", _("That is not the name and password of an account.")
        ) from None
    except credentials.Banned as banned:
        message = _("You may not play here any more. Why, and how to appeal: %(url)s")
        raise Refused(403, "banned", message % {"url": settings.SITE_URL + banned.address}) from None
    except credentials.NewPasswordNeeded:
        message = _("Please choose a new password first: have a link sent to your address at %(url)s")
        where = settings.SITE_URL + reverse("account_reset_password")
        raise Refused(403, "new_password_needed", message % {"url": where}) from None
    except credentials.CodeNeeded:
        message = _("This account has a second factor. Send a code of it along, and a new one each time.")
        raise Refused(401, "code_needed", message) from None
    deletion.came_back(user)
    return _shown(tokens.begin(user))


@router.post("tokens/refresh", response={200: Tokens, 401: Error, **BAD_BODY}, auth=None)
def refresh(request: HttpRequest, body: Refresh) -> dict[str, object]:
    """The next pair of tokens. A refresh token is good once: using it again signs the program out."""
    try:
        return _shown(tokens.refresh(body.refresh))
    except tokens.BadToken:
        raise Refused(
            401, "bad_token", _("This token is used up, unknown or has expired. Sign in again.")
        ) from None


@router.post("tokens/revoke", response={204: None, **BAD_BODY}, auth=None)
def revoke(request: HttpRequest, body: Refresh) -> Status[None]:
    """Sign the program out: no token of its family is good any more."""
    tokens.revoke(body.refresh)
    return Status(204, None)


def _shown(pair: tokens.Pair) -> dict[str, object]:
    return {
        "access": pair.access,
        "refresh": pair.refresh,
        "expires_in": int(tokens.ACCESS_LIFE.total_seconds()),
    }
