"""What is stored about tables and games.

`GameEvent` is the truth; every other column here is a projection of it, or a choice of the table's host.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from games.rules.state import Phase


class Visibility(models.TextChoices):
    PRIVATE = "private", _("Private")
    PUBLIC = "public", _("Public")


class Pace(models.TextChoices):
    RELAXED = "relaxed", _("Relaxed")
    NORMAL = "normal", _("Normal")
    FAST = "fast", _("Fast")
    INSTANT = "instant", _("Instant")


PHASES = {
    Phase.LOBBY: _("waiting for players"),
    Phase.OPENING: _("opening"),
    Phase.PLAYING: _("being played"),
    Phase.LAST_TURNS: _("last turns"),
    Phase.HOLE_OVER: _("between holes"),
    Phase.GAME_OVER: _("finished"),
    Phase.ABANDONED: _("abandoned"),
}


class Table(models.Model):
    """The place of a game, and of its rematches, with the code that people share."""

    code = models.CharField(max_length=6, unique=True)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PRIVATE)
    watch = models.BooleanField(_("may be watched by whoever holds the code"), default=False)
    pace = models.CharField(max_length=8, choices=Pace, blank=True)
    """Empty: the site's own, GOLF_CPU_PACE."""
    turn_seconds = models.FloatField(null=True)
    """None: the site's own, GOLF_TURN_SECONDS. 0: no clock."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="tables_made"
    )
    made_at = models.DateTimeField(default=timezone.now)
    game = models.OneToOneField("Game", on_delete=models.SET_NULL, null=True, related_name="current_at")

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")

    def __str__(self) -> str:
        return self.code


class Game(models.Model):
    """One game at a table. All but `table`, `created_at`, `fault` and `imported` is projected from its events."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="games")
    phase = models.CharField(
        max_length=10, choices=[(str(p), name) for p, name in PHASES.items()], default="lobby"
    )
    rules = models.JSONField(default=dict)
    seat_count = models.PositiveSmallIntegerField(default=2)
    hole = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True, default="", db_default="")
    """Why its events cannot be folded, and from which on; empty: they can. Written by `faults` alone."""
    imported = models.BooleanField(_("imported"), default=False, db_default=False)
    """Read from a file: it was played elsewhere, if at all, and counts for nothing here. Nobody in it is a user."""

    class Meta:
        verbose_name = _("game")
        verbose_name_plural = _("games")
        indexes = [models.Index(fields=["phase", "-id"], name="game_by_phase")]

    def __str__(self) -> str:
        return f"{self.table.code}/{self.pk}"


class Seat(models.Model):
    """Who has which seat in a game: projected from the events, for finding games by their players."""

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="seats"
    )
    persona = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ("game", "number")
        constraints = [models.UniqueConstraint(fields=["game", "number"], name="one_player_a_seat")]

    def __str__(self) -> str:
        return f"{self.game_id}/{self.number}"


class GameClock(models.Model):
    """When time has something to do for a live game. A game that is over has no row here."""

    game = models.OneToOneField(Game, on_delete=models.CASCADE, primary_key=True, related_name="clock")
    due_at = models.DateTimeField(db_index=True)
    claimed_until = models.DateTimeField(null=True)
    resumed_at = models.DateTimeField(null=True)
    """When somebody came back to a table that stood still: turns count their time from here."""

    def __str__(self) -> str:
        return f"{self.game_id} at {self.due_at}"


class GameEvent(models.Model):
    """One event of a game's stream. Append-only: written by `event_store` alone, never changed, never deleted."""

    pk = models.CompositePrimaryKey("game_id", "seq")
    # Without a constraint, which would look up, and lock, the game's row for each event.
    game = models.ForeignKey(
        Game, on_delete=models.CASCADE, related_name="events", db_index=False, db_constraint=False
    )
    seq = models.PositiveIntegerField()
    time = models.DateTimeField()
    type = models.CharField(max_length=32)
    data = models.TextField()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.game_id}/{self.seq} {self.type}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """On a composite key this would overwrite in silence."""
        raise TypeError("events are appended by games.event_store")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("events are never deleted")
