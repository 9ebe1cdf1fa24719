"""Nobody is ever sent a card that the rules do not let them see.

Not at the table, in the gallery, after coming back, in an error, on a page, from the API, or in a log.
"""

from __future__ import annotations

import json
import logging
import random
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError
from django.test import Client

from games import event_store, journal
from games.actions import act_now
from games.rules import commands as c
from games.rules import events as e
from tests.games.test_picture import RULES, Round
from tests.kit.stores import Store
from tests.kit.truth import Truth, cards_in

if TYPE_CHECKING:
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Json, Socket

pytestmark = pytest.mark.django_db(transaction=True)

NONSENSE = (
    "[",
    '{"do": "peek"}',
    '{"do": "swap", "at": 9}',
    '{"do": "discard"}',
    '{"do": "draw", "from": "stock", "seq": 0}',
)


class Watched(Round):
    """A game at which everybody talks nonsense, drops out and syncs now and then, and every socket is kept."""

    def __init__(self, club: Club, code: str, people: list[Person], dice: random.Random) -> None:
        super().__init__(club, code, people, dice)
        self.all: list[tuple[Person | None, Socket]] = []

    async def step(self) -> None:
        if self.dice.random() < 0.15:
            socket = self.dice.choice(self.sockets)
            self.club.hours.pass_by(1)
            if self.dice.random() < 0.5:
                await socket.sync(max(0, socket.seq - self.dice.randrange(30)))
            else:
                await socket.hear(self.dice.choice(NONSENSE))
            return
        await super().step()

    async def drop_out(self, number: int) -> None:
        self.all.append((self.people[number], self.sockets[number]))
        await super().drop_out(number)

    async def truth(self) -> Truth:
        return Truth(await self.club.ask(event_store.load, await self.club.game_id(self.code)))

    async def leaks(self) -> list[str]:
        """What anybody was shown at any time that they may not see."""
        truth = await self.truth()
        shown = [*self.all, *zip(self.people, self.sockets, strict=True)]
        found: list[str] = []
        for who, socket in shown:
            seat = truth.states[max(truth.states)].seat_of(who.id) if who else None
            for frame in socket.frames:
                found += truth.leaks(frame, seat)
            found += _secrets_told(truth, socket)
        return found


def _secrets_told(truth: Truth, socket: Socket) -> list[str]:
    return [
        f"the secret of a shuffle, in {frame['type']} {frame.get('seq')}"
        for frame, text in zip(socket.frames, socket.texts, strict=True)
        for secret, revealed in truth.secrets().items()
        if secret in text and frame.get("seq", 0) < revealed
    ]


async def watched(club: Club, rules: Json, seed: int) -> Watched:
    game = await Watched.of(club, rules, seed)
    assert isinstance(game, Watched)
    return game


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("rules", RULES, ids=["plain", "flips", "jokers"])
async def test_no_frame_of_a_whole_game_shows_what_is_hidden(club: Club, rules: Json, seed: int) -> None:
    game = await watched(club, rules, 100 + seed)
    for _step in range(3000):
        await game.step()
        if game.over:
            break
    assert game.over
    assert await game.leaks() == []


async def test_the_proof_would_notice(club: Club) -> None:
    """What would be a leak is one to `Truth`."""
    game = await watched(club, {"holes": 1, "initial_flips": 0}, 1)
    await club.tick()
    truth = await game.truth()
    seq, (begun,) = max(truth.states), [ev for ev in truth.events.values() if isinstance(ev, e.HoleStarted)]
    turn = begun.turn
    state = truth.states[seq]
    assert state.hole is not None
    hidden, drawn = state.hole.grids[0].cards[3], state.hole.stock[0]
    grids = {"seats": {"0": {"grid": [None, None, None, hidden, None, None]}}}
    assert list(truth.leaks({"type": "events", "seq": seq, "events": [], "now": grids}, 0))
    assert list(truth.leaks({"type": "error", "message": f"Not the {drawn}."}, 0))
    peek = {"drawn": {"seat": turn, "from": "stock", "card": drawn}}
    assert list(truth.leaks({"type": "events", "seq": seq, "events": [], "now": peek}, None))
    truth.events[seq + 1] = e.CardDrawn(turn, "stock", drawn)
    told = {"seq": seq + 1, "type": "card_drawn", "card": drawn}
    frame = {"type": "events", "seq": seq, "events": [told], "now": {}}
    assert list(truth.leaks(frame, None))
    assert not list(truth.leaks(frame, turn))


async def dealt(club: Club, **rules: object) -> tuple[Socket, Socket, str, Truth]:
    """Alice and Bob at a public table after the deal, and the truth."""
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, rules=rules, seats=2, turn_seconds=0, visibility="public")
    for command in (c.Sit(bob.id), c.Start(0), c.Deal()):
        await club.ask(act_now, await club.game_id(code), command)
    truth = Truth(await club.ask(event_store.load, await club.game_id(code)))
    return await club.at(code, alice), await club.at(code, bob), code, truth


async def test_a_player_does_not_see_their_own_face_down_cards(club: Club) -> None:
    alice, bob, _code, truth = await dealt(club)
    hole = truth.states[max(truth.states)].hole
    assert hole is not None
    for socket in (alice, bob):
        text = "".join(socket.texts)
        assert cards_in(text) == set(hole.discard)
    await alice.ok("open", at=[0, 4])
    assert alice.table["seats"][0]["grid"] == [
        hole.grids[0].cards[0],
        None,
        None,
        None,
        hole.grids[0].cards[4],
        None,
    ]


