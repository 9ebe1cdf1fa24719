"""What is kept about somebody here: their results. Told for their export; a guest's go along to their account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from accounts import belongings, kept
from accounts.belongings import Belongings
from games.models import Game
from leaderboards import adding, results
from leaderboards.models import Award, RatingChange, Result, SeasonPlace
from leaderboards.turns import FOLD, share_turn

if TYPE_CHECKING:
    from accounts.models import User

TOLD: Final = (
    "game_id", "seat", "ended_at", "place", "won", "left", "strokes", "scores", "holes_won", "went_out", "went_out_won",
    "pairs", "negative_holes", "four_of_a_kind", "four_jacks", "autopilot_turns",
)  # fmt: skip


@kept.tells("results")
def results_of(user: User) -> list[dict[str, Any]]:
    """What every finished game came to for somebody, oldest first."""
    found = Result.objects.filter(user=user).order_by("ended_at", "game_id")
    return [dict(one) for one in found.values(*TOLD)]


@kept.tells("achievements")
def achievements_of(user: User) -> list[dict[str, Any]]:
    """What somebody has been awarded, oldest first."""
    found = Award.objects.filter(user=user).order_by("awarded_at", "key")
    return [dict(one) for one in found.values("key", "awarded_at", "game_id")]


@kept.tells("rating")
def rating_of(user: User) -> list[dict[str, Any]]:
    """Every change of somebody's rating, oldest first."""
    found = RatingChange.objects.filter(user=user).order_by("ended_at", "game_id")
    return [dict(one) for one in found.values("game_id", "ended_at", "mu", "sigma", "weight")]


@kept.tells("seasons")
def seasons_of(user: User) -> list[dict[str, Any]]:
    """Somebody's places in months that are over."""
    found = SeasonPlace.objects.filter(user=user).order_by("season_id", "scope", "metric")
    return [dict(one) for one in found.values("season_id", "scope", "metric", "place", "value")]


class Results:
    """The keeper of results: they go where their seats go."""

    def count(self, user_id: int) -> Belongings:
        return Belongings(0, 0)  # Finished games are counted by their seats.

    def move(self, guest_id: int, user_id: int) -> None:
        """A game in which the account has a seat of its own stays as it is."""
        theirs = Result.objects.filter(user=user_id).values("game_id")
        with transaction.atomic():
            results.lock(_games_of(guest_id, user_id))
            share_turn(FOLD)
            moving = Result.objects.filter(user=guest_id).exclude(game_id__in=theirs)
            games = list(moving.values_list("game_id", flat=True))
            results.have_rated_again(*games)
            moving.update(user=user_id)
            adding.add_again((guest_id, user_id))


def _games_of(guest_id: int, user_id: int) -> list[int]:
    """The games whose results may be the guest's, also those that are just being folded by the seats as they were."""
    folded = Result.objects.filter(user=guest_id).values_list("game_id", flat=True)
    due = Game.objects.filter(seats__user__in=(guest_id, user_id), results_due_at__isnull=False)
    return [*folded, *due.values_list("pk", flat=True)]


def listen() -> None:
    """From now on whoever brings a guest's things along gets these."""
    belongings.register(Results())
