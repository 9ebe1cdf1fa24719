"""What is measured. Each function gives back a line of text: the figure, with what it is of."""

from __future__ import annotations

import asyncio
import random
import time

from django.conf import settings

from accounts.models import User
from benchmarks.games import FOUR, next_command, played
from benchmarks.timing import milliseconds, seconds
from games import actions, event_store, frames, snapshots, tables
from games.cpu.choose import choose
from games.cpu.personas import PERSONAS
from games.event_store import Append
from games.fold import fold
from games.live import LiveGame, load_game
from games.models import Game
from games.rules import commands as c
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.fairness import FairShuffle
from games.rules.state import TURN_PHASES, GameState
from games.rules.views import options_for, view_for
from games.runtime import Runtime


def fold_game() -> str:
    """`replay` of a stream that is in memory already."""
    events = [stored.event for stored in played(1)]
    spent = milliseconds(lambda: replay(events))
    return f"{spent:6.2f} ms ({len(events)} events, {len(events) / spent * 1000:,.0f} events/s)"


def play_rules() -> str:
    """Deciding the same commands again, without the choosing."""
    commands, dice = [], random.Random(2)
    state = start = replay([stored.event for stored in played(2)[:6]])
    while state.is_live:
        commands.append(next_command(state, dice))
        state = _after(state, commands[-1])

    def again() -> None:
        state = start
        for command in commands:
            state = _after(state, command)

    spent = milliseconds(again)
    return f"{spent:6.2f} ms ({len(commands)} commands, {spent / len(commands) * 1000:.0f} µs each)"


_SHUFFLE = FairShuffle(random.Random(3).randbytes)


def _after(state: GameState, command: c.Command) -> GameState:
    for event in decide(state, command, _SHUFFLE):
        state = evolve(state, event)
    return state


def choose_moves() -> str:
    """All decisions of a game, with the views that they are made from given."""
    asked = []
    state = replay([stored.event for stored in played(4)[:6]])
    dice = random.Random(4)
    while state.is_live:
        if state.phase in TURN_PHASES and state.turn is not None:
            persona = PERSONAS[state.seat(state.turn).persona or ""]
            asked.append((view_for(state, state.turn), options_for(state, state.turn), persona))
        state = _after(state, next_command(state, dice))
    spent = seconds(lambda: [choose(view, options, persona, dice) for view, options, persona in asked])
    return f"{spent / len(asked) * 1e6:6.0f} µs ({len(asked) / spent:,.0f} decisions/s)"


def play_game() -> str:
    """Choosing, deciding and evolving, from the deal to the result."""
    spent = milliseconds(lambda: played(5), 3)
    return f"{spent:6.0f} ms"


def view_table() -> str:
    """The gallery's table in the middle of a game, as text."""
    live = stored_game()
    spent = seconds(lambda: [frames.dumps(frames.snapshot(live, 1, (), signed_in=True)) for _n in range(100)])
    return f"{spent * 10000:6.0f} µs"


def act_durably() -> str:
    """Draw and put back, again and again: decided, committed, evolved, shown to nobody."""
    moves = 400
    user = User.objects.create(username=f"bench-{time.monotonic_ns()}", is_guest=True)
    table = tables.make(user, tables.Wish(cpus=FOUR[:1], start=True))

    async def play() -> tuple[float, float]:
        runtime = Runtime()
        live = await runtime.games.get(table.game_id or 0)
        for seat in (0, 1):
            await actions.act(runtime, live, c.Open(seat, (0, 1)))
        turn = live.fold.state.turn or 0
        begun, processor = time.monotonic(), time.process_time()
        for _move in range(moves // 2):
            await actions.act(runtime, live, c.Draw(turn, "discard"))
            await actions.act(runtime, live, c.UndoDraw(turn))
        spent = time.monotonic() - begun, time.process_time() - processor
        await runtime.stop()
        return spent

    wall, processor = asyncio.run(play())
    return f"{processor / moves * 1000:6.2f} ms of processor, {wall / moves * 1000:.2f} ms of time"


def load_cold() -> str:
    """From the database to a live game."""
    live = stored_game()
    spent = milliseconds(lambda: load_game(live.id))
    return f"{spent:6.2f} ms ({live.seq + 1} events)"


def load_kept() -> str:
    """The same from a snapshot that is thirty events old. Only with Redis are there any."""
    if not settings.REDIS_URL:
        return "     - (no REDIS_URL)"
    live = stored_game()
    stream = event_store.load(live.id)[:-30]
    snapshots.keep([(live.id, fold(stream, live.id), stream[-1])])
    spent = milliseconds(lambda: load_game(live.id))
    return f"{spent:6.2f} ms ({live.seq + 1} events)"


def stored_game() -> LiveGame:
    """A whole nine-hole, four-seat game, stored."""
    user = User.objects.create(username=f"bench-{time.monotonic_ns()}", is_guest=True)
    table = tables.make(user, tables.Wish())
    stream = played(6)
    game = Game.objects.create(table=table)
    events = tuple(stored.event for stored in stream)
    event_store.append([Append(game.pk, 0, stream[0].time, events, None, fold(stream, game.pk).state.phase)])
    return load_game(game.pk)
