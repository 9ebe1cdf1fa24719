"""Whole games of CPU players, four unless said otherwise, as streams of events."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from django.utils import timezone

from games.cpu.choose import choose
from games.cpu.personas import PERSONAS
from games.fold import Stored
from games.rules import commands as c
from games.rules import events as e
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.fairness import FairShuffle, commitment
from games.rules.house_rules import CLASSIC, HouseRules
from games.rules.state import GameState, Phase
from games.rules.views import options_for, view_for

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUR = ("maya", "priya", "marcus", "kenji")


def first_events(personas: Sequence[str] = FOUR, rules: HouseRules = CLASSIC) -> list[e.Event]:
    """A table at which CPU players sit. Seat 0 stands for a person, who has to be there to start."""
    joined = [e.PlayerJoined(seat, None, persona) for seat, persona in enumerate(personas)]
    return [e.GameCreated(rules, len(personas)), *joined]


def played(seed: int, rules: HouseRules = CLASSIC, personas: Sequence[str] = FOUR) -> list[Stored]:
    """The stream of a whole game."""
    dice = random.Random(seed)
    shuffle = FairShuffle(dice.randbytes)
    stream = first_events(personas, rules)
    secret = shuffle.secret()
    stream.append(e.GameStarted(rules.holes, commitment(secret), secret))
    state = replay(stream)
    while state.is_live:
        for event in decide(state, next_command(state, dice), shuffle):
            stream.append(event)
            state = evolve(state, event)
    now = timezone.now()
    return [Stored(seq, now, event) for seq, event in enumerate(stream)]


def next_command(state: GameState, dice: random.Random) -> c.Command:
    """What the CPU player on turn, or the clock, does next."""
    if state.awaits_deal:
        return c.Deal()
    seat = state.turn
    if state.phase is Phase.OPENING and state.hole is not None:
        seat = state.hole.opened.index(False)
    persona = PERSONAS[state.seat(seat or 0).persona or ""]
    return choose(view_for(state, seat), options_for(state, seat), persona, dice)
