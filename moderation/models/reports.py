"""Reports: what somebody says that somebody else did, and what came of it."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_WORDS: Final = 1_000
LONGEST_REASON: Final = 2_000
"""Of whoever decides."""


class Kind(models.TextChoices):
    """What a report is about."""

    CHEATING = "cheating", _("Cheating")
    NAME = "name", _("An insulting name")
    STALLING = "stalling", _("Stalling")
    LEAVING = "leaving", _("Leaving")
    OTHER = "other", _("Something else")


class Decision(models.TextChoices):
    """What can come of a report."""

    NOTHING = "nothing", _("No action")
    WARN = "warn", _("Warn")
    MUTE = "mute", _("Mute")
    BAN = "ban", _("Ban")
    RENAME = "rename", _("Rename")


class Report(models.Model):
    """One person about another. The names are those that both had when it was made."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.CASCADE,
        related_name="reports_by",
        db_index=False,
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("about"),
        on_delete=models.CASCADE,
        related_name="reports_about",
        db_index=False,
    )
    by_name = models.CharField(max_length=24)
    about_name = models.CharField(max_length=24)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    words = models.CharField(_("words"), max_length=LONGEST_WORDS, blank=True)
    game = models.ForeignKey("games.Game", on_delete=models.SET_NULL, null=True, related_name="reports")
    seat = models.PositiveSmallIntegerField(null=True)
    """Of the one whom it is about."""
    seq = models.PositiveIntegerField(null=True)
    """The last event of the game that the reporter had seen."""
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("claimed by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    claimed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    note = models.CharField(_("why it was decided so"), max_length=LONGEST_REASON, blank=True)
    """For those who look after the site."""
    sanction = models.OneToOneField(
        "moderation.Sanction",
        verbose_name=_("sanction"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="report",
    )
    """What was imposed, and what the reported one was told."""
    heard_at = models.DateTimeField(null=True)
    """When the reporter has read that it was handled."""

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        ordering = ("made_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["by", "about"],
                condition=models.Q(decided_at__isnull=True),
                name="one_open_report_a_pair",
            )
        ]
        indexes = [
            models.Index(
                fields=["made_at"], condition=models.Q(decided_at__isnull=True), name="reports_open"
            ),
            models.Index(fields=["by", "-made_at"], name="reports_by"),
            models.Index(fields=["about", "-made_at"], name="reports_about"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def is_open(self) -> bool:
        return self.decided_at is None


class Outcome(models.TextChoices):
    """What can come of an appeal."""

    UPHELD = "upheld", _("It stands")
    TAKEN_BACK = "back", _("Taken back")


class Appeal(models.Model):
    """What somebody says against a sanction, once, and what somebody else than who imposed it made of that."""

    sanction = models.OneToOneField(
        "moderation.Sanction", verbose_name=_("sanction"), on_delete=models.CASCADE, related_name="appeal"
    )
    words = models.CharField(_("words"), max_length=LONGEST_WORDS)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    answer = models.CharField(_("answer"), max_length=LONGEST_WORDS, blank=True)
    """As it is told to whoever appealed."""

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ("view",)
        ordering = ("made_at", "pk")
        indexes = [
            models.Index(fields=["made_at"], condition=models.Q(decided_at__isnull=True), name="appeals_open")
        ]

    def __str__(self) -> str:
        return str(self.sanction)

    @property
    def is_open(self) -> bool:
        return self.decided_at is None
