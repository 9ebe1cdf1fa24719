"""No table is ever stuck: whoever drops out whenever, there is somebody to move, or a time at which the clock moves."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from games.fold import Fold, Stored
from games.models import GameClock
from games.rules.legal import legal
from games.rules.state import Phase
from games.schedule import Tempo, next_step
from tests.kit.random_games import RandomGame, random_games
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from games.live import LiveGame
    from games.rules.state import GameState
    from tests.kit.cast import Person
    from tests.kit.club import Club
    from tests.kit.sockets import Socket

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
RULES: list[dict[str, Any]] = [
    {"holes": 1},
    {"holes": 2, "flip_mode": "endgame", "initial_flips": 0, "knock_early": True},
]


def somebody_can_move(state: GameState) -> bool:
    """Whether a person who plays themself has something to do other than to leave."""
    for number, seat in state.taken:
        if seat.awaited and {option.do for option in legal(state, number)} - {"stand"}:
            return True
    return state.phase is Phase.LOBBY and bool(legal(state, None))


@settings(max_examples=40, deadline=None)
@given(random_games(), st.sampled_from(["normal", "instant"]), st.sampled_from([0.0, 45.0]))
def test_at_every_moment_of_every_game_somebody_or_time_can_go_on(
    game: RandomGame, pace: str, turn_seconds: float
) -> None:
    folded, tempo = Fold(game.state, 0, NOON, NOON), Tempo(pace, turn_seconds)
    for step in game.steps():
        for event in step.events:
            folded.add(Stored(folded.seq + 1, NOON, event))
        if folded.state.is_live:
            due = next_step(folded, tempo, None)
            assert due is not None or somebody_can_move(folded.state)
            if turn_seconds and folded.state.phase is not Phase.LOBBY:
                assert due is not None, "with a clock, time alone ends the game"


class Evening:
    """Three people and a CPU player at a table, all of whom come and go as they like."""

    def __init__(self, club: Club, code: str, live: LiveGame, people: list[Person], seed: int) -> None:
        self.club = club
        self.code = code
        self.live = live
        self.people = people
        self.there: dict[int, Socket] = {}
        self.dice = random.Random(seed)

    @classmethod
    async def of(cls, club: Club, seed: int) -> Evening:
        people = [await club.person(name) for name in ("Alice", "Bob", "Charlie")]
        rules = RULES[seed % len(RULES)]
        code = await club.table(people[0], rules=rules, seats=4, cpus=["diego"], turn_seconds=45)
        evening = cls(club, code, await club.live(code), people, seed)
        for number in range(3):
            evening.there[number] = await club.at(code, people[number])
        for number in (1, 2):
            await evening.there[number].ok("sit")
        await evening.there[0].ok("start")
        return evening

    async def step(self) -> None:
        """Somebody leaves, comes back, hands over, makes a move, or time passes."""
        chance = self.dice.random()
        if chance < 0.08 and self.there:
            await self.there.pop(self.dice.choice(sorted(self.there))).leave()
        elif chance < 0.18 and len(self.there) < 3:
            number = self.dice.choice([n for n in range(3) if n not in self.there])
            self.there[number] = await self.club.at(self.code, self.people[number])
        elif chance < 0.3 or not self.there:
            await self.club.later(self.dice.choice([1, 5, 25, 50]))
            await self.club.tick()
        else:
            await self.move(self.there[self.dice.choice(sorted(self.there))])

    async def move(self, socket: Socket) -> None:
        await self.club.in_step(socket)
        never = ("rematch",) if self.dice.random() < 0.1 else ("rematch", "stand", "take_back_seat")
        move = a_move(socket.legal, self.dice, never=never)
        if move is not None:
            await socket.ok(move.pop("do"), **move)

    async def is_not_stuck(self) -> bool:
        """Whether it goes on; False once the game is over."""
        row = await self.club.ask(GameClock.objects.filter(pk=self.live.id).first)
        if not self.live.fold.state.is_live:
            assert row is None
            return False
        assert row is not None, "a live game has a time at which the clock looks at it"
        step = next_step(self.live.fold, self.live.table.tempo, self.live.resumed_at)
        if self.there:
            assert step is not None
            late = (row.due_at - max(step.at, timezone.now())).total_seconds()
            assert late <= 61, f"the clock looks {late} s too late"
        return True

    async def ends(self) -> str:
        """With the clock alone: how the game ends."""
        for _look in range(3000):
            if not await self.is_not_stuck():
                assert self.live.fold.state == await self.club.state(self.code)
                return str(self.live.fold.state.phase)
            row = await self.club.ask(GameClock.objects.get, pk=self.live.id)
            wait = (row.due_at - timezone.now()).total_seconds()
            await self.club.later(max(wait, 0) + 0.01)
            await self.club.tick()
        raise AssertionError("the game does not end")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(8))
async def test_whoever_comes_and_goes_the_game_goes_on_and_ends(club: Club, seed: int) -> None:
    evening = await Evening.of(club, seed)
    for _step in range(120):
        await evening.step()
        if not await evening.is_not_stuck():
            return
    if seed % 2 and evening.there:
        assert await evening.ends() == "game_over", "while somebody looks on, the caddie plays it to its end"
    else:
        for socket in evening.there.values():
            await socket.leave()
        evening.there.clear()
        assert await evening.ends() == "abandoned"
