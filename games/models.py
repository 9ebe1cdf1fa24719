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
    """One game at a table. Projected are all columns but `table`, `created_at`, `fault` and the three that mark it."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="games")
    phase = models.CharField(
        max_length=10, choices=[(str(p), name) for p, name in PHASES.items()], default="lobby"
    )
    rules = models.JSONField(default=dict)
    preset = models.CharField(max_length=16, blank=True, default="", db_default="")
    """The key of the preset that the rules are, whatever the number of packs and holes; empty: rules of its own."""
    seat_count = models.PositiveSmallIntegerField(default=2)
    hole = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True, default="", db_default="")
    """Why its events cannot be folded, and from which on; empty: they can. Written by `faults` alone."""
    imported = models.BooleanField(_("imported"), default=False, db_default=False)
    """Read from a file: it was played elsewhere, if at all, and counts for nothing here. Nobody in it is a user."""

    coaching = models.BooleanField(_("coaching"), default=False, db_default=False)
    """Hints may be asked for in it and moves taken back, so it counts for nothing."""
    results_due_at = models.DateTimeField(_("results due"), null=True, editable=False)
    """When what it leaves behind is to be folded next: since its end. None: that is done, or there is nothing to do."""
    played_on = models.BooleanField(_("played on"), default=False, db_default=False)
    """It went on from a moment of another game, whose cards are known: it counts for nothing."""
    annulled = models.BooleanField(_("annulled"), default=False, db_default=False)
    """It counts for nothing any more."""

    class Meta:
        verbose_name = _("game")
        verbose_name_plural = _("games")
        indexes = [
            models.Index(fields=["phase", "-id"], name="game_by_phase"),
            models.Index(
                fields=["results_due_at"],
                name="game_results_due",
                condition=models.Q(results_due_at__isnull=False),
            ),
            # Few of many, and looked for by those who look after the site.
            models.Index(fields=["-id"], name="game_set_aside", condition=~models.Q(fault="")),
            models.Index(fields=["-id"], name="game_imported", condition=models.Q(imported=True)),
            models.Index(fields=["-id"], name="game_played_on", condition=models.Q(played_on=True)),
            models.Index(fields=["-id"], name="game_annulled", condition=models.Q(annulled=True)),
            models.Index(fields=["ended_at"], name="game_by_end", condition=models.Q(ended_at__isnull=False)),
        ]

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
    level = models.CharField(max_length=8, blank=True, default="", db_default="")
    """How strong the CPU player plays, unless it is Club."""
    place = models.PositiveSmallIntegerField(null=True)
    """In the finished game; None until then, and in one that was abandoned."""
    total = models.SmallIntegerField(null=True)

    class Meta:
        ordering = ("game", "number")
        indexes = [models.Index(fields=["user", "-game"], name="seat_by_player")]
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
    """One event of a game's stream. Append-only: written by `event_store` alone, never changed.

    Never deleted either, but where `archive` has moved a whole stream into a file.
    """

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


class Archive(models.Model):
    """The events of a game that ended long ago are in this file, and no longer in rows. Written by `archive` alone."""

    game = models.OneToOneField(Game, on_delete=models.CASCADE, primary_key=True, related_name="archive")
    name = models.CharField(max_length=100)
    """In the storage "archive"."""
    sha256 = models.CharField(max_length=64)
    """Of the file, in hex."""
    events = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    archived_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("archive")
        verbose_name_plural = _("archives")

    def __str__(self) -> str:
        return self.name


class Pulse(models.Model):
    """What a process that serves tables last said of itself (games/pulse.py)."""

    process = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField()
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.process}: {self.people}"


class Total(models.Model):
    """A number that is kept, so that nobody has to count (games/pulse.py)."""

    name = models.CharField(max_length=16, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
