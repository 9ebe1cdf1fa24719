"""What all calls of the HTTP API share: who calls, and the form of bodies and of errors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer, SessionAuth
from pydantic import ConfigDict, field_validator

from accounts import bearers
from accounts.models import User


class ByToken(HttpBearer):
    """A guest's token or an account's access token in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        bearer = bearers.by_token(token)
        return bearer and bearer.user


class Browser(SessionAuth):
    """The session of a browser, with its CSRF token where something is to change."""

    def __call__(self, request: HttpRequest) -> User | None:
        # Whoever has no session hears that they are not signed in, and not that a CSRF token is missing.
        return super().__call__(request) if request.user.is_authenticated else None


SIGNED_IN: list[Any] = [ByToken(), Browser()]


def whoever(request: HttpRequest) -> User | None:
    """The caller, if they say who they are. 401 for a token that is no good."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        bearer = bearers.by_token(token)
        if bearer is None:
            raise AuthenticationError
        return bearer.user
    return request.user if isinstance(request.user, User) else None


class Strict(Schema):
    """A body in which every field is known and of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @field_validator("*", mode="before")
    @classmethod
    def _not_null(cls, value: object) -> object:
        """A field may be left out; null is no value of any."""
        if value is None:
            raise ValueError("null")
        return value


class Error(Schema):
    code: str
    message: str
    field: str | None = None


BAD_BODY = {400: Error, 413: Error, 422: Error}
NOT_SIGNED_IN = {401: Error, 403: Error}
