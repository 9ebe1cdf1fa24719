"""A stream walked again: each of its events must be what the rules give for a command from the state before it.

The command behind an event is read off the event; deciding it again gives the event, and all that follows from it,
which must then be what the stream has. The secrets of the shuffle are the stream's own, and each order of the
cards is worked out from them again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, assert_never

from games.rules import commands as c
from games.rules import events as e
from games.rules.decide import decide
from games.rules.evolve import begin, evolve
from games.rules.fairness import SECRET_BYTES, order
from games.rules.levels import USUAL, can_be_said
from games.rules.refusals import IllegalMove
from games.rules.state import FEWEST_SEATS, MOST_SEATS, PERSONAS, TURN_PHASES, GameState, Phase
from games.rules.views import WIRE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.rules.cards import Card

SECRET: Final = re.compile(f"[0-9a-f]{{{2 * SECRET_BYTES}}}")
NO_SECRET: Final = "00" * SECRET_BYTES


class Deviation(Exception):
    """The first event that the rules do not give.

    `at` is its place in the stream; one beyond the last where the stream ends too soon. `detail` may name cards that
    nobody at the table has seen: it is for games that are over.
    """

    def __init__(self, at: int, sentence: str, detail: str = "") -> None:
        super().__init__(f"{sentence}: {detail}" if detail else sentence)
        self.at = at
        self.sentence = sentence
        self.detail = detail


def retrace(stream: Sequence[e.Event], founding: int = 1) -> GameState:
    """The state after a whole stream. Deviation where it is not what the rules give.

    `founding`: how many events were there from the beginning; players among these had been given their seats already.
    """
    if not stream or not isinstance(stream[0], e.GameCreated):
        raise Deviation(0, "the stream does not begin with game_created")
    if not FEWEST_SEATS <= stream[0].seats <= MOST_SEATS:
        raise Deviation(0, "game_created is not what the rules give", "no table has so many seats")
    state, at = begin(stream[0]), 1
    shuffle = _ToldShuffle(secret for event in stream if (secret := getattr(event, "next_secret", None)))
    while at < len(stream):
        for expected in _given(state, stream, at, founding, shuffle):
            _compare(stream, at, expected)
            state, at = evolve(state, expected), at + 1
    return state


@dataclass(frozen=True, slots=True)
class _ToldShuffle:
    """The fair shuffle, with the secrets that a stream tells."""

    told: Iterator[str]

    def secret(self) -> str:
        """The next secret; where the stream has none that could be one, another than it has."""
        secret = next(self.told, "")
        return secret if SECRET.fullmatch(secret) else NO_SECRET

    def pack(self, cards: Sequence[Card], seed: bytes) -> tuple[Card, ...]:
        return order(cards, seed, 0)

    def renewed(self, cards: Sequence[Card], seed: bytes, renewal: int) -> tuple[Card, ...]:
        return order(cards, seed, renewal)


def _given(
    state: GameState, stream: Sequence[e.Event], at: int, founding: int, shuffle: _ToldShuffle
) -> Sequence[e.Event]:
    """The events that the rules give for the command behind this event: at least one."""
    event = stream[at]
    if isinstance(event, e.CoachingAllowed) and at == 1:
        return [event]
    if isinstance(event, e.SeatTakenOver) and _may_take_over(state, event):
        return [event]
    if isinstance(event, e.PlayerJoined) and at < founding and _takes_a_seat(state, event):
        return [event]
    try:
        command, by = _asked(state, event, stream[at + 1 : at + 2])
        return decide(state, command, shuffle, by)
    except IllegalMove as refusal:
        raise Deviation(at, _unlike(event), f"{refusal.code}, {refusal.message}") from refusal
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise Deviation(at, _unlike(event), str(error)) from error


def _takes_a_seat(state: GameState, joined: e.PlayerJoined) -> bool:
    """Whether a player who was there from the beginning could have been given this seat."""
    who = (joined.player, joined.persona)
    return (
        state.phase is Phase.LOBBY
        and (joined.persona in PERSONAS if joined.player is None else joined.persona is None)
        and can_be_said(joined)
        and 0 <= joined.seat < len(state.seats)
        and state.seats[joined.seat] is None
        and all((seat.player, seat.persona) != who for _n, seat in state.taken)
    )


def _may_take_over(state: GameState, event: e.SeatTakenOver) -> bool:
    """Whether a game could be played on so: in the middle of a hole, by one who does not sit there already."""
    others = [(seat.player, seat.persona) for number, seat in state.taken if number != event.seat]
    return (
        state.phase in (Phase.OPENING, *TURN_PHASES)
        and state.hole is not None
        and (event.persona in PERSONAS if event.player is None else event.persona is None)
        and 0 <= event.seat < len(state.seats)
        and (event.player, event.persona) not in others
    )


def _asked(state: GameState, event: e.Event, after: Sequence[e.Event]) -> tuple[c.Command, e.By]:
    """The command to which this event is the first answer, and who gave it. ValueError where there is none."""
    match event:
        case e.GameCreated():
            raise ValueError("a game is created once")
        case e.CoachingAllowed():
            raise ValueError("it is allowed from the beginning or not at all")
        case e.RulesChanged() | e.PlayerJoined() | e.PlayerLeft() | e.GameStarted():
            return _asked_in_lobby(state, event), None
        case e.HoleStarted():
            return c.Deal(), _of_time(event.by)
        case e.GameAbandoned():
            return c.Abandon(event.reason), _of_time(event.by)
        case e.PackCut():
            return c.Cut(event.seat, event.cut), None
        case e.MovesUndone():
            return c.UndoMove(event.seat), None
        case e.Ready():
            return c.NextHole(event.seat), None
        case e.SeatOnAutopilot():
            return c.Stand(event.seat), None
        case e.SeatTakenBack():
            # With a move it came first, and the rest of that move is decided from here as it was together.
            return c.TakeBackSeat(event.seat), None
        case e.SeatHandedOver():
            return c.HandOver(event.seat, event.player), None
        case e.SeatTakenOver():
            raise ValueError("nobody can play on so")
        case e.StockRenewed():
            return _draw_from(state, getattr(next(iter(after), None), "by", None))
        case e.GridRevealed() | e.HoleEnded():
            # Nothing was left to draw. Of who tried, only this is told: whose seat is on autopilot did not.
            turn = state.turn
            away = turn is not None and state.seat(turn).autopilot
            return _draw_from(state, "caddie" if away else None)
        case e.WentOut() | e.GameEnded():
            raise ValueError("it follows from nothing")
        case _:
            return asked_in_hole(event), _of_caddie(state, event.seat, event.by)


def _asked_in_lobby(
    state: GameState, event: e.RulesChanged | e.PlayerJoined | e.PlayerLeft | e.GameStarted
) -> c.Command:
    if isinstance(event, e.PlayerJoined) and event.player is not None:
        return c.Sit(event.player, event.seat)
    if isinstance(event, e.PlayerLeft) and state.seat(event.seat).is_person:
        return c.Stand(event.seat)
    if state.host is None:
        raise ValueError("the table has no host who could do that")
    match event:
        case e.RulesChanged():
            return c.SetRules(state.host, event.rules)
        case e.PlayerJoined():
            return c.AddCpu(state.host, event.persona or "", event.level or USUAL)
        case e.PlayerLeft():
            return c.Remove(state.host, event.seat)
        case e.GameStarted():
            return c.Start(state.host)
        case _:
            assert_never(event)


def asked_in_hole(event: e.Choice) -> c.SeatCommand:
    """The choice to which this event is the answer."""
    match event:
        case e.CardsOpened():
            return c.Open(event.seat, tuple(at for at, _card in event.cards))
        case e.CardDrawn():
            return c.Draw(event.seat, event.source)
        case e.DrawUndone():
            return c.UndoDraw(event.seat)
        case e.CardSwapped():
            return c.Swap(event.seat, event.at)
        case e.CardDiscarded():
            return c.Discard(event.seat)
        case e.CardFlipped():
            return c.Flip(event.seat, event.at)
        case e.FlipSkipped():
            return c.SkipFlip(event.seat)
        case e.CardFlippedAsAction():
            return c.FlipAction(event.seat, event.at)
        case e.Knocked():
            return c.Knock(event.seat)
        case _:
            assert_never(event)


def _draw_from(state: GameState, by: e.By) -> tuple[c.Command, e.By]:
    if state.turn is None:
        raise ValueError("it is nobody's turn")
    return c.Draw(state.turn, "stock"), _of_caddie(state, state.turn, by)


def _of_time(by: e.By) -> e.By:
    if by == "caddie":
        raise ValueError("the caddie does no such thing")
    return by


def _of_caddie(state: GameState, seat: int, by: e.By) -> e.By:
    if by == "clock" or (by == "caddie" and not state.seat(seat).is_person):
        raise ValueError("nobody moves for a CPU player, and only the caddie for a person")
    return by


def _compare(stream: Sequence[e.Event], at: int, expected: e.Event) -> None:
    """Deviation where this place of the stream has anything but the expected event."""
    if at == len(stream):
        raise Deviation(at, f"{WIRE_NAMES[type(expected)]} is missing")
    event = stream[at]
    if event == expected:
        return
    if type(event) is not type(expected):
        raise Deviation(at, f"{WIRE_NAMES[type(event)]} is where {WIRE_NAMES[type(expected)]} should be")
    other = [
        field.name for field in fields(event) if getattr(event, field.name) != getattr(expected, field.name)
    ]
    differences = (f"{name} is {getattr(event, name)}, not {getattr(expected, name)}" for name in other)
    raise Deviation(at, _unlike(event), "; ".join(differences))


def _unlike(event: e.Event) -> str:
    return f"{WIRE_NAMES[type(event)]} is not what the rules give"
