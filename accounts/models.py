"""Who people are. A guest is a user like any other, with `is_guest` set until they sign up."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ShownTo(models.TextChoices):
    """Who may see what somebody has played."""

    EVERYBODY = "all", _("Everybody")
    PLAYERS = "players", _("Those who played with me")
    NOBODY = "nobody", _("Nobody but me")


class Portrait(models.TextChoices):
    """The drawn faces that people can choose from (static/img/personas)."""

    PERSON = "", _("Plain")
    BADGER = "badger", _("Badger")
    BEAR = "bear", _("Bear")
    CAT = "cat", _("Cat")
    FOX = "fox", _("Fox")
    HARE = "hare", _("Hare")
    OWL = "owl", _("Owl")


class User(AbstractUser):
    """A person: a guest, somebody with an account, or staff.

    `name` is what others see at a table; `username` is what an account signs in with.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=24)
    name_key = models.CharField(_("name, as the eye reads it"), max_length=48, db_index=True, editable=False)
    username_key = models.CharField(  # noqa: DJ001 - unique, so that many can have none only as NULL
        _("user name, as the eye reads it"), max_length=48, null=True, unique=True, editable=False
    )
    """Null for guests, whose user names nobody sees. No two accounts have user names that look the same."""
    is_guest = models.BooleanField(_("guest"), default=False)
    """Until their address is verified: somebody who has only filled in the form is a guest still."""
    signed_up_at = models.DateTimeField(_("signed up"), null=True, blank=True, editable=False)
    portrait = models.CharField(_("portrait"), max_length=12, choices=Portrait, blank=True, default="")
    country = models.CharField(_("country"), max_length=2, blank=True, default="")
    """By its two letters; shown as a flag. Nobody has to say."""
    games_shown_to = models.CharField(
        _("who may see my games"), max_length=8, choices=ShownTo, default=ShownTo.EVERYBODY
    )
    finished_games_public = models.BooleanField(_("finished games are public"), default=False)
    mail_new_device = models.BooleanField(_("a letter when I sign in on a new device"), default=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("taken over by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="guests_before",
    )
    """The account that has taken over what a guest had: it is who the guest's id in old events stands for."""
    brought_at = models.DateTimeField(_("given away"), null=True, editable=False)
    """When all that a guest had was with `merged_into`. Empty until then, and as long as there is nobody."""
    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    """Of pages and mails; empty: as the browser asks."""
    invitation = models.ForeignKey(
        "accounts.Invitation",
        verbose_name=_("invitation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="guests",
    )
    preferences = models.JSONField(_("preferences"), default=dict, blank=True)
    banned_until = models.DateTimeField(_("banned until"), null=True, editable=False)
    """Whoever is banned is not active. Null and not active: banned for good, or deleted."""
    is_muted = models.BooleanField(_("muted"), default=False, db_default=False, editable=False)
    muted_until = models.DateTimeField(_("muted until"), null=True, editable=False)
    """Null and muted: for good."""
    new_password_due = models.BooleanField(
        _("must choose a new password"), default=False, db_default=False, editable=False
    )
    to_be_told = models.BooleanField(default=False, db_default=False, editable=False)
    """Whether those who look after the site have told them something that they have not read."""
    bounced_at = models.DateTimeField(_("letters come back since"), null=True, blank=True, editable=False)
    deletion_at = models.DateTimeField(
        _("to be deleted"), null=True, blank=True, db_index=True, editable=False
    )
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [
            models.Index(
                fields=["banned_until"],
                condition=models.Q(banned_until__isnull=False),
                name="user_banned_until",
            ),
            models.Index(
                fields=["muted_until"], condition=models.Q(muted_until__isnull=False), name="user_muted_until"
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(merged_into__isnull=False, brought_at=None),
                name="guests_half_brought_along",
            ),
            models.Index(
                fields=["signed_up_at"],
                condition=models.Q(signed_up_at__isnull=False),
                name="user_by_sign_up",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps `name` filled, and what the eye reads in step with the names."""
        from accounts.names import look

        self.name = self.name or self.username[:24]
        self.name_key = look(self.name)
        self.username_key = look(self.username) if self.has_account else None
        super().save(*args, **kwargs)

    @property
    def has_account(self) -> bool:
        """Whether the user name is one that somebody chose, verified or not."""
        return not self.is_guest or self.signed_up_at is not None

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is theirs; also the old one of somebody who has to choose a new one: they are only told so."""
        if not self.new_password_due:
            return super().check_password(raw_password)
        return check_password(raw_password, self.password.removeprefix(UNUSABLE_PASSWORD_PREFIX))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class GuestToken(models.Model):
    """The right to act as a guest without a browser's session. Only the hash of a token is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="guest_tokens")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("guest token")
        verbose_name_plural = _("guest tokens")

    def __str__(self) -> str:
        return f"token of {self.user_id}"


class TokenFamily(models.Model):
    """A program's sign-in, and all tokens that followed from it (accounts/tokens.py)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="token_families")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("program that is signed in")
        verbose_name_plural = _("programs that are signed in")

    def __str__(self) -> str:
        return f"tokens of {self.user_id}"


class RefreshToken(models.Model):
    """The right to the next pair of tokens, once. Only the hash of a token is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    family = models.ForeignKey(TokenFamily, on_delete=models.CASCADE, related_name="tokens")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("refresh token")
        verbose_name_plural = _("refresh tokens")

    def __str__(self) -> str:
        return f"refresh token of {self.family_id}"


def new_code() -> str:
    """A code for an invitation, which nobody guesses."""
    return secrets.token_urlsafe(9)


class Invitation(models.Model):
    """The right to sign up, for whoever holds the code, so many times."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=new_code, editable=False)
    made_by = models.ForeignKey(
        User,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="invitations",
        editable=False,
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True)
    uses = models.PositiveIntegerField(_("how many may use it"), default=1)
    used = models.PositiveIntegerField(_("how many have used it"), default=0, editable=False)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.note or self.code


class SignupDay(models.Model):
    """How many have signed up without an invitation on one day."""

    day = models.DateField(primary_key=True)
    used = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.used} on {self.day}"


class Letter(models.Model):
    """A letter that the site sends, and what came of it (accounts/post.py)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        BOUNCED = "bounced", _("came back")
        COMPLAINED = "complained", _("called unwanted")
        FAILED = "failed", _("could not be sent")

    kind = models.CharField(_("kind"), max_length=80)
    to = models.EmailField(_("to"), max_length=254, db_index=True)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="letters")
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(editable=False)
    html = models.TextField(editable=False)
    """Both are empty once it is sent."""
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("written"), default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True)
    provider_id = models.CharField(_("the provider's name for it"), max_length=200, blank=True, db_index=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="queued"), name="letters_that_wait")
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"


class LetterEvent(models.Model):
    """What a provider said of a letter, once."""

    event_id = models.CharField(max_length=200, primary_key=True)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.what}: {self.letter_id}"


class Export(models.Model):
    """Everything that is kept about somebody, as a ZIP that waits to be made, or to be fetched (accounts/export.py)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    token = models.CharField(max_length=40, unique=True)
    content = models.BinaryField(default=b"")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"export of {self.user_id}"
