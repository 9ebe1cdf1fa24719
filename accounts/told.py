"""What accounts tell of somebody for their export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts import kept
from accounts.models import Invitation, Letter, TokenFamily

if TYPE_CHECKING:
    from accounts.models import User

    Json = dict[str, Any]
    Rows = list[Any]


@kept.tells("profile")
def profile(user: User) -> Json:
    """The row itself, but for the password."""
    told = (
        "username",
        "name",
        "email",
        "language",
        "preferences",
        "date_joined",
        "last_login",
        "signed_up_at",
        "portrait",
        "country",
        "games_shown_to",
        "finished_games_public",
        "mail_new_device",
    )
    return {name: getattr(user, name) for name in told}


@kept.tells("addresses")
def addresses(user: User) -> Rows:
    """All e-mail addresses."""
    return list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary"))


@kept.tells("sessions")
def sessions(user: User) -> Rows:
    """Where they are signed in."""
    return list(
        UserSession.objects.filter(user=user).values("ip", "user_agent", "created_at", "last_seen_at")
    )


@kept.tells("second_factors")
def second_factors(user: User) -> Rows:
    """Which second factors they have; never their secrets."""
    return list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at"))


@kept.tells("programs")
def programs(user: User) -> Rows:
    """Programs that are, or were, signed in for them."""
    return list(TokenFamily.objects.filter(user=user).values("created_at", "ended_at"))


@kept.tells("letters")
def letters(user: User) -> Rows:
    """What was sent to them, and what came of it."""
    told = ("kind", "to", "subject", "state", "made_at", "sent_at")
    return list(Letter.objects.filter(user=user).order_by("made_at").values(*told))


@kept.tells("invitations")
def invitations(user: User) -> Rows:
    """Whom they may have invited."""
    told = ("code", "made_at", "expires_at", "uses", "used", "revoked_at", "note")
    return list(Invitation.objects.filter(made_by=user).values(*told))
