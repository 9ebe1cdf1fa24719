"""Nobody is ever sent a card that the rules do not let them see: every frame of whole games, held against the truth."""

from __future__ import annotations

import json
import logging
import random
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from games import event_store
from games.live import load_game
from games.rules import events as e
from games.rules.evolve import begin, evolve
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from games.fold import Stored
    from games.rules.state import GameState
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Json, Socket

pytestmark = pytest.mark.django_db(transaction=True)

DISCARD_SHOWN = 8


async def a_whole_game(club: Club, seed: int, **rules: Any) -> tuple[str, dict[str, list[Socket]]]:
    """A public game of two people, a CPU player and the gallery, where people come back and moves are refused."""
    dice = random.Random(seed)
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, rules={"holes": 2} | rules, seats=3, cpus=["sage"], visibility="public")
    people: dict[str, Person | None] = {"Alice": alice, "Bob": bob, "gallery": None}
    heard = {name: [await club.at(code, who)] for name, who in people.items()}
    await heard["Bob"][0].ok("sit")
    await heard["Alice"][0].ok("start")
    await club.later(3)
    state = await club.state(code)
    while state.is_live:
        name = dice.choice(list(people))
        if dice.random() < 0.1:
            await heard[name][-1].leave()
            how = (
                club.back(heard[name][-1], code, people[name])
                if dice.random() < 0.5
                else club.at(code, people[name])
            )
            heard[name].append(await how)
        socket = heard[name][-1]
        await club.in_step(socket)
        if name == "Bob" and dice.random() < 0.1:
            await socket.do(dice.choice(("discard", "undo_draw", "knock", "skip_flip", "sync")))
        move = a_move(socket.legal, dice, never=("stand",))
        if move:
            await socket.do(move.pop("do"), **move)
        await club.later(0.1)
        await club.tick()
        state = await club.state(code)
    for sockets in heard.values():
        await club.in_step(sockets[-1])
    return code, heard


class Truth:
    """The game as it is stored: the state after each event."""

    def __init__(self, stream: list[Stored]) -> None:
        self.states: list[GameState] = [begin(stream[0].event)]
        self.events = [stored.event for stored in stream]
        for stored in stream[1:]:
            self.states.append(evolve(self.states[-1], stored.event))

    def check(self, frame: Json, seat: int | None) -> int:
        """Hold a frame against the truth; how many hidden cards it hid."""
        for event in frame.get("events", ()):
            self._check_event(event, seat)
        shown = frame.get("table") or frame.get("now")
        return self._check_table(shown, self.states[frame["seq"]], seat) if shown else 0

    def _check_event(self, event: Json, seat: int | None) -> None:
        stored = self.events[event["seq"]]
        if isinstance(stored, e.CardDrawn):
            may_see = stored.source == "discard" or stored.seat == seat
            assert event["card"] == (stored.card if may_see else None)
        if isinstance(stored, e.HoleStarted):
            assert event["stock"] == len(stored.stock)
            assert "grids" not in event
        assert "secret" not in json.dumps(event)

    def _check_table(self, shown: Json, state: GameState, seat: int | None) -> int:
        hole, hidden = state.hole, 0
        if hole is None:
            return 0
        seats = shown.get("seats", ())
        for number, told in seats.items() if isinstance(seats, dict) else enumerate(seats):
            for at, card in enumerate((told or {}).get("grid", ())):
                is_up = hole.grids[int(number)].up[at]
                assert card == (hole.grids[int(number)].cards[at] if is_up else None)
                hidden += not is_up
        if shown.get("drawn"):
            assert hole.drawn is not None
            may_see = hole.drawn.source == "discard" or hole.turn == seat
            assert shown["drawn"]["card"] == (hole.drawn.card if may_see else None)
        if "stock" in shown:
            assert shown["stock"] == len(hole.stock)
        assert tuple(shown.get("discard", ())) in {(), hole.discard[-DISCARD_SHOWN:]}
        return hidden


@pytest.mark.parametrize(
    ("seed", "rules"),
    [
        (1, {}),
        (2, {"flip_mode": "always", "use_jokers": True, "decks": 2}),
        (3, {"flip_mode": "endgame", "knock_early": True, "flip_as_action": True, "initial_flips": 1}),
    ],
)
async def test_no_frame_shows_a_card_too_early_nor_logs_it(
    club: Club, caplog: pytest.LogCaptureFixture, seed: int, rules: dict[str, Any]
) -> None:
    with caplog.at_level(logging.DEBUG):
        code, heard = await a_whole_game(club, seed, **rules)
    game_id = await club.game_id(code)
    live = await club.ask(load_game, game_id)
    truth = Truth(await club.ask(event_store.load, game_id))
    hidden = 0
    for name, sockets in heard.items():
        seat = {"Alice": 0, "Bob": 2}.get(name)
        assert seat is None or live.name_of(seat) == name
        for socket in sockets:
            hidden += sum(truth.check(frame, seat) for frame in socket.frames)
    assert hidden > 100, "the game hid next to nothing: this proves nothing"
    _check_errors(heard)
    _check_logs(caplog, truth)


def _check_errors(heard: dict[str, list[Socket]]) -> None:
    """A refusal is a code and a sentence, and no card is in either."""
    errors = [f for sockets in heard.values() for s in sockets for f in s.frames if f["type"] == "error"]
    assert errors
    for error in errors:
        assert set(error) <= {"type", "id", "code", "message", "field", "retry_after"}
        assert not any(card in error["message"] for card in ("KH", "QS", "AS", "TD", "2C"))


def _check_logs(caplog: pytest.LogCaptureFixture, truth: Truth) -> None:
    """No line holds a secret, nor two cards in a row as the codec writes them."""
    secrets = {event.next_secret for event in truth.events if isinstance(event, e.GameStarted | e.HoleEnded)}
    for record in caplog.records:
        line = record.getMessage()
        if record.name.startswith(("games", "accounts", "golf_project")):
            assert not any(secret and secret in line for secret in secrets)
            assert '","' not in line


async def test_secrets_are_revealed_after_their_hole_and_not_before(club: Club) -> None:
    code, heard = await a_whole_game(club, 4)
    stream = await club.ask(event_store.load, await club.game_id(code))
    for sockets in heard.values():
        told = [frame for socket in sockets for frame in socket.frames]
        for stored in stream:
            secret = getattr(stored.event, "next_secret", None)
            if secret is not None:
                at = next(s.seq for s in stream if getattr(s.event, "reveal", None) == secret)
                early = [frame for frame in told if frame.get("seq", 0) < at]
                assert early
                assert secret not in json.dumps(early)


async def test_pages_and_calls_about_a_running_table_show_no_card_face_down(club: Club) -> None:
    alice = await club.person("Alice")
    code = await club.table(alice, cpus=["maya"], start=True, visibility="public")
    state = await club.state(code)
    assert state.hole is not None
    client = Client()
    page = await club.ask(lambda: client.get(f"/t/{code}/").content.decode())
    call = await club.ask(lambda: client.get(f"/api/v1/tables/{code}").json())
    assert state.hole.secret not in page + json.dumps(call)
    assert all(seat["grid"] == [None] * 6 for seat in call["seats"])
    for card in {*state.hole.grids[0].cards, *state.hole.stock[:5]} - set(state.hole.discard):
        assert f'"{card}"' not in page
        assert f'"{card}"' not in json.dumps(call["seats"])
