"""The published JSON Schema: every file of a game is of that form, and what is not of the form is no file of a game."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from games.rules.house_rules import HouseRules
from replays.event_form import FIELDS
from replays.schema import EVENT_FIELDS, schema
from tests.kit.game_files import played
from tests.kit.random_games import RandomGame, random_games

SCHEMA = Draft202012Validator(schema())


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_it_knows_every_field_of_every_event_and_no_other() -> None:
    assert {field for fields in FIELDS.values() for field in fields} == EVENT_FIELDS.keys()


@settings(max_examples=12, deadline=None)
@given(random_games().filter(lambda game: game.rules.holes < 4 and not game.stalling))
def test_files_of_games_are_of_that_form(game: RandomGame) -> None:
    file = json.loads(played(game).file)
    fault = next(SCHEMA.iter_errors(file), None)
    assert fault is None, (fault.json_path, fault.message)


@pytest.mark.parametrize("where", ["", "result", "people", "rules", "events/0", "events/9", "seats/0"])
def test_there_are_no_other_fields(where: str) -> None:
    file = json.loads(played(RandomGame(HouseRules(holes=1), 2, 1)).file)
    place: Any = file
    for step in filter(None, where.split("/")):
        place = place[int(step) if step.isdecimal() else step]
    name = random.Random(where).choice(sorted(place))
    changes: list[dict[str, Any]] = [{"more": 1}, {name: {"x": {}}}]
    for change in changes:
        before = dict(place)
        place.update(change)
        assert not SCHEMA.is_valid(file)
        place.clear()
        place.update(before)
    assert SCHEMA.is_valid(file)
