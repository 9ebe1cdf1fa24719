"""What was imposed on somebody."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Sanction(models.Model):
    """A warning, a mute or a ban, as it was told. Whether it is in force now is said by columns of the user."""

    class Kind(models.TextChoices):
        WARNING = "warning", _("warning")
        MUTE = "mute", _("mute")
        BAN = "ban", _("ban")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("on whom"),
        on_delete=models.CASCADE,
        related_name="sanctions",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by whom"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="sanctions_given",
    )
    why = models.TextField(_("why"), max_length=2000)
    """As it is told to them."""
    at = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True)
    """Null: for good."""
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    read_at = models.DateTimeField(_("read"), null=True)
    """When they saw it on the site, signed in."""

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering = ("-id",)
        default_permissions = ("view",)
        indexes = [models.Index(fields=["user", "-id"], name="sanction_by_user")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user_id}"
