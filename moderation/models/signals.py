"""Signals: numbers about how somebody plays that are worth a look. None of them proves anything."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignalKind(models.TextChoices):
    """What was measured (moderation/signals.py has the thresholds)."""

    PARTNER = "partner", _("wins against one partner")
    ADDRESS = "address", _("accounts from one address")
    LEAVING = "leaving", _("leaves when behind")
    PACE = "pace", _("faster than a person")


class Signal(models.Model):
    """Somebody of whom a number was past its threshold. It is seen, and acted on by people alone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("about"),
        on_delete=models.CASCADE,
        related_name="signals",
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=8, choices=SignalKind)
    key = models.CharField(max_length=20, blank=True, default="")
    """What tells it from others of its kind: the id of the partner."""
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("with"),
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
    )
    number = models.FloatField(_("number"))
    facts = models.JSONField(default=dict)
    """What the number was worked out from."""
    first_at = models.DateTimeField(_("first seen"), default=timezone.now)
    at = models.DateTimeField(_("last seen"), default=timezone.now)
    looked_at = models.DateTimeField(_("looked at"), null=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        default_permissions = ("view",)
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=["user", "kind", "key"], name="one_signal_a_kind")]
        indexes = [models.Index(fields=["-at", "-id"], name="signals_newest")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_kind_display()}"


class Unmeasured(models.Model):
    """Somebody who has finished a game since they were last measured."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.user_id)


class SeenFrom(models.Model):
    """That somebody signed in from an address, of which only a keyed digest is kept."""

    pk = models.CompositePrimaryKey("address", "user_id")
    address = models.CharField(max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.user_id} from {self.address}"


class Mark(models.Model):
    """How far a chore has read."""

    name = models.CharField(max_length=16, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
