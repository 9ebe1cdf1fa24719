"""A stream walked again: what the rules gave they give again, and whatever was altered is found."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from games.rules import commands as c
from games.rules import events as e
from games.rules.decide import decide
from games.rules.fairness import commitment
from games.rules.house_rules import CLASSIC, HouseRules, from_json
from games.rules.retrace import Deviation, retrace
from games.rules.scoring import ScoreLine
from tests.kit.laws import law
from tests.kit.random_games import RandomGame, random_games

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = (e.PlayerJoined, e.RulesChanged)
"""What only those know who were there, so that another value would do as well."""


TOLD_BY_NOTHING_ELSE = (e.SeatOnAutopilot, e.SeatTakenBack)
"""Who left, or came back, and had no turn any more: nothing that follows tells whether they did."""


@pytest.fixture(scope="module")
def played() -> list[e.Event]:
    """A game of two holes, with one pack: no card is there twice."""
    game = RandomGame(HouseRules(holes=2), 3, 7)
    game.play()
    return game.events


def place(stream: Sequence[e.Event], kind: type[e.Event], after: int = 0) -> int:
    """Where the first event of this kind is, from a place on."""
    return next(at for at, event in enumerate(stream) if at >= after and isinstance(event, kind))


def changed(stream: Sequence[e.Event], place: int, **values: Any) -> list[e.Event]:
    return [*stream[:place], replace(stream[place], **values), *stream[place + 1 :]]


def deviation(stream: Sequence[e.Event], founding: int = 1) -> Deviation:
    with pytest.raises(Deviation) as found:
        retrace(stream, founding)
    return found.value


# What the rules gave


@law("a stream is what the rules give for its commands")
def test_every_game_leads_to_its_state_again(game: RandomGame) -> None:
    final = game.play()
    assert retrace(game.events) == final


@settings(max_examples=50, deadline=None)
@given(random_games(), st.integers(0, 2**32), st.sampled_from(["clock", None]))
def test_a_game_may_be_abandoned_at_any_moment(game: RandomGame, seed: int, by: e.By) -> None:
    dice = random.Random(seed)
    for _step in game.steps():
        if dice.random() < 0.03:
            break
    if game.state.is_live:
        abandoned = decide(game.state, c.Abandon("idle"), game.shuffle, by)
        assert not retrace([*game.events, *abandoned]).is_live


def test_a_game_that_is_being_played_is_as_good_as_its_events_so_far(played: list[e.Event]) -> None:
    started = place(played, e.HoleStarted)
    assert retrace(played[: started + 1]).hole is not None


def test_who_was_there_from_the_beginning_may_have_any_seat() -> None:
    """As after a rematch, where everybody keeps theirs."""
    stream: list[e.Event] = [
        e.GameCreated(CLASSIC, 5),
        e.PlayerJoined(3, 7, None),
        e.PlayerJoined(4, None, "maya"),
        e.PlayerJoined(1, None, "sage"),
    ]
    assert [number for number, _seat in retrace(stream, founding=4).taken] == [1, 3, 4]
    assert deviation(stream).at == 2, "later a CPU player gets the first seat that is free"


@pytest.mark.parametrize(
    "joined",
    [
        e.PlayerJoined(5, 8, None),
        e.PlayerJoined(0, 8, None),
        e.PlayerJoined(1, 7, None),
        e.PlayerJoined(1, 8, "maya"),
        e.PlayerJoined(1, 8, "nobody"),
        e.PlayerJoined(1, None, "nobody"),
        e.PlayerJoined(1, None, None),
    ],
    ids=str,
)
def test_but_no_other_than_a_free_one_once(joined: e.PlayerJoined) -> None:
    stream: list[e.Event] = [e.GameCreated(CLASSIC, 5), e.PlayerJoined(0, 7, None), joined]
    assert deviation(stream, founding=3).at == 2


# What was altered


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_whatever_is_altered_in_a_hole_is_found(seed: int, choice: int) -> None:
    game = RandomGame(from_json({"holes": 1, "decks": 1 + seed % 3, "flip_mode": "endgame"}), 3, seed)
    game.play()
    dice = random.Random(choice)
    at = dice.randrange(place(game.events, e.GameStarted), len(game.events))
    event = game.events[at]
    name = dice.choice([field.name for field in fields(event) if field.name != "by"])
    other = altered(getattr(event, name), name, dice)
    if other == getattr(event, name):
        return
    with pytest.raises(Deviation):
        retrace(changed(game.events, at, **{name: other}))


def altered(value: Any, name: str, dice: random.Random) -> Any:
    """Another value of the same kind."""
    match value:
        case None:
            return {"reveal": "00" * 32, "next_secret": "00" * 32}.get(name, commitment("00" * 32))
        case ScoreLine():
            return replace(value, score=value.score + 1)
        case int():
            return value + dice.choice([1, -1])
        case str() if name in {"card", "discard", "out"} or len(value) == 2:
            return dice.choice(["AS", "7D", "KH", "2C"])
        case "stock" | "discard":
            return "discard" if value == "stock" else "stock"
        case str():
            return value[:-1] + ("0" if value[-1] != "0" else "1")
        case ():
            return ((0, "00" * 16),) if name == "cuts" else (0,)
        case tuple():
            at = dice.randrange(len(value))
            return (*value[:at], altered(value[at], name, dice), *value[at + 1 :])
    raise AssertionError(value)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_an_event_that_is_missing_or_there_twice_is_found(seed: int, choice: int) -> None:
    game = RandomGame(HouseRules(holes=1), 3, seed)
    game.play()
    at = random.Random(choice).randrange(len(game.events) - 1)
    events = game.events
    missing, twice = [*events[:at], *events[at + 1 :]], [*events[: at + 1], *events[at:]]
    if not isinstance(events[at], HIDDEN):
        assert deviation(twice).at >= at
        if not isinstance(events[at], TOLD_BY_NOTHING_ELSE):
            assert deviation(missing).at >= at


def test_the_first_thing_that_is_wrong_is_named(played: list[e.Event]) -> None:
    at = place(played, e.CardSwapped)
    found = deviation(changed(played, at, out="*H"))
    assert found.at == at
    assert found.sentence == "card_swapped is not what the rules give"
    assert found.detail == f"out is *H, not {played[at].out}"  # type: ignore[union-attr]


def test_cards_are_named_in_the_detail_alone(played: list[e.Event]) -> None:
    dealt = place(played, e.HoleStarted)
    first = played[dealt]
    assert isinstance(first, e.HoleStarted)
    found = deviation(changed(played, dealt, stock=first.stock[1:]))
    assert not {*first.stock} & {*found.sentence.split()}
    assert first.stock[0] in found.detail


def test_what_should_be_in_its_place_is_named(played: list[e.Event]) -> None:
    at = place(played, e.WentOut)
    found = deviation([*played[:at], *played[at + 1 :]])
    assert found.at == at
    assert found.sentence.endswith("is where went_out should be")


def test_a_stream_that_ends_within_a_move_lacks_the_rest(played: list[e.Event]) -> None:
    at = place(played, e.HoleEnded)
    found = deviation(played[:at])
    assert (found.at, found.sentence) == (at, "hole_ended is missing")


def test_nothing_happens_after_the_end(played: list[e.Event]) -> None:
    assert deviation([*played, e.SeatOnAutopilot(0)]).at == len(played)


@pytest.mark.parametrize("stream", [[], [e.PlayerLeft(0)], [e.GameCreated(CLASSIC, 7)]], ids=len)
def test_a_stream_begins_with_a_game_that_can_be(stream: list[e.Event]) -> None:
    assert deviation(stream).at == 0


def test_a_game_is_created_once(played: list[e.Event]) -> None:
    assert deviation([*played[:3], played[0], *played[3:]]).at == 3


def test_the_order_of_the_cards_is_the_one_that_was_promised(played: list[e.Event]) -> None:
    """Whoever deals other cards has to have promised them: another secret is another promise."""
    at = place(played, e.GameStarted)
    other = "ab" * 32
    assert deviation(changed(played, at, next_secret=other)).at == at
    promised = changed(played, at, next_secret=other, next_commitment=commitment(other))
    assert deviation(promised).at == place(played, e.HoleStarted)


@pytest.mark.parametrize("secret", ["", "ab", "AB" * 32, "ab " * 32, "xy" * 32])
def test_a_secret_has_32_bytes(played: list[e.Event], secret: str) -> None:
    at = place(played, e.GameStarted)
    assert deviation(changed(played, at, next_secret=secret)).at == at


def test_what_the_caddie_did_is_not_passed_off_as_somebody_else_s() -> None:
    game = RandomGame(HouseRules(holes=1), 4, 11)
    game.play()
    moves = [(at, event.seat) for at, event in enumerate(game.events) if isinstance(event, e.CardDrawn)]
    computers = [at for at, seat in moves if not game.state.seat(seat).is_person]
    for at, _seat in moves:
        assert deviation(changed(game.events, at, by="clock")).at == at
    for at in computers:
        assert deviation(changed(game.events, at, by="caddie")).at == at
    assert computers


def test_time_puts_nobody_on_autopilot_who_moves(played: list[e.Event]) -> None:
    dealt = place(played, e.HoleStarted)
    assert deviation([*played[: dealt + 1], e.SeatOnAutopilot(0, "clock")]).at == dealt + 1


def test_nobody_but_the_host_decides(played: list[e.Event]) -> None:
    stream: list[e.Event] = [e.GameCreated(CLASSIC, 3)]
    for change in (
        e.RulesChanged(CLASSIC),
        e.PlayerJoined(0, None, "maya"),
        played[place(played, e.GameStarted)],
    ):
        assert deviation([*stream, change]).at == 1
