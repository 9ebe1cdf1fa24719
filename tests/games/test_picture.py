"""What a client knows from `now` alone is what it would be shown if it came afresh: always, for everybody."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from games.actions import act, act_now
from games.rules import commands as c
from games.rules.legal import legal
from tests.kit.random_games import commands_of
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Json, Socket

pytestmark = pytest.mark.django_db(transaction=True)

RULES: list[Json] = [
    {"holes": 2},
    {"holes": 2, "flip_mode": "always", "initial_flips": 0, "flip_as_action": True, "decks": 2},
    {"holes": 2, "flip_mode": "endgame", "initial_flips": 1, "knock_early": True, "use_jokers": True},
]
NOW_AND_THEN = ("add_cpu", "remove", "rules", "rematch")


class Round:
    """A game with two people, a CPU player and the gallery, any of whom may drop out and come back."""

    def __init__(self, club: Club, code: str, people: list[Person], dice: random.Random) -> None:
        self.club = club
        self.code = code
        self.people: list[Person | None] = [*people, None]
        self.sockets: list[Socket] = []
        self.dice = dice

    @classmethod
    async def of(cls, club: Club, rules: Json, seed: int) -> Round:
        alice, bob = await club.person("Alice"), await club.person("Bob")
        code = await club.table(alice, rules=rules, seats=4, cpus=["sage"], visibility="public")
        game = cls(club, code, [alice, bob], random.Random(seed))
        for who in game.people:
            game.sockets.append(await club.at(code, who))
        await game.sockets[1].ok("sit", seat=3)
        await game.compare()
        await game.sockets[0].ok("start")
        await club.later(3)
        return game

    async def compare(self) -> None:
        """Everybody's picture is what they would be shown now."""
        for who, socket in zip(self.people, self.sockets, strict=True):
            await self.club.in_step(socket)
            fresh = await self.club.fresh(self.code, who)
            assert socket.table == fresh["table"]
            assert socket.you == fresh["you"]
            assert socket.legal == fresh["legal"]
            assert socket.seq == fresh["seq"]

    async def step(self) -> None:
        """A move of somebody who has one; where nobody has, it is the clock's turn. Now and then somebody drops out."""
        if self.dice.random() < 0.03:
            await self.drop_out(self.dice.randrange(3))
            return
        able = [socket for socket in self.sockets if a_move(socket.legal, self.dice, never=NOW_AND_THEN)]
        if not able or self.dice.random() < 0.05:
            await self.club.later(self.dice.choice([0, 30]))
            await self.club.tick()
            return
        socket = self.dice.choice(able)
        never = NOW_AND_THEN if self.dice.random() < 0.05 else (*NOW_AND_THEN, "stand", "take_back_seat")
        move = a_move(socket.legal, self.dice, never=never)
        if move is not None:
            await socket.ok(move.pop("do"), **move)

    async def drop_out(self, number: int) -> None:
        who, gone = self.people[number], self.sockets[number]
        await gone.leave()
        if self.dice.random() < 0.5:
            await self.club.tick()
        self.sockets[number] = await (
            self.club.back(gone, self.code, who) if self.dice.random() < 0.6 else self.club.at(self.code, who)
        )

    @property
    def over(self) -> bool:
        return bool(self.sockets[0].table["phase"] == "game_over")


@pytest.mark.parametrize(("rules", "seed"), [(rules, seed) for rules in RULES for seed in (1, 2)])
async def test_a_picture_kept_up_by_events_equals_a_fresh_one(club: Club, rules: Json, seed: int) -> None:
    game = await Round.of(club, rules, seed)
    for _step in range(3000):
        await game.step()
        await game.compare()
        if game.over:
            break
    assert game.over


