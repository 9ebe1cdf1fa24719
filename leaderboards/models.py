"""What finished games leave behind. All of it can be folded from their events again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Result(models.Model):
    """One seat's share in a finished game, folded by `lines`; of CPU players, too."""

    pk = models.CompositePrimaryKey("game_id", "seat")
    game = models.ForeignKey("games.Game", on_delete=models.CASCADE, related_name="results", db_index=False)
    seat = models.PositiveSmallIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="results", db_index=False
    )
    persona = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField()
    rules = models.CharField(_("rules fingerprint"), max_length=16)
    """Equal for games under the same house rules."""
    seats = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField()
    """How many people had a seat; 1: against CPU players only."""
    guest = models.BooleanField(db_default=False)
    """Whether they were a guest when it was folded; it stays so when they sign up, and when it is folded again."""
    place = models.PositiveSmallIntegerField()
    won = models.BooleanField()
    left = models.BooleanField()
    strokes = models.SmallIntegerField()
    scores = models.JSONField(_("strokes by hole"))
    holes_won = models.PositiveSmallIntegerField()
    went_out = models.PositiveSmallIntegerField()
    went_out_won = models.PositiveSmallIntegerField()
    pairs = models.PositiveSmallIntegerField()
    negative_holes = models.PositiveSmallIntegerField()
    four_of_a_kind = models.PositiveSmallIntegerField()
    four_jacks = models.PositiveSmallIntegerField()
    autopilot_turns = models.PositiveSmallIntegerField()
    margin = models.SmallIntegerField(db_default=0)
    """Strokes between it and the best of the others; negative where that one had fewer."""
    came_back = models.BooleanField(db_default=False)
    """Nobody was behind it when half of the holes were played, and nobody was ahead of it at the end."""

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ("-ended_at", "-game_id", "seat")
        indexes = [
            models.Index(
                fields=["user", "-ended_at", "-game"],
                name="result_by_player",
                condition=models.Q(user__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.game_id}/{self.seat}"


class Tally(models.Model):
    """What somebody's results add up to in one slice of their games (`tallies.slices`): the columns of `Sum`."""

    pk = models.CompositePrimaryKey("user_id", "slice")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tallies", db_index=False
    )
    slice = models.CharField(max_length=24)
    games = models.PositiveIntegerField()
    wins = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    holes = models.PositiveIntegerField()
    strokes = models.IntegerField()
    holes_won = models.PositiveIntegerField()
    went_out = models.PositiveIntegerField()
    went_out_won = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    negative_holes = models.PositiveIntegerField()
    best_hole = models.SmallIntegerField()
    worst_hole = models.SmallIntegerField()
    best_game = models.FloatField()
    worst_game = models.FloatField()
    streak = models.PositiveIntegerField()
    longest_streak = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    last_game = models.BigIntegerField()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.slice}"


class Rules(models.Model):
    """House rules under which a game has left results, by their fingerprint."""

    fingerprint = models.CharField(max_length=16, primary_key=True)
    preset = models.CharField(max_length=24, blank=True)
    """Its key; empty: they are somebody's own."""
    rules = models.JSONField()

    class Meta:
        verbose_name = _("rules played")
        verbose_name_plural = _("rules played")

    def __str__(self) -> str:
        return self.preset or self.fingerprint


class Career(models.Model):
    """What counts for achievements beyond sums, and how somebody fares against each CPU player (`careers.Career`)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="career"
    )
    feats = models.JSONField(default=dict)
    """How often, by the key of the achievement."""
    rivals = models.JSONField(default=dict)
    """Games, and those finished ahead and behind, by persona."""
    rules = models.JSONField(default=list)
    """The fingerprints of the rules played."""

    class Meta:
        verbose_name = _("career")
        verbose_name_plural = _("careers")

    def __str__(self) -> str:
        return f"career of {self.user_id}"


class Versus(models.Model):
    """How somebody fares against one other person."""

    pk = models.CompositePrimaryKey("user_id", "other_id")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="versus", db_index=False
    )
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    games = models.PositiveIntegerField()
    ahead = models.PositiveIntegerField()
    """Games that the user finished in a better place than the other."""
    behind = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("head to head")
        verbose_name_plural = _("head to head")
        indexes = [models.Index(fields=["user", "-games", "other"], name="versus_most_played")]

    def __str__(self) -> str:
        return f"{self.user_id} against {self.other_id}"


class Award(models.Model):
    """An achievement that somebody has, and the game that brought it."""

    pk = models.CompositePrimaryKey("user_id", "key")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="awards", db_index=False
    )
    key = models.CharField(max_length=24)
    game = models.ForeignKey("games.Game", on_delete=models.CASCADE, related_name="awards")
    awarded_at = models.DateTimeField()
    """When that game ended."""

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        indexes = [models.Index(fields=["key", "-awarded_at"], name="award_newest")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"


class Rating(models.Model):
    """How strong somebody is held to be, after their last rated game."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="rating"
    )
    mu = models.FloatField()
    sigma = models.FloatField()
    games = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    last_game = models.BigIntegerField()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")

    def __str__(self) -> str:
        return f"rating of {self.user_id}"


