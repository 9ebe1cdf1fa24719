"""The audit trail: who did what to whom, why, from where, and when."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing that was done with the powers of the console. Never changed, never deleted: the database refuses both.

    It holds ids and names as they were and points at no other row, so that nothing that is deleted takes it along.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    what = models.CharField(_("what"), max_length=40)
    """A kind of moderation/audit.py, which gives it words."""
    by_id = models.BigIntegerField(_("by whom (id)"), null=True)
    """Null: by the site itself, or by somebody who was not signed in."""
    by_name = models.CharField(_("by whom"), max_length=24, blank=True)
    whom_id = models.BigIntegerField(_("to whom (id)"), null=True)
    whom_name = models.CharField(_("to whom"), max_length=24, blank=True)
    game_id = models.BigIntegerField(_("game (id)"), null=True, db_index=True)
    game_name = models.CharField(_("game"), max_length=32, blank=True)
    why = models.TextField(_("why"), blank=True)
    address = models.GenericIPAddressField(_("from which address"), null=True)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("audit trail")
        ordering = ("-id",)
        default_permissions = ("view",)
        permissions = [("export_auditentry", "Can export the audit trail")]
        indexes = [
            models.Index(fields=["by_id", "-id"], name="audit_by_whom"),
            models.Index(fields=["whom_id", "-id"], name="audit_to_whom"),
            models.Index(fields=["what", "-id"], name="audit_by_what"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only what is new."""
        if not self._state.adding:
            raise TypeError("the audit trail is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("the audit trail is never deleted")
