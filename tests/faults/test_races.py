"""Two processes are asked for something at one game at the same instant: one of them does it, and once."""

from __future__ import annotations

import json
import random
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from tests.faults.extent import extent
from tests.kit.bots import Bot, connect_anew, post
from tests.kit.processes import PATIENCE
from tests.kit.promises import DEEDS
from tests.kit.sockets import a_move

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from websockets.sync.client import ClientConnection

    from tests.kit.own_site import OwnSite

Json = dict[str, Any]
RACES = extent(100, 1000)
REFUSALS = 25
"""After so many a socket calls anew: of many more in ten seconds the server would complain."""
TOO_LATE = {"not_now", "not_your_turn", "illegal_move"}
"""What the loser of a race hears who did not say what it had seen."""


class Hand:
    """One socket of a person."""

    def __init__(self, bot: Bot, port: int, calls: ExitStack) -> None:
        self.bot, self.port, self._calls = bot, port, calls
        self.call()

    def call(self) -> None:
        """Connect; a server counts refusals anew for each socket."""
        self.refusals = 0
        self.line: ClientConnection = self._calls.enter_context(connect_anew(self.bot, self.port))
        self.hear()

    def hear(self) -> Json:
        frame: Json = json.loads(self.line.recv(PATIENCE))
        self.bot.hear(frame)
        return frame

    def move(self, dice: random.Random) -> Json | None:
        """Something to do for which this person races with nobody else: the clock, too, begins the next hole."""
        return a_move(self.bot.legal, dice, never=("undo_draw", "next_hole", "rematch"))

    def ask(self, message: Json) -> None:
        self.line.send(json.dumps({"id": 1} | message))

    def answer(self) -> Json:
        """Everything up to the answer."""
        while (frame := self.hear())["type"] not in {"ok", "error"}:
            pass
        self.refusals += frame["type"] == "error"
        return frame

    def rest(self) -> None:
        """Nothing is on its way: a good moment to call anew, where that is due."""
        if self.refusals >= REFUSALS:
            self.line.close()
            self.call()


def test_of_two_processes_that_act_at_once_one_wins_and_the_other_knows(
    site: OwnSite, figure: Callable[[str], None]
) -> None:
    site.open()
    dice, won, games = random.Random(1), Counter[str](), dict[str, list[int]]()
    while won.total() < RACES:
        with ExitStack() as calls:
            game, oks = _race_through_a_game(site.ports, calls, dice, won)
            games[game] = oks
    for game, stream in site.stored(games).items():
        done = [event for event in stream[2:] if event["type"] in DEEDS.values() and event["by"] is None]
        assert len(set(games[game])) == len(games[game])
        assert len(done) == len(games[game])
    assert not site.logged("ERROR"), site.logged("ERROR")
    figure(f"{won.total()} races between two processes, one winner each: {dict(won)}")


def _race_through_a_game(
    ports: Sequence[int], calls: ExitStack, dice: random.Random, won: Counter[str]
) -> tuple[str, list[int]]:
    """A game in which every move is a race; which one, and the `seq` of what was done."""
    alice, bob, oks = _two_people(ports, calls)
    while won.total() < RACES and alice[0].bot.phase != "game_over":
        _until_all_know_the_same(alice + bob)
        if racing := next((both for both in (alice, bob) if both[0].move(dice)), None):
            oks.append(_race(racing, dice, won))
        else:
            alice[0].hear()
    return alice[0].bot.game, oks


def _two_people(ports: Sequence[int], calls: ExitStack) -> tuple[list[Hand], list[Hand], list[int]]:
    """Alice and Bob, each with a socket at both processes, at a new table; and the `seq` of what they have done."""
    tokens = [post(ports[0], "guests", {})["token"] for _person in range(2)]
    wish = {"seats": 2, "pace": "instant", "rules": {"holes": 18}}
    code = post(ports[0], "tables", wish, tokens[0])["code"]
    alice, bob = ([Hand(Bot(token, code, 1), port, calls) for port in ports] for token in tokens)
    bob[0].ask({"do": "sit"})
    oks = [bob[0].answer()["seq"]]
    alice[0].ask({"do": "start"})
    assert alice[0].answer()["type"] == "ok"
    for hand in (alice[0], bob[0]):
        hand.ask({"do": "cut", "bytes": "0a" * 16})
        if (answer := hand.answer())["type"] == "ok":  # A busy machine may deal before that.
            oks.append(answer["seq"])
    return alice, bob, oks


def _race(hands: Sequence[Hand], dice: random.Random, won: Counter[str]) -> int:
    """One person asks at both processes at once; the `seq` of what was done."""
    first, second = dice.sample(hands, 2)
    moves = [hand.move(dice) or {} for hand in (first, second)]
    guarded, same = dice.random() < 0.7, dice.random() < 0.5
    seen = {"seq": first.bot.seq} if guarded else {}
    first.ask(moves[0] | seen)
    second.ask(moves[0 if same else 1] | seen)
    answers = [first.answer(), second.answer()]
    winner, loser = sorted(answers, key=lambda answer: answer["type"] != "ok")
    assert (winner["type"], loser["type"]) == ("ok", "error"), answers
    assert loser["code"] in ({"stale"} if guarded else TOO_LATE), answers
    won["asked first" if answers[0] is winner else "asked second"] += 1
    return int(winner["seq"])


def _until_all_know_the_same(hands: Sequence[Hand]) -> None:
    for hand in hands:
        while hand.bot.seq < max(other.bot.seq for other in hands):
            hand.hear()
    for hand in hands:
        hand.rest()