class RatingChange(models.Model):
    """What one rated game did to one person's rating."""

    pk = models.CompositePrimaryKey("game_id", "user_id")
    game = models.ForeignKey(
        "games.Game", on_delete=models.CASCADE, related_name="rating_changes", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rating_changes", db_index=False
    )
    ended_at = models.DateTimeField()
    rank = models.PositiveSmallIntegerField()
    """Among the people of the game; whoever left is last."""
    weight = models.FloatField()
    """1: all of it; less for those who play one another again and again."""
    guest = models.BooleanField(db_default=False)
    """Whether they were a guest then."""
    met_guest = models.BooleanField(db_default=False)
    """Whether one of the others was."""
    mu_before = models.FloatField()
    sigma_before = models.FloatField()
    mu = models.FloatField()
    sigma = models.FloatField()
    games = models.PositiveIntegerField()
    """How many rated games that makes."""

    class Meta:
        verbose_name = _("rating change")
        verbose_name_plural = _("rating changes")
        indexes = [
            models.Index(fields=["user", "-ended_at", "-game"], name="rating_change_by_player"),
            models.Index(fields=["ended_at", "game"], name="rating_change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.game_id}/{self.user_id}"


class Unrated(models.Model):
    """A game whose effect on ratings is to be worked out, or to be taken back."""

    game = models.OneToOneField(
        "games.Game", on_delete=models.CASCADE, primary_key=True, related_name="unrated", db_constraint=False
    )
    ended_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ended_at", "game"], name="unrated_by_time")]

    def __str__(self) -> str:
        return str(self.game_id)


class Standing(models.Model):
    """Where somebody stands in one slice of the games: a number for each metric, of which more is better."""

    pk = models.CompositePrimaryKey("slice", "user_id")
    slice = models.CharField(max_length=24)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standings", db_index=False
    )
    games = models.PositiveIntegerField()
    wins = models.IntegerField()
    win_rate = models.IntegerField()
    """Games won of a thousand."""
    average = models.IntegerField()
    """Hundredths of a stroke per hole, negated."""
    rating = models.IntegerField(null=True)
    holes_won = models.IntegerField()
    went_out = models.IntegerField()
    streak = models.IntegerField()

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [
            models.Index(fields=["user"], name="standing_by_player"),
            *(
                models.Index(fields=["slice", metric, "user"], name=f"standing_{metric}")
                for metric in ("wins", "win_rate", "average", "rating", "holes_won", "went_out", "streak")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.slice}"


class Level(models.Model):
    """How many players of a slice have this number: there are few numbers, however many players."""

    pk = models.CompositePrimaryKey("slice", "metric", "value")
    slice = models.CharField(max_length=24)
    metric = models.CharField(max_length=12)
    value = models.IntegerField()
    players = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.slice}, {self.metric}: {self.value}"


class Count(models.Model):
    """A number about the whole site that is too dear to be counted whenever it is shown (`counts.py`)."""

    name = models.CharField(max_length=32, primary_key=True)
    value = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Stale(models.Model):
    """A change after which somebody's standings are to be looked at again.

    A row each time, and not one a player: a change that found a row there would not know whether that is just being
    seen to, without this change.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return str(self.user_id)


class Changed(models.Model):
    """Somebody of whom something has changed while everything is being rebuilt."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.user_id)


class Turn(models.Model):
    """What only one process may do at a time: whoever has the row locked has the turn."""

    name = models.CharField(max_length=12, primary_key=True)
    noting = models.BooleanField(default=False, db_default=False)
    """Of `fold`: whether what changes is to be noted in `Changed`, too."""

    def __str__(self) -> str:
        return self.name


class Season(models.Model):
    """A month whose standings are final."""

    month = models.CharField(max_length=7, primary_key=True)
    """As in 2026-11, of the site's time zone."""
    frozen_at = models.DateTimeField()
    players = models.PositiveIntegerField()
    """How many had games enough."""

    class Meta:
        verbose_name = _("season")
        verbose_name_plural = _("seasons")

    def __str__(self) -> str:
        return self.month


class SeasonPlace(models.Model):
    """One line of a season's final standings."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="places", db_index=False)
    scope = models.CharField(max_length=6)
    metric = models.CharField(max_length=12)
    place = models.PositiveIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="season_places", db_index=False
    )
    value = models.IntegerField()
    games = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("place in a season")
        verbose_name_plural = _("places in seasons")
        constraints = [
            models.UniqueConstraint(fields=["season", "scope", "metric", "user"], name="one_place_a_season")
        ]
        indexes = [
            models.Index(fields=["user", "place"], name="season_place_by_player"),
            models.Index(fields=["season", "scope", "metric", "place"], name="season_place_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.season_id} {self.scope} {self.metric}: {self.place}"


class Unfolded(models.Model):
    """A finished game whose results could not be folded. It is tried again, later each time, while it is due at all."""

    game = models.OneToOneField(
        "games.Game", on_delete=models.CASCADE, primary_key=True, related_name="unfolded"
    )
    why = models.TextField(_("reason"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=1)

    class Meta:
        verbose_name = _("game without results")
        verbose_name_plural = _("games without results")

    def __str__(self) -> str:
        return f"{self.game_id}: {self.why}"
