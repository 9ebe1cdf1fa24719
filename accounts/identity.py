"""Who is at the other end of a socket: by bearer token, or by session cookie."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils.crypto import constant_time_compare

from accounts import bearers, sessions, tokens
from accounts.models import User

Scope = dict[str, Any]


class ForeignOrigin(Exception):
    """A browser's socket that was opened by another site's page."""


class BadToken(Exception):
    """A bearer token that is unknown or has expired."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`user` is None for somebody who is not signed in.

    `session` is the key of a browser's session, or stands for an account's tokens (bearers.py).
    """

    user: User | None
    session: str | None = None


def identify(scope: Scope) -> Identity:
    """Who opens this socket. Asks the database.

    Raises BadToken for a bearer token that is no good, ForeignOrigin for a page of another site.
    """
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        bearer = bearers.by_token(token.strip())
        if bearer is None:
            raise BadToken
        return Identity(bearer.user, bearer.session)
    # As Django reads them: http.cookies gives up at the first cookie that it does not like.
    session = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if not _is_ours(headers.get("origin", "")) and ("origin" in headers or session is not None):
        raise ForeignOrigin
    return _by_session(session) if session is not None else Identity(None)


def still_welcome(users: set[int], keys: set[str]) -> tuple[set[int], set[str]]:
    """Those of these users who are not barred, and those of these sessions that are still open. Asks the database."""
    active = User.objects.filter(pk__in=users, is_active=True).values_list("pk", flat=True)
    return set(active), sessions.still_open(keys) | tokens.still_good(keys)


def _is_ours(origin: str) -> bool:
    try:
        host, _port = split_domain_port(urlsplit(origin).netloc)
    except ValueError:
        return False
    return bool(host) and validate_host(host, settings.ALLOWED_HOSTS)


def _by_session(key: str) -> Identity:
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user_id = session.get(SESSION_KEY)
    if user_id is None or BACKEND_SESSION_KEY not in session:
        return Identity(None)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    ):
        return Identity(None)
    return Identity(user, key)
