"""Random legal games under random house rules, from the empty table to the result.

Hypothesis draws the rules, the number of seats and a seed; the seed drives every choice within the game, so
that it costs milliseconds and no example is thrown away. The players know no rules: they choose from `legal`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from games.rules import commands as c
from games.rules import events as e
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.fairness import FairShuffle
from games.rules.house_rules import FLIP_MODES, SWITCHES, HouseRules, from_json
from games.rules.legal import UNDO_MOVE, Option, legal
from games.rules.levels import LEVELS
from games.rules.state import GameState, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

USUAL_HOLES = (1, 1, 1, 2, 2, 3)
MANY_HOLES = (9, 18)


def house_rules(holes: tuple[int, ...] = USUAL_HOLES) -> st.SearchStrategy[HouseRules]:
    """Any house rules that can be played."""
    choices: dict[str, st.SearchStrategy[Any]] = {name: st.booleans() for name in SWITCHES}
    choices |= {
        "flip_mode": st.sampled_from(FLIP_MODES),
        "initial_flips": st.integers(0, 2),
        "decks": st.integers(1, 3),
        "holes": st.sampled_from(holes),
    }
    return st.fixed_dictionaries(choices).map(from_json)


def random_games() -> st.SearchStrategy[RandomGame]:
    """Games to be played: mostly short ones, some of many holes, some of players who never want to finish."""
    seats, seeds = st.integers(2, 6), st.integers(0, 2**64 - 1)
    usual = st.builds(RandomGame, house_rules(), seats, seeds)
    longer = st.builds(RandomGame, house_rules(MANY_HOLES), seats, seeds)
    stalling = st.builds(RandomGame, house_rules((1,)), seats, seeds, st.just(True))
    return st.one_of(*[usual] * 7, longer, stalling, coached_games())


def coached_games() -> st.SearchStrategy[RandomGame]:
    """Games at tables that allow taking moves back, at which mostly one person plays against CPU players."""
    seats, seeds = st.integers(2, 6), st.integers(0, 2**64 - 1)
    stalling = st.sampled_from([*[False] * 5, True])
    return st.builds(RandomGame, house_rules(), seats, seeds, stalling, st.just(True))


@dataclass
class Step:
    """One command of a game: the state before it, what followed, and the state after."""

    before: GameState
    command: c.Command
    events: list[e.Event]
    after: GameState


@dataclass
class RandomGame:
    """A game whose players choose at random from what is legal; the same again for the same seed."""

    rules: HouseRules
    seats: int
    seed: int
    stalling: bool = False
    coaching: bool = False
    state: GameState = field(init=False, repr=False)
    events: list[e.Event] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.shuffle = FairShuffle(self.dice.randbytes)
        self.events = [e.GameCreated(self.rules, self.seats), *[e.CoachingAllowed()] * self.coaching]
        self.state = replay(self.events)

    def steps(self) -> Iterator[Step]:
        """Plays the game to its end, command by command."""
        while self.state.is_live:
            command, by = self._next()
            before, happened = self.state, decide(self.state, command, self.shuffle, by)
            for event in happened:
                self.state = evolve(self.state, event)
            self.events += happened
            yield Step(before, command, happened, self.state)

    def play(self) -> GameState:
        """The state at the end of the game."""
        for _step in self.steps():
            pass
        return self.state

    def _next(self) -> tuple[c.Command, e.By]:
        if self.state.phase is Phase.LOBBY:
            return self._in_lobby(), None
        if self.state.awaits_deal:
            return self._between_holes()
        return self._in_hole()

    def _in_lobby(self) -> c.Command:
        """Mostly sits down, asks CPU players and starts; now and then somebody leaves or the rules change."""
        host, taken = self.state.host, len(self.state.taken)
        if self.coaching and host is not None and taken < self.seats and self.dice.random() < 0.9:
            return self._asks(host)
        if host is None or (taken < 2 and self.dice.random() < 0.5):
            return self._sits()
        if taken == self.seats or (taken >= 2 and self.dice.random() < 0.2):
            return c.Start(host)
        if self.dice.random() < 0.4:
            return self._sits()
        option = self._option(legal(self.state, host))
        return self.dice.choice([*commands_of(option, host, self.rules), self._asks(host)])

    def _sits(self) -> c.Command:
        free = [number for number, seat in enumerate(self.state.seats) if seat is None]
        return c.Sit(self.dice.getrandbits(60), self.dice.choice([None, *free]))

    def _asks(self, host: int) -> c.Command:
        (adding,) = [option for option in legal(self.state, host) if option.do == "add_cpu"]
        return asked(host, self.dice.choice(adding.personas))

    def _between_holes(self) -> tuple[c.Command, e.By]:
        people = [number for number, seat in self.state.taken if seat.is_person]
        cut = {seat for seat, _bytes in self.state.cuts}
        uncut = [seat for seat in people if seat not in cut]
        if uncut and self.dice.random() < 0.3:
            return c.Cut(self.dice.choice(uncut), self.dice.randbytes(16).hex()), None
        ready = [command for seat in people for command in self._listed(seat)]
        if ready and self.dice.random() < 0.8:
            return self.dice.choice(ready), None
        return c.Deal(), "clock"

    def _in_hole(self) -> tuple[c.Command, e.By]:
        """A move of somebody who may move; the caddie's for a seat on autopilot, now and then for others."""
        undoing = [number for number, _seat in self.state.taken if UNDO_MOVE in legal(self.state, number)]
        if undoing and self.dice.random() < 0.08:
            return c.UndoMove(undoing[0]), None
        able = [(number, seat) for number, seat in self.state.taken if self._moves(number)]
        number, seat = self.dice.choice(able)
        if seat.is_person:
            chance = self.dice.random()
            if seat.autopilot:
                if chance < 0.1:
                    return c.TakeBackSeat(number), None
                return self._move(number), None if chance < 0.2 else "caddie"
            if chance < 0.01:
                return c.Stand(number), None
            if chance < 0.05:
                return self._move(number), "caddie"
        return self._move(number), None

    def _moves(self, seat: int) -> tuple[Option, ...]:
        ways_back = ("take_back_seat", "undo_move")
        return tuple(option for option in legal(self.state, seat) if option.do not in ways_back)

    def _move(self, seat: int) -> c.Command:
        options = {option.do: option for option in self._moves(seat)}
        if self.stalling and self.dice.random() < 0.98:
            if "draw" in options:
                return c.Draw(seat, "stock")
            for dull in ("discard", "skip_flip"):
                if dull in options:
                    return commands_of(options[dull], seat, self.rules)[0]
        option = self._option(tuple(options.values()))
        return self.dice.choice(commands_of(option, seat, self.rules))

    def _option(self, options: tuple[Option, ...]) -> Option:
        return self.dice.choice(options)

    def _listed(self, seat: int) -> list[c.Command]:
        options = legal(self.state, seat)
        return [command for option in options for command in commands_of(option, seat, self.rules)]


