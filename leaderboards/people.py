"""Whoever signs up, is shut out or goes is on the boards, or not, from then on; a game that is deleted is forgotten."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save, pre_delete

from accounts import news
from accounts.models import User
from games.models import Game
from leaderboards import fresh_tables, rating_games, refreshing, results
from leaderboards.models import Award, RatingChange, Unrated
from leaderboards.turns import FOLD, share_turn


def listen() -> None:
    """From now on notice when somebody is saved, or a game is deleted."""
    news.access_ended.connect(_access_ended)
    pre_delete.connect(_deleted, sender=Game, dispatch_uid="leaderboards.deleted")
    post_save.connect(_saved, sender=User, dispatch_uid="leaderboards.people")


def _saved(instance: User, created: bool, update_fields: frozenset[str] | None, **_signal: Any) -> None:
    """Whoever has just been made has played nothing; and most savings change nothing that is of account here."""
    telling = {"is_active", "is_guest", "deleted_at", "games_shown_to"}
    if not created and (update_fields is None or telling & set(update_fields)):
        refreshing.look_again([instance.pk])


def _access_ended(user_id: int, **_signal: Any) -> None:
    refreshing.look_again([user_id])


def _deleted(instance: Game, **_signal: Any) -> None:
    """Take back what it has left behind, ratings, too, while it is still there."""
    if results.annul(instance.pk):
        unrated = Unrated.objects.filter(game=instance.pk)
        while unrated.exists() and rating_games.work_out():
            pass
    share_turn(FOLD)
    fresh_tables.forget_beside((Award, RatingChange), "game_id", instance.pk)
