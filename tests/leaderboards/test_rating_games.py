"""What games do to ratings: who is rated at all, behind whom, and how little it helps to meet the same again."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import belongings
from accounts.models import User
from leaderboards import rating_games, rebuilding, results
from leaderboards.models import Rating, RatingChange, Result
from leaderboards.ratings import Strength
from tests.leaderboards.people import account, play, settle

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.django_db


def guest(name: str) -> User:
    return User.objects.create(username=f"guest-{name}", name=name, is_guest=True)


def played(users: list[User | str], left: Iterable[User] = ()) -> int:
    """A rated game that these have left, and the others have not."""
    game = play(users)
    results.fold_games([game])
    Result.objects.filter(game=game).update(left=False)
    Result.objects.filter(game=game, user__in=left).update(left=True)
    settle()
    return game


def change(user: User, game: int) -> int:
    """Points."""
    one = RatingChange.objects.get(user=user, game=game)
    return Strength(one.mu, one.sigma).points - Strength(one.mu_before, one.sigma_before).points


def told(user: User, game: int) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/leaderboards/games/{game}/").content.decode()


def beaten(winner: User, others: list[User]) -> list[int]:
    """A game a minute, each of which the winner wins against the next of the others."""
    now = timezone.now() - timedelta(days=1)
    games = [play([winner, one], seed=n, ended=now + timedelta(minutes=n)) for n, one in enumerate(others)]
    results.fold_games(games)
    Result.objects.filter(game__in=games).update(place=2, left=False)
    Result.objects.filter(game__in=games, user=winner).update(place=1)
    settle()
    return games


def points(user: User) -> int:
    rating = Rating.objects.get(user=user)
    return Strength(rating.mu, rating.sigma).points


def assert_ratings_are_what_a_rebuild_gives() -> None:
    found = rebuilding.differences(lambda things, _total, _what: iter(things))
    assert [why for why in found if "rating" in why] == []


@pytest.mark.parametrize("computers", [[], ["maya", "river"]])
def test_whoever_leaves_a_game_of_two_loses_by_it(computers: list[str]) -> None:
    ada, ben = account("Ada"), account("Ben")
    game = played([ada, ben, *computers], left=[ben])
    assert change(ada, game) > 0 > change(ben, game)
    assert RatingChange.objects.get(user=ben, game=game).rank == rating_games.LAST
    assert "Who leaves is rated behind everybody who stays." in told(ben, game)
    assert_ratings_are_what_a_rebuild_gives()


def test_those_who_leave_share_the_last_rank() -> None:
    ada, ben, cleo = account("Ada"), account("Ben"), account("Cleo")
    game = played([ada, ben, cleo], left=[ben, cleo])
    assert change(ada, game) > 0 > change(ben, game) == change(cleo, game)


def test_a_game_that_nobody_stayed_in_moves_nobody() -> None:
    pair = [account("Ada"), account("Ben")]
    game = played([*pair, "maya"], left=pair)
    assert not RatingChange.objects.exists()
    assert "nobody stayed to the end" in told(pair[0], game)


def test_a_game_whose_others_are_gone_moves_nobody() -> None:
    ada, ben = account("Ada"), account("Ben")
    game = play([ada, ben])
    results.fold_games([game])
    Result.objects.filter(game=game).update(left=False)
    Result.objects.filter(game=game, user=ben).update(user=None)
    settle()
    assert not RatingChange.objects.exists()
    assert "fewer than two of its people" in told(ada, game)


def test_guests_without_end_lift_nobody_higher_than_one_of_them_does() -> None:
    many, one = account("Many"), account("One")
    games = beaten(many, [guest(str(n)) for n in range(25)])
    beaten(one, [guest("same")] * 25)
    assert RatingChange.objects.get(user=many, game=games[-1]).weight == 0
    assert abs(points(many) - points(one)) < 150
    assert "all of them count as one opponent" in told(many, games[5])
    assert "all of them count as one opponent" in told(many, games[-1])
    assert_ratings_are_what_a_rebuild_gives()


def test_a_guest_is_limited_alike_and_stays_so_with_an_account() -> None:
    winner = guest("winner")
    games = beaten(winner, [guest(str(n)) for n in range(15)])
    winner.is_guest = False
    winner.save()
    settle()
    assert RatingChange.objects.get(user=winner, game=games[-1]).weight == 0
    assert_ratings_are_what_a_rebuild_gives()


def test_accounts_that_somebody_meets_after_guests_count_whole() -> None:
    ada = account("Ada")
    beaten(ada, [guest(str(n)) for n in range(12)])
    game = played([ada, account("Ben")])
    assert RatingChange.objects.get(user=ada, game=game).weight == 1


@pytest.mark.parametrize("signs_up", ["here", "with an account"])
def test_whoever_signs_up_takes_their_rating_along_and_changes_nobody_elses(signs_up: str) -> None:
    ada, someone = account("Ada"), guest("someone")
    beaten(ada, [guest("other"), someone, someone, someone, someone, someone])
    before, theirs = points(ada), points(someone)
    if signs_up == "here":
        someone.is_guest = False
        someone.save()
    else:
        known = account("Someone")
        belongings.bring(someone, known)
        someone = known
    settle()
    assert (points(ada), points(someone)) == (before, theirs)
    assert_ratings_are_what_a_rebuild_gives()


def test_who_was_a_guest_stays_written_down_when_everything_is_folded_again() -> None:
    ada, someone = account("Ada"), guest("someone")
    games = [play([ada, someone], seed=n) for n in range(6)]
    settle(*games)
    someone.is_guest = False
    someone.save()
    damaged = Result.objects.filter(game=games[3])
    damaged.update(strokes=1000)
    before = sorted(RatingChange.objects.values_list("game", "user", "mu", "weight", "guest", "met_guest"))
    call_command("rebuild_stats", stdout=StringIO())
    assert not damaged.filter(strokes=1000).exists()
    assert set(Result.objects.values_list("user", "guest")) == {(ada.pk, False), (someone.pk, True)}
    assert (
        sorted(RatingChange.objects.values_list("game", "user", "mu", "weight", "guest", "met_guest"))
        == before
    )
