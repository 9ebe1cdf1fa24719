"""Events are stored so that they come back as they were, in every version that was ever stored."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from games.codec import UnknownEvent, decode, encode
from games.rules import events as e
from games.rules.evolve import replay
from games.rules.house_rules import CLASSIC, from_json
from games.rules.views import WIRE_NAMES
from tests.kit.random_games import RandomGame, random_games

SAMPLES = Path(__file__).parent / "samples"
ALWAYS: list[e.Event] = [
    e.GameAbandoned("moderator", "ab" * 32, None),
    e.GameAbandoned("idle", None, "clock"),
    e.SeatOnAutopilot(3, "clock"),
    e.SeatTakenBack(3),
    e.SeatHandedOver(3, 2**53),
    e.RulesChanged(from_json({"lucky_swing": True, "holes": 18})),
    e.PlayerJoined(5, 2**53, None),
    e.PackCut(0, "0f" * 16),
]


@settings(max_examples=30, deadline=None)
@given(random_games())
def test_every_event_of_a_game_comes_back_as_it_was(game: RandomGame) -> None:
    final = game.play()
    stored = [encode(event) for event in game.events]
    assert [decode(name, data) for name, data in stored] == game.events
    assert replay(decode(name, data) for name, data in stored) == final


@pytest.mark.parametrize("event", ALWAYS, ids=lambda event: type(event).__name__)
def test_events_that_seldom_happen_come_back_too(event: e.Event) -> None:
    assert decode(*encode(event)) == event


def samples() -> list[Any]:
    lines = [line for path in sorted(SAMPLES.glob("*.jsonl")) for line in path.read_text().splitlines()]
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample["type"])
def test_what_was_ever_stored_still_loads(sample: dict[str, Any]) -> None:
    event = decode(sample["type"], json.dumps(sample["data"]))
    assert type(event).__name__ == sample["class"]
    assert plain(event) == sample["fields"]


def test_there_is_a_sample_of_every_event() -> None:
    assert {sample["class"] for sample in samples()} == {kind.__name__ for kind in WIRE_NAMES}


def test_a_house_rule_that_came_later_does_not_change_stored_rules() -> None:
    name, data = encode(e.GameCreated(CLASSIC, 4))
    assert (name, data) == ("game_created", "[{},4]")


def test_nulls_at_the_end_cost_nothing() -> None:
    assert encode(e.SeatOnAutopilot(1)) == ("seat_on_autopilot", "[1]")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("card_swindled", "[1,2]"),
        ("", "[]"),
        ("card_discarded@7", '[0,"KH"]'),
        ("card_discarded", "[0]"),
        ("card_discarded", '[0,"KH",null,1]'),
        ("card_discarded", '{"seat":0,"card":"KH"}'),
        ("card_discarded", '["0","KH"]'),
        ("card_discarded", "[true,7]"),
        ("card_discarded", "null"),
        ("card_discarded", '"KH"'),
        ("card_discarded", "7"),
        ("card_discarded", ""),
        ("card_discarded", '[0,"KH"'),
        ("card_drawn", '[0,"sleeve","KH"]'),
        ("game_abandoned", '["boredom"]'),
        ("game_created", '[{"flip_mode":"bogus"},4]'),
        ("game_created", '[{"holes":99},4]'),
        ("game_created", '[{"no_such_rule":true},4]'),
        ("game_created", '[{"use_jokers":1},4]'),
        ("hole_ended", "[[],[],[],[],null,null,null]"),
    ],
)
def test_data_that_is_no_event_is_said_to_be_none(name: str, data: str) -> None:
    with pytest.raises(UnknownEvent):
        decode(name, data)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(WIRE_NAMES.values())),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
)
def test_no_data_gets_anything_else_out_of_the_codec(name: str, data: object) -> None:
    try:
        event = decode(name, json.dumps(data))
    except UnknownEvent:
        return
    assert decode(*encode(event)) == event


def plain(event: e.Event) -> Any:
    return json.loads(msgspec.json.encode(event))


def sample_of(event: e.Event) -> dict[str, Any]:
    """A line of a file of samples; for whoever adds one."""
    name, data = encode(event)
    return {"type": name, "data": json.loads(data), "class": type(event).__name__, "fields": plain(event)}


def write_samples() -> None:
    """Made tests/games/samples/events_v1.jsonl; a later version gets a file of its own."""
    rules = from_json({"flip_as_action": True, "knock_early": True, "flip_mode": "endgame", "holes": 2})
    found: dict[str, e.Event] = {}
    for seed in range(50):
        game = RandomGame(rules, 3, seed, stalling=random.Random(seed).random() < 0.3)
        game.play()
        for event in [*game.events, *ALWAYS]:
            found.setdefault(type(event).__name__, event)
    lines = [json.dumps(sample_of(found[kind.__name__])) for kind in WIRE_NAMES]
    (SAMPLES / "events_v1.jsonl").write_text("\n".join(lines) + "\n")
