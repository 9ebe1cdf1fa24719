"""Games that older versions have made get what this one keeps beside their events: by migration, and by a command."""

from __future__ import annotations

from importlib import import_module
from io import StringIO
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from games import archive, filling_in
from games.models import Game, GameEvent, Seat
from games.rules import events as e
from games.rules.house_rules import CLASSIC, PRESETS, HouseRules
from tests.games.test_archive import media
from tests.kit.random_games import RandomGame
from tests.kit.streams import new_game, played_game, stored_game

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
__all__ = ("media",)

OWN: HouseRules = HouseRules(blackjack=True)


def filled_in() -> list[str]:
    """What the command says."""
    out = StringIO()
    call_command("fill_in_games", stdout=out)
    return out.getvalue().splitlines()


def preset(game: int) -> str:
    return Game.objects.get(pk=game).preset


def outcome(game: int) -> list[tuple[int | None, int | None]]:
    return list(Seat.objects.filter(game=game).order_by("number").values_list("place", "total"))


def test_a_game_says_which_preset_its_rules_are_whatever_its_holes_and_packs() -> None:
    assert preset(stored_game(e.GameCreated(HouseRules(holes=3, decks=2), 4))) == "classic"
    assert preset(stored_game(e.GameCreated(OWN, 4))) == ""
    changed = stored_game(e.GameCreated(CLASSIC, 4), e.RulesChanged(PRESETS["wild"].rules))
    assert preset(changed) == "wild"


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_the_migration_names_the_presets_of_games_there_are(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(filling_in, "AT_ONCE", at_once)
    games = [stored_game(e.GameCreated(one.rules, 4)) for one in PRESETS.values()]
    own, damaged = stored_game(e.GameCreated(OWN, 4)), new_game()
    Game.objects.update(preset="")
    Game.objects.filter(pk=damaged).update(rules={"flip_mode": "perhaps"})
    migration = import_module("games.migrations.0010_presets_of_games")
    migration.fill_in(apps, SimpleNamespace(connection=connection))
    assert [preset(game) for game in games] == list(PRESETS)
    assert [preset(own), preset(damaged)] == ["", ""]


def test_the_command_writes_what_is_lacking_and_a_second_time_nothing(media: Path) -> None:
    played, filed = (played_game(RandomGame(HouseRules(holes=1), 2, seed)) for seed in (7, 8))
    running = played_game(RandomGame(HouseRules(holes=1), 2, 9), moves=10)
    archive.archive(filed)
    before = {game: outcome(game) for game in (played, filed, running)}
    Game.objects.update(preset="")
    Seat.objects.update(place=None, total=None)
    assert filled_in() == [
        "3 games named by their rules, of 3 without",
        "2 games given places and totals, of 2 without",
    ]
    assert {game: outcome(game) for game in (played, filed, running)} == before
    assert all(place for place, _total in before[played])
    assert outcome(running) == [(None, None)] * 2
    assert filled_in() == [
        "0 games named by their rules, of 0 without",
        "0 games given places and totals, of 0 without",
    ]


def test_a_game_whose_end_cannot_be_read_stays_as_it_is_and_holds_nothing_up() -> None:
    broken, played = (played_game(RandomGame(HouseRules(holes=1), 2, seed)) for seed in (7, 8))
    Seat.objects.update(place=None, total=None)
    GameEvent.objects.filter(game=broken, type="game_ended").update(data="no JSON")
    assert filled_in()[1] == "1 game given places and totals, of 2 without"
    assert outcome(broken) == [(None, None)] * 2
    assert (None, None) not in outcome(played)
