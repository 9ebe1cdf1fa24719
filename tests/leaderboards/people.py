"""Players with games behind them, for the tests of results."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import User
from games.models import Game, Seat
from games.rules.house_rules import HouseRules
from leaderboards import rating_games, refreshing, results
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

RULES = HouseRules(holes=1)


def account(name: str, **columns: object) -> User:
    """Somebody with an account."""
    user = User(username=name.lower(), name=name, signed_up_at=timezone.now(), **columns)
    user.set_unusable_password()
    user.save()
    return user


def play(
    users: Sequence[User | str], *, seed: int = 2, ended: datetime | None = None, rules: HouseRules = RULES
) -> int:
    """A finished game of these people and personas, not folded yet. With the seed as it is, nobody of two leaves."""
    game = played_game(RandomGame(rules, len(users), seed))
    while Seat.objects.filter(game=game).count() < len(users):  # Somebody got up before it began.
        seed += 1000
        game = played_game(RandomGame(rules, len(users), seed))
    ended = ended or timezone.now() - timedelta(minutes=5)
    Game.objects.filter(pk=game).update(results_due_at=timezone.now(), ended_at=ended)
    Game.objects.get(pk=game).events.update(time=ended)
    for number, user in enumerate(users):
        who = {"persona": user, "user": None} if isinstance(user, str) else {"persona": "", "user": user}
        Seat.objects.filter(game=game, number=number).update(**who)
    return game


def settle(*games: int) -> None:
    """Fold these, and bring ratings and boards up to date."""
    results.fold_games(games)
    while rating_games.work_out() or refreshing.refresh():
        pass
