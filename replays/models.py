"""What is stored about games beside the games themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """A game that was read from a file, found by its token alone."""

    game = models.OneToOneField(
        "games.Game", on_delete=models.CASCADE, primary_key=True, related_name="import_of"
    )
    token = models.CharField(max_length=32, unique=True)
    people = models.JSONField()
    """How each person in it is shown, in order of their numbers: they have no rows of their own here."""
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="imports"
    )
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("imported game")
        verbose_name_plural = _("imported games")

    def __str__(self) -> str:
        return self.token


class Share(models.Model):
    """A link by which whoever has it may watch a finished game. Revoking it deletes the row."""

    token = models.CharField(max_length=32, unique=True)
    game = models.ForeignKey("games.Game", on_delete=models.CASCADE, related_name="shares")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shares")
    title = models.CharField(_("title"), max_length=80, blank=True, default="")
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    """None: never."""
    views = models.PositiveIntegerField(_("views"), default=0)
    """How often its page was opened. By whom is not kept."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("shared replay")
        verbose_name_plural = _("shared replays")

    def __str__(self) -> str:
        return self.token


class Analysis(models.Model):
    """What the decisions of a finished game cost, as far as it has been worked out. Who asked for it is not kept."""

    game = models.ForeignKey("games.Game", on_delete=models.CASCADE, related_name="analyses")
    deals = models.PositiveIntegerField()
    """How often what a seat could not see is dealt again, for each of its actions."""
    version = models.PositiveSmallIntegerField()
    """Of the form of the result (docs/analysis.md)."""
    asked_at = models.DateTimeField(default=timezone.now)
    judged = models.PositiveIntegerField(default=0)
    """How many decisions are judged."""
    decisions = models.PositiveIntegerField(default=0)
    """How many there are; 0 until somebody has begun."""
    pieces = models.JSONField(default=list)
    """The decisions that are judged, as long as some are not."""
    taken_until = models.DateTimeField(null=True)
    """Until then whoever works on it has it alone. After that they are taken for dead."""
    tries = models.PositiveSmallIntegerField(default=0)
    """How often it was taken since anything was last kept of it."""
    failed = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")
        constraints = (models.UniqueConstraint(fields=["game", "deals"], name="one_analysis_of_a_depth"),)
        indexes = (
            models.Index(
                fields=["asked_at"], name="analyses_to_do", condition=models.Q(done_at=None, failed=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.game_id} × {self.deals}"