async def test_an_opponent_does_not_see_what_is_drawn_from_the_stock(club: Club) -> None:
    alice, bob, code, _truth = await dealt(club, initial_flips=0)
    gallery = await club.at(code)
    await bob.ok("draw", **{"from": "stock"})
    drawn = bob.events("card_drawn")[0]["card"]
    assert bob.table["drawn"]["card"] == drawn
    for socket in (alice, gallery, await club.at(code)):
        await socket.until(lambda socket=socket: socket.table["drawn"] is not None)  # type: ignore[misc]
        assert socket.table["drawn"] == {"seat": 1, "from": "stock", "card": None}
        assert drawn not in cards_in("".join(socket.texts))
    tabs = await club.at(code, None), await club.back(gallery, code)
    assert all(tab.table["drawn"]["card"] is None for tab in tabs)


async def test_what_was_drawn_from_the_stock_stays_hidden_after_it_was_swapped_in_or_kept(club: Club) -> None:
    alice, bob, code, _truth = await dealt(club, initial_flips=0)
    await bob.ok("draw", **{"from": "stock"})
    await alice.told("card_drawn")
    await alice.leave()
    back = await club.back(alice, code)
    assert back.seat is None
    assert not any(event["card"] for event in back.events("card_drawn"))


async def test_no_secret_of_a_shuffle_is_told_before_its_hole_is_over(club: Club) -> None:
    alice, bob, code, truth = await dealt(club)
    secrets = truth.secrets()
    assert len(secrets) == 1
    texts = "".join([*alice.texts, *bob.texts])
    assert not any(secret in texts for secret in secrets)


async def test_what_ends_without_a_result_reveals_its_secret_but_no_card(club: Club) -> None:
    alice, _bob, code, _truth = await dealt(club)
    await club.ask(act_now, await club.game_id(code), c.Abandon("moderator"))
    event = await alice.told("game_abandoned")
    truth = Truth(await club.ask(event_store.load, await club.game_id(code)))
    assert event["reveal"] in truth.secrets()
    assert not list(truth.leaks(alice.frames[-1], 0))


# Pages, the API, logs


async def test_no_page_of_a_running_game_holds_a_card(club: Club) -> None:
    alice, bob, code, truth = await dealt(club)
    await alice.ok("open", at=[0, 4])
    secret = next(iter(truth.secrets()))
    for path in (f"/t/{code}/", "/", f"/t/{code}/?card=1"):
        html = await club.ask(page, path)
        assert not cards_in(html.partition('id="boot"')[2].partition("</script>")[0])
        assert secret not in html
        hidden = truth.hidden(max(truth.states))
        assert not any(f'"{card}"' in html for card in hidden)


def page(path: str) -> str:
    return Client().get(path).content.decode()


async def test_the_api_tells_what_the_gallery_sees(club: Club) -> None:
    alice, bob, code, truth = await dealt(club, initial_flips=0)
    await bob.ok("draw", **{"from": "stock"})
    state = await club.state(code)
    assert state.hole is not None
    for path in (f"/api/v1/tables/{code}", "/api/v1/tables"):
        text = await club.ask(page, path)
        assert cards_in(text) <= set(state.hole.discard)
        assert not any(secret in text for secret in truth.secrets())
    told = json.loads(await club.ask(page, f"/api/v1/tables/{code}"))
    assert [seat["grid"] for seat in told["seats"]] == [[None] * 6] * 2


async def test_no_log_record_of_a_game_holds_a_card(club: Club, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    game = await watched(club, {"holes": 1}, 7)
    for _step in range(1500):
        await game.step()
        if game.over:
            break
    assert game.over
    said = [record for record in caplog.records if cards_in(record.getMessage())]
    assert not said


async def test_no_error_that_is_logged_holds_a_card(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(monkeypatch)
    alice, bob, code, truth = await dealt(club, initial_flips=0)
    store.faults = [("before", OperationalError("away"))] * journal.TRIES
    assert await bob.refused("draw", **{"from": "stock"}) == "try_again"
    store.faults = [("before", RuntimeError("a bug"))]
    await bob.ok("draw", **{"from": "stock"})
    assert caplog.records
    hidden = truth.hidden(max(truth.states))
    for record in caplog.records:
        assert not cards_in(caplog.handler.format(record)) & hidden
        assert not any(secret in caplog.handler.format(record) for secret in truth.secrets())


async def test_a_stream_that_cannot_be_read_is_named_without_its_cards(
    club: Club, caplog: pytest.LogCaptureFixture
) -> None:
    alice, _bob, code, truth = await dealt(club)
    game, seq = await club.game_id(code), max(truth.states)
    impossible = e.CardSwapped(0, 17, truth.states[seq].hole.stock[0], truth.states[seq].hole.stock[1])  # type: ignore[union-attr]
    await club.ask(append_untrue, game, seq + 1, impossible)
    other = await club.neighbour()
    late = await other.at(code)
    assert (await late.bye())[0] == "table_closed"
    texts = [caplog.handler.format(record) for record in caplog.records]
    assert any(f"game {game}, event {seq + 1}" in text for text in texts)
    assert not any(cards_in(text) for text in texts)
    assert not cards_in("".join(late.texts))


def append_untrue(game: int, seq: int, event: e.Event) -> None:
    last = event_store.load(game)[-1]
    event_store.append([event_store.Append(game, seq, last.time, (event,), last.time)])
