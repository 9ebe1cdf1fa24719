"""A table is never stuck: somebody there may move, or time has something to do, whoever drops out wherever."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from games.models import GameClock
from games.rules.legal import legal
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from games.rules.state import GameState
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

SEEDS = range(12)
RULES: tuple[dict[str, Any], ...] = (
    {"holes": 1},
    {"holes": 2, "flip_mode": "always", "initial_flips": 1, "flip_as_action": True},
    {"holes": 1, "flip_mode": "endgame", "initial_flips": 0, "knock_early": True, "use_jokers": True},
)


class Unsteady:
    """Two people at a table with a CPU player: they come, go, stand up, and sometimes play."""

    def __init__(self, club: Club, code: str, people: list[Person], dice: random.Random) -> None:
        self.club, self.code, self.people, self.dice = club, code, people, dice
        self.sockets: dict[int, Socket] = {}

    async def step(self) -> None:
        """Something happens to somebody, or time passes."""
        person = self.dice.choice(self.people)
        match self.dice.random():
            case roll if roll < 0.15:
                await self.drop_out(person)
            case roll if roll < 0.45:
                await self.come(person)
            case roll if roll < 0.75:
                await self.play(person)
            case roll if roll < 0.8:
                await self.stand(person)
            case _:
                await self.club.later(self.dice.choice((0.5, 5, 61)))
                await self.club.tick()

    async def come(self, person: Person) -> None:
        if person.id not in self.sockets:
            self.sockets[person.id] = await self.club.at(self.code, person)

    async def drop_out(self, person: Person) -> None:
        if socket := self.sockets.pop(person.id, None):
            await socket.leave()

    async def play(self, person: Person) -> None:
        """A legal move, or an answer that says why not: the table may have moved on meanwhile."""
        if (socket := self.sockets.get(person.id)) is None:
            return
        await self.club.in_step(socket)
        if move := a_move(socket.legal, self.dice, never=("rematch",)):
            answer = await socket.do(move.pop("do"), **move)
            assert answer["type"] in {"ok", "error"}

    async def stand(self, person: Person) -> None:
        if socket := self.sockets.get(person.id):
            await socket.do("stand")


async def unsteady(club: Club, rules: dict[str, Any], seed: int) -> Unsteady:
    """A game that has just been dealt."""
    alice, bob = await club.person("Alice"), await club.person("Bob")
    code = await club.table(alice, rules=rules, seats=3, cpus=["maya"], turn_seconds=60)
    game = Unsteady(club, code, [alice, bob], random.Random(seed))
    for person in game.people:
        await game.come(person)
    await game.sockets[bob.id].ok("sit")
    await game.sockets[alice.id].ok("start")
    return game


def awaited(state: GameState) -> list[int]:
    """The seats of people who could move now."""
    return [number for number, seat in state.taken if seat.is_person and legal(state, number)]


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_game_whose_players_drop_out_anywhere_always_goes_on(club: Club, seed: int) -> None:
    game = await unsteady(club, RULES[seed % len(RULES)], seed)
    game_id = await club.game_id(game.code)
    for _step in range(120):
        await game.step()
        state = await club.state(game.code)
        has_clock = await club.ask(GameClock.objects.filter(pk=game_id).exists)
        assert has_clock == state.is_live, f"seed {seed}: {state.phase}"
        assert not state.is_live or state.awaits_deal or state.turn is not None or awaited(state)
        if not state.is_live:
            return
    await _bring_to_its_end(club, game)


async def _bring_to_its_end(club: Club, game: Unsteady) -> None:
    """With one person there who never moves, time alone finishes the game."""
    await game.come(game.people[0])
    for _turn in range(600):
        await club.later(61)
        await club.tick()
        if not (state := await club.state(game.code)).is_live:
            assert state.phase == "game_over"
            return
    raise AssertionError("time alone does not finish the game")


async def test_a_deserted_table_stands_still_and_is_closed_in_the_end(club: Club) -> None:
    game = await unsteady(club, {"holes": 1}, 1)
    for person in game.people:
        await game.drop_out(person)
    before = await club.state(game.code)
    await club.later(300)
    await club.tick()
    assert await club.state(game.code) == before
    for _minute in range(40):
        await club.later(61)
        await club.tick()
    assert (await club.state(game.code)).phase == "abandoned"
    assert not await club.ask(GameClock.objects.exists)