def asked(host: int, persona: str) -> c.AddCpu:
    """A CPU player asked to the table at a level that is always theirs, and not everybody's."""
    return c.AddCpu(host, persona, LEVELS[len(persona) % len(LEVELS)])


def commands_of(option: Option, seat: int, rules: HouseRules) -> list[c.Command]:
    """Every command that an option stands for; where it lets one choose rules, these."""
    match option.do:
        case "draw":
            return [c.Draw(seat, source) for source in option.sources]
        case "swap":
            return [c.Swap(seat, at) for at in option.at]
        case "flip":
            return [c.Flip(seat, at) for at in option.at]
        case "flip_action":
            return [c.FlipAction(seat, at) for at in option.at]
        case "open":
            return [c.Open(seat, at) for at in combinations(option.at, option.count or 0)]
        case "add_cpu":
            return [c.AddCpu(seat, persona, level) for persona in option.personas for level in LEVELS]
        case "remove":
            return [c.Remove(seat, target) for target in option.seats]
        case "rules":
            return [c.SetRules(seat, rules)]
        case plain:
            return [PLAIN[plain](seat)]


PLAIN: dict[str, Callable[[int], c.Command]] = {
    "undo_draw": c.UndoDraw,
    "discard": c.Discard,
    "skip_flip": c.SkipFlip,
    "knock": c.Knock,
    "undo_move": c.UndoMove,
    "next_hole": c.NextHole,
    "stand": c.Stand,
    "take_back_seat": c.TakeBackSeat,
    "start": c.Start,
}
