"""The fold: a state and an event give the next state.

`evolve` draws nothing by chance, asks no clock and never refuses: what is in the stream has happened.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from games.rules import coaching
from games.rules import events as e
from games.rules.grid import Grid
from games.rules.levels import level_of
from games.rules.state import Drawn, FlipDue, GameState, HoleState, Phase, SeatState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from games.rules.house_rules import HouseRules


def replay(events: Iterable[e.Event]) -> GameState:
    """The state after a whole stream, which begins with `GameCreated`."""
    stream = iter(events)
    state = begin(next(stream))
    for event in stream:
        state = evolve(state, event)
    return state


def begin(created: e.Event) -> GameState:
    """The state of a game that has just been created; TypeError for any other event."""
    if not isinstance(created, e.GameCreated):
        raise TypeError(f"a stream begins with GameCreated, not {type(created).__name__}")
    return GameState(rules=created.rules, seats=(None,) * created.seats)


def evolve(state: GameState, event: e.Event) -> GameState:
    """The state after one more event."""
    after = _evolved(state, event)
    return after if after.coaching is None else coaching.remember(state, after, event)


def _evolved(state: GameState, event: e.Event) -> GameState:
    match event:
        case (
            e.CardDrawn()
            | e.CardSwapped()
            | e.CardDiscarded()
            | e.DrawUndone()
            | e.CardFlipped()
            | e.CardFlippedAsAction()
            | e.FlipSkipped()
            | e.Knocked()
        ):
            return _after_turn_event(state, _hole(state), event)
        case (
            e.HoleStarted()
            | e.CardsOpened()
            | e.MovesUndone()
            | e.GridRevealed()
            | e.StockRenewed()
            | e.WentOut()
            | e.HoleEnded()
            | e.Ready()
            | e.PackCut()
        ):
            return _after_hole_event(state, event)
        case e.SeatOnAutopilot():
            return _hand_on(_with_seat(state, event.seat, autopilot=True, ready=False), event.seat)
        case e.SeatTakenBack():
            return _taken_back(state, event.seat)
        case e.SeatHandedOver():
            return _with_seat(state, event.seat, player=event.player)
        case e.SeatTakenOver():
            return _taken_over(state, event)
        case e.GameEnded():
            return replace(state, phase=Phase.GAME_OVER, places=event.places)
        case e.GameAbandoned():
            return replace(state, phase=Phase.ABANDONED, secret=None)
        case (
            e.GameCreated()
            | e.CoachingAllowed()
            | e.RulesChanged()
            | e.PlayerJoined()
            | e.PlayerLeft()
            | e.GameStarted()
        ):
            return _after_lobby_event(state, event)
        case _:
            assert_never(event)


def _after_turn_event(state: GameState, hole: HoleState, event: e.TurnEvent) -> GameState:
    seat = event.seat
    match event:
        case e.CardDrawn():
            drawn = Drawn(event.card, event.source)
            if event.source == "stock":
                return replace(state, hole=replace(hole, stock=hole.stock[1:], drawn=drawn))
            return replace(state, hole=replace(hole, discard=hole.discard[:-1], drawn=drawn))
        case e.CardSwapped():
            grids = _with_grid(hole, seat, hole.grids[seat].with_card(event.at, event.card))
            hole = replace(hole, grids=grids, discard=(*hole.discard, event.out), drawn=None)
        case e.CardDiscarded():
            due = flip_due(state.rules, hole.grids, seat)
            hole = replace(hole, discard=(*hole.discard, event.card), drawn=None, flip=due)
            if due:
                return replace(state, hole=hole)
        case e.DrawUndone():
            return replace(state, hole=replace(hole, discard=(*hole.discard, event.card), drawn=None))
        case e.CardFlipped() | e.CardFlippedAsAction():
            hole = replace(hole, grids=_turned(hole, seat, ((event.at, event.card),)), flip=None)
        case e.FlipSkipped():
            hole = replace(hole, flip=None)
        case e.Knocked():
            hole = replace(hole, grids=_turned(hole, seat, event.cards))
        case _:
            assert_never(event)
    return _turn_over(state, hole, seat, event.by)


def flip_due(rules: HouseRules, grids: tuple[Grid, ...], seat: int) -> FlipDue:
    """Whether the discard of a stock card obliges or allows this seat to flip one of its cards."""
    if rules.flip_mode == "never" or grids[seat].all_up:
        return None
    if rules.flip_mode == "always":
        return "must"
    return "may" if any(sum(grid.up) >= 5 for grid in grids) else None


def _turn_over(state: GameState, hole: HoleState, seat: int, by: e.By) -> GameState:
    """The turn passes to the next seat, or to nobody after the last of the last turns."""
    following = (seat + 1) % len(state.seats)
    turn = None if state.phase is Phase.LAST_TURNS and following == hole.went_out else following
    return _counted(replace(state, hole=replace(hole, turn=turn, turns=hole.turns + 1)), seat, by)


def _counted(state: GameState, seat: int, by: e.By) -> GameState:
    """Keeps count of the turns in a row that the caddie had to play for a person."""
    player = state.seat(seat)
    if by is None:
        return _with_seat(state, seat, missed=0) if player.missed else state
    return state if player.autopilot else _with_seat(state, seat, missed=player.missed + 1)


def _after_hole_event(state: GameState, event: e.HoleEvent) -> GameState:
    match event:
        case e.HoleStarted():
            return _hole_started(state, event)
        case e.PackCut():
            return replace(state, cuts=(*state.cuts, (event.seat, event.cut)))
        case e.Ready():
            return _with_seat(state, event.seat, ready=True)
        case e.CardsOpened():
            return _opened(state, _hole(state), event)
        case e.MovesUndone():
            return _counted(coaching.gone_back(state, event), event.seat, None)
        case e.GridRevealed():
            hole = _hole(state)
            return replace(state, hole=replace(hole, grids=_turned(hole, event.seat, event.cards)))
        case e.StockRenewed():
            hole = _hole(state)
            renewed = replace(hole, stock=event.stock, discard=hole.discard[-1:], renewals=hole.renewals + 1)
            return replace(state, hole=renewed)
        case e.WentOut():
            return replace(state, phase=Phase.LAST_TURNS, hole=replace(_hole(state), went_out=event.seat))
        case e.HoleEnded():
            return _hole_ended(state, _hole(state), event)
        case _:
            assert_never(event)


def _hole_started(state: GameState, event: e.HoleStarted) -> GameState:
    opens = state.rules.initial_flips > 0
    hole = HoleState(
        number=event.hole,
        dealer=event.dealer,
        first=event.turn,
        secret=state.secret or "",
        cuts=event.cuts,
        grids=tuple(Grid(cards) for cards in event.grids),
        stock=event.stock,
        discard=(event.discard,),
        opened=(not opens,) * len(event.grids),
        turn=None if opens else event.turn,
    )
    return replace(
        state,
        phase=Phase.OPENING if opens else Phase.PLAYING,
        seats=tuple(replace(seat, ready=False) for _, seat in state.taken),
        hole=hole,
        commitment=None,
        secret=None,
        cuts=(),
    )


def _opened(state: GameState, hole: HoleState, event: e.CardsOpened) -> GameState:
    opened = tuple(done or seat == event.seat for seat, done in enumerate(hole.opened))
    hole = replace(hole, grids=_turned(hole, event.seat, event.cards), opened=opened)
    if all(opened):
        state = replace(state, phase=Phase.PLAYING, hole=replace(hole, turn=hole.first))
    else:
        state = replace(state, hole=hole)
    return _counted(state, event.seat, event.by)


def _hole_ended(state: GameState, hole: HoleState, event: e.HoleEnded) -> GameState:
    hole = replace(
        hole,
        grids=tuple(Grid(cards, (True,) * 6) for cards in event.grids),
        turn=None,
        drawn=None,
        flip=None,
        scores=event.scores,
    )
    seats = tuple(
        replace(seat, total=event.totals[number], holes_won=seat.holes_won + (number in event.winners))
        for number, seat in state.taken
    )
    return replace(
        state,
        phase=Phase.HOLE_OVER,
        seats=seats,
        hole=hole,
        commitment=event.next_commitment,
        secret=event.next_secret,
        scorecard=(*state.scorecard, tuple(line.score for line in event.scores)),
    )


def _after_lobby_event(state: GameState, event: e.TableEvent) -> GameState:
    match event:
        case e.GameCreated():
            return begin(event)
        case e.CoachingAllowed():
            return coaching.allowed(state)
        case e.RulesChanged():
            return replace(state, rules=event.rules)
        case e.PlayerJoined():
            seats = list(state.seats)
            seats[event.seat] = SeatState(event.player, event.persona, level_of(event))
            host = event.seat if state.host is None and event.persona is None else state.host
            return replace(state, seats=tuple(seats), host=host)
        case e.PlayerLeft():
            seats = list(state.seats)
            seats[event.seat] = None
            return _hand_on(replace(state, seats=tuple(seats)), event.seat)
        case e.GameStarted():
            numbers = [number for number, _ in state.taken]
            return replace(
                state,
                phase=Phase.OPENING,
                seats=tuple(seat for _, seat in state.taken),
                host=None if state.host is None else numbers.index(state.host),
                commitment=event.next_commitment,
                secret=event.next_secret,
            )
        case _:
            assert_never(event)


def _hand_on(state: GameState, gone: int) -> GameState:
    """Where the host has gone, the next person in order of seats becomes host.

    Before the start a table may be without a host until somebody sits down; later the host stays if nobody
    else is there.
    """
    if state.host != gone:
        return state
    others = [(gone + step) % len(state.seats) for step in range(1, len(state.seats))]
    awaited = [seat for seat in others if (player := state.seats[seat]) is not None and player.awaited]
    if awaited:
        return replace(state, host=awaited[0])
    return replace(state, host=None) if state.seats[gone] is None else state


def _taken_back(state: GameState, seat: int) -> GameState:
    """A player is back, and becomes host if the host is not there."""
    state = _with_seat(state, seat, autopilot=False, missed=0)
    host_is_there = state.host is not None and state.seat(state.host).awaited
    return state if host_is_there else replace(state, host=seat)


def _taken_over(state: GameState, event: e.SeatTakenOver) -> GameState:
    """Cards and totals stay; who has the seat is another, and a person is host."""
    who = {"player": event.player, "persona": event.persona, "level": level_of(event)}
    state = _with_seat(state, event.seat, **who, autopilot=False, missed=0, ready=False)
    return state if event.player is None else replace(state, host=event.seat)


def _with_seat(state: GameState, number: int, **changes: bool | int | str | None) -> GameState:
    changed = replace(state.seat(number), **changes)  # type: ignore[arg-type]
    return replace(state, seats=(*state.seats[:number], changed, *state.seats[number + 1 :]))


def _hole(state: GameState) -> HoleState:
    if state.hole is None:
        raise ValueError("no hole has begun")
    return state.hole


def _with_grid(hole: HoleState, seat: int, grid: Grid) -> tuple[Grid, ...]:
    return (*hole.grids[:seat], grid, *hole.grids[seat + 1 :])


def _turned(hole: HoleState, seat: int, cards: e.Turned) -> tuple[Grid, ...]:
    return _with_grid(hole, seat, hole.grids[seat].turned_up(at for at, _ in cards))