async def test_it_is_right_too_where_another_process_s_moves_arrive_many_at_a_time(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(
        alice, rules={"holes": 1, "initial_flips": 0}, seats=2, turn_seconds=0, visibility="public"
    )
    game_id, dice = await club.game_id(code), random.Random(5)
    for command in (c.Sit(bob.id), c.Start(0), c.Deal()):
        await club.ask(act_now, game_id, command)
    viewers: list[Person | None] = [alice, bob, None]
    sockets = [await club.at(code, who) for who in viewers]
    live, other = await club.live(code), await club.neighbour()
    theirs = await other.live(code)
    while theirs.fold.state.is_live:
        for _move in range(dice.randrange(1, 9)):
            if (turn := theirs.fold.state.turn) is None:
                break
            options = legal(theirs.fold.state, turn)
            choices = [
                one for option in options for one in commands_of(option, turn, theirs.fold.state.rules)
            ]
            # Mostly draw and discard, so that the same seat soon has another card in hand.
            dull = [one for one in choices if one in {c.Draw(turn, "stock"), c.Discard(turn)}]
            await act(other.runtime, theirs, dice.choice(dull if dull and dice.random() < 0.7 else choices))
        async with live.lock:
            await club.runtime.show(live, await club.runtime.games.catch_up(live))
        for who, socket in zip(viewers, sockets, strict=True):
            await club.in_step(socket)
            assert socket.table == (await club.fresh(code, who))["table"]


async def test_now_holds_what_these_events_changed_and_no_more(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, seats=2, rules={"initial_flips": 0}, turn_seconds=0)
    host, guest = await club.at(code, alice), await club.at(code, bob)
    await guest.ok("sit")
    await host.ok("start")
    await club.later(3)
    await club.tick()
    await guest.told("hole_started")
    player, other = (host, guest) if host.may("draw") else (guest, host)
    seat = player.seat
    await player.ok("draw", **{"from": "stock"})
    await other.told("card_drawn")
    card = player.events("card_drawn")[0]["card"]
    assert player.frames[-2]["now"] == {
        "stock": 52 - 12 - 2,
        "drawn": {"seat": seat, "from": "stock", "card": card},
    }
    assert other.frames[-1]["now"]["drawn"] == {"seat": seat, "from": "stock", "card": None}
    await player.ok("swap", at=2)
    swapped = await other.told("card_swapped")
    now = other.frames[-1]["now"]
    assert now.keys() == {"turn", "drawn", "discard", "seats"}
    assert now["drawn"] is None
    assert now["turn"] == other.seat
    assert now["discard"][-1] == swapped["out"]
    assert now["seats"].keys() == {str(seat)}
    assert now["seats"][str(seat)].keys() <= {"grid", "showing"}
    assert now["seats"][str(seat)]["grid"] == [None, None, card, None, None, None]


async def test_the_events_of_a_game_are_the_stored_ones_for_everybody_in_order_and_once(club: Club) -> None:
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, rules={"holes": 2}, seats=3, cpus=["maya"], visibility="public")
    sockets = [await club.at(code, who) for who in (alice, bob, None)]
    await sockets[1].ok("sit")
    await sockets[0].ok("start")
    await club.later(3)
    await club.play(sockets[:2], random.Random(3), until=lambda: sockets[0].table["phase"] == "game_over")
    stored = await club.stored(code)
    for socket in sockets:
        await club.in_step(socket)
        told = [(event["seq"], event["type"]) for event in socket.events()]
        assert told == [(seq, kind) for seq, kind, _data in stored[told[0][0] :]]
        for event in socket.events():
            assert event["time"].endswith("Z")
            assert len(event["time"]) == len("2026-01-01T12:00:00.000Z")
    for frame in sockets[0].frames:
        assert frame["type"] != "ok" or frame["id"] is not None


async def test_legal_is_what_may_be_done_and_nothing_else(club: Club) -> None:
    """Each verb that is listed works, and each verb of a turn that is not listed is refused."""
    alice, bob = await club.person("Alice"), await club.person("Bob")
    rules = {"holes": 1, "flip_mode": "always", "flip_as_action": True, "knock_early": True}
    code = await club.table(alice, rules=rules, seats=2, turn_seconds=0)
    host, guest = await club.at(code, alice), await club.at(code, bob)
    await guest.ok("sit")
    await host.ok("start")
    await club.later(3)
    await club.tick()
    dice = random.Random(2)
    messages: dict[str, Json] = {
        "draw": {"from": "stock"},
        "swap": {"at": 0},
        "discard": {},
        "undo_draw": {},
        "flip": {"at": 0},
        "skip_flip": {},
        "flip_action": {"at": 0},
        "knock": {},
        "next_hole": {},
        "open": {"at": [0, 1]},
        "take_back_seat": {},
        "rematch": {},
        "start": {},
    }
    for _turn in range(400):
        for socket in (host, guest):
            await club.in_step(socket)
        if host.table["phase"] == "game_over":
            break
        socket = dice.choice([host, guest])
        never = [verb for verb in messages if socket.may(verb) is None]
        verb = dice.choice(never)
        club.hours.pass_by(1)
        assert await socket.refused(verb, **messages[verb]) in {
            "not_now",
            "not_your_turn",
            "illegal_move",
            "not_host",
            "not_allowed",
        }
        move = a_move(socket.legal, dice, never=("stand",))
        if move is not None:
            await socket.ok(move.pop("do"), **move)
    assert host.table["phase"] == "game_over"
    assert host.legal == [{"do": "rematch"}]
