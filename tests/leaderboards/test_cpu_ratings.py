"""The fixed ratings of CPU players: every one has one, and profile and game tell it."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from accounts.models import User
from benchmarks.cpu_ratings import measured
from games.cpu.personas import CADDIE, PERSONAS
from games.models import Game
from games.rules.house_rules import HouseRules
from leaderboards import game_results, results
from leaderboards.careers import Met
from leaderboards.cpu_ratings import SIGMA, STRENGTHS, points_of
from leaderboards.models import Career, Result
from leaderboards.ratings import MU
from tests.kit.random_games import RandomGame
from tests.kit.streams import played_game

if TYPE_CHECKING:
    from django.test import Client


def test_every_persona_has_one_and_nobody_else() -> None:
    assert STRENGTHS.keys() == PERSONAS.keys()
    assert points_of(CADDIE.key) is None


def test_their_mean_is_that_of_somebody_new() -> None:
    assert sum(one.mu for one in STRENGTHS.values()) / len(STRENGTHS) == pytest.approx(MU, abs=1)


def test_they_are_told_in_the_points_of_everybody() -> None:
    assert points_of("marcus") == round(40 * (STRENGTHS["marcus"].mu - 3 * SIGMA))


def test_whoever_is_always_ahead_is_measured_stronger() -> None:
    four = ("kenji", "sofia", "diego", "maya")
    games = [{key: place for place, key in enumerate(four, start=1)}] * 12
    found = measured(games, orders=3)
    assert [key for key in found if key in four and found[key].mu > MU] == list(four[:2])
    assert sorted(four, key=lambda key: -found[key].mu) == list(four)


@pytest.mark.django_db
def test_a_profile_and_a_game_tell_them(client: Client) -> None:
    game = played_game(RandomGame(HouseRules(holes=1), 3, 7))
    results.fold_games([game])
    user = User.objects.filter(results__game=game).order_by("pk")[0]
    User.objects.filter(pk=user.pk).update(is_guest=False)
    client.force_login(user)
    Career.objects.filter(user=user).update(rivals={"diego": astuple(Met(3, 2, 1))})
    Result.objects.filter(game=game).exclude(user=user).update(user=None, persona="diego", people=1)
    told = game_results.told(Game.objects.get(pk=game))
    computers = [(one.points, one.change) for one in told if one.user is None]
    assert computers
    assert set(computers) == {(points_of("diego"), None)}
    shown = f"CPU player · rated {points_of('diego')}"
    assert client.get(reverse("game_results", args=[game])).content.decode().count(shown) == len(computers)
    assert client.get(reverse("player", args=[user.username])).content.decode().count(shown) == 1
