"""Tokens of programs that act for an account: an access token of 15 minutes, and a refresh token that makes new ones.

Each sign-in begins a family. A refresh token is good once and hands on to the next; whoever uses an old one again
ends the whole family, as one of the two who had it has stolen it. Access tokens are signed, but they are looked up at
each use all the same, so that the end of a family holds at once.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import jwt
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import news
from accounts.models import RefreshToken, TokenFamily

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

ACCESS_LIFE: Final = timedelta(minutes=15)
REFRESH_LIFE: Final = timedelta(days=30)
MOST_FAMILIES: Final = 20
"""Of one account; the oldest ends where one more begins."""
SESSION_PREFIX: Final = "tokens:"
ALGORITHM: Final = "HS256"
CLAIMS: Final = ("sub", "fam", "iat", "exp")


class BadToken(Exception):
    """A token that is unknown, used up, expired or ended."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What a program gets: `access` for 15 minutes, `refresh` for the next pair."""

    access: str
    refresh: str


def begin(user: User) -> Pair:
    """The first pair of a new family."""
    family = TokenFamily.objects.create(user=user)
    living = families_of(user).order_by("-pk")
    end(TokenFamily.objects.filter(pk__in=list(living.values_list("pk", flat=True)[MOST_FAMILIES:])))
    return _next_pair(family)


def refresh(token: str) -> Pair:
    """The next pair of a family. BadToken; one that was used before ends its family."""
    now = timezone.now()
    kept = RefreshToken.objects.select_related("family__user").filter(digest=_digest(token)).first()
    if kept is None or not _is_living(kept.family):
        raise BadToken
    with transaction.atomic():
        fresh = RefreshToken.objects.filter(pk=kept.pk, used_at=None, expires_at__gt=now)
        if fresh.update(used_at=now):
            return _next_pair(kept.family)
    if kept.expires_at > now:
        end(TokenFamily.objects.filter(pk=kept.family_id))
    raise BadToken


def revoke(token: str) -> None:
    """End the family of a refresh token. One that nobody knows is as good as revoked."""
    end(TokenFamily.objects.filter(tokens__digest=_digest(token)))


def end(families: QuerySet[TokenFamily]) -> None:
    """No token of these families is good from now on, and their sockets close."""
    ended = list(families.filter(ended_at=None).values_list("pk", flat=True))
    TokenFamily.objects.filter(pk__in=ended).update(ended_at=timezone.now())
    for family_id in ended:
        news.session_ended.send(TokenFamily, session=session_of(family_id))


def session_of(family_id: int) -> str:
    """The name under which sockets of a family are known, beside the keys of browsers' sessions."""
    return f"{SESSION_PREFIX}{family_id}"


def still_good(sessions: set[str]) -> set[str]:
    """Those of these sessions that are families which have not ended. Asks the database."""
    ids = {name.removeprefix(SESSION_PREFIX) for name in sessions if name.startswith(SESSION_PREFIX)}
    living = TokenFamily.objects.filter(pk__in=ids, ended_at=None) if ids else TokenFamily.objects.none()
    return {session_of(pk) for pk in living.values_list("pk", flat=True)}


def families_of(user: User) -> QuerySet[TokenFamily]:
    """The families of a user that have not ended."""
    return TokenFamily.objects.filter(user=user, ended_at=None)


def family_of(access: str) -> TokenFamily | None:
    """The living family, with its user, to which an access token belongs; None for any other token."""
    try:
        claims = jwt.decode(access, _key(), algorithms=[ALGORITHM], options={"require": list(CLAIMS)})
        family_id = int(claims["fam"])
    except (jwt.InvalidTokenError, ValueError, TypeError):
        return None
    found = TokenFamily.objects.select_related("user").filter(pk=family_id, user_id=claims["sub"]).first()
    return found if found is not None and _is_living(found) else None


def _is_living(family: TokenFamily) -> bool:
    return family.ended_at is None and family.user.is_active


def _next_pair(family: TokenFamily) -> Pair:
    now, token = timezone.now(), secrets.token_urlsafe(32)
    RefreshToken.objects.create(digest=_digest(token), family=family, expires_at=now + REFRESH_LIFE)
    return Pair(_signed(family, now), token)


def _signed(family: TokenFamily, now: datetime) -> str:
    claims = {"sub": str(family.user_id), "fam": family.pk, "iat": now, "exp": now + ACCESS_LIFE}
    return jwt.encode(claims, _key(), ALGORITHM)


def _key() -> bytes:
    """A key of its own, so that nothing else that the site signs passes for a token."""
    return salted_hmac("accounts.tokens", "access", secret=settings.SECRET_KEY, algorithm="sha256").digest()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
