"""Laws that hold in every game: cards, streams, endings, and that nobody is ever stuck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from games.rules import commands as c
from games.rules import events as e
from games.rules.cards import pack_for
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.legal import legal
from games.rules.state import MOST_RENEWALS, TURN_PHASES, GameState, Phase
from tests.kit.laws import FEWEST_GAMES, GAMES, law

if TYPE_CHECKING:
    from games.rules.cards import Card
    from games.rules.state import HoleState
    from tests.kit.random_games import RandomGame


def test_the_laws_are_tried_on_a_thousand_games_or_more() -> None:
    assert sum(GAMES.values()) >= FEWEST_GAMES


@law("cards are conserved")
def test_all_cards_together_are_the_pack_after_each_event(game: RandomGame) -> None:
    for step in game.steps():
        state = step.before
        for event in step.events:
            state = evolve(state, event)
            if state.hole is not None:
                assert on_the_table(state.hole) == sorted(pack_for(state.rules)), event


def on_the_table(hole: HoleState) -> list[Card]:
    cards = [*hole.stock, *hole.discard]
    for grid in hole.grids:
        cards += grid.cards
    if hole.drawn:
        cards.append(hole.drawn.card)
    return sorted(cards)


@law("a stream gives its state")
def test_replaying_the_events_gives_the_state(game: RandomGame) -> None:
    first = game.state
    halfway: tuple[int, GameState] = (1, first)
    for number, step in enumerate(game.steps()):
        if number & (number + 1) == 0:
            halfway = len(game.events), step.after
    assert replay(game.events) == game.state
    count, state = halfway
    assert replay(game.events[:count]) == state
    assert first == replay(game.events[: 1 + game.coaching])


@law("every game ends with its sums right")
def test_every_game_ends_with_its_sums_right(game: RandomGame) -> None:
    state = game.play()
    assert state.phase is Phase.GAME_OVER
    holes = [event for event in game.events if isinstance(event, e.HoleEnded)]
    starts = [event for event in game.events if isinstance(event, e.HoleStarted)]
    assert [start.hole for start in starts] == list(range(1, state.rules.holes + 1))
    assert [start.dealer for start in starts] == [n % len(state.seats) for n in range(state.rules.holes)]
    for number, hole in enumerate(holes):
        scores = [line.score for line in hole.scores]
        assert scores == [sum(part.points for part in line.parts) for line in hole.scores]
        before = holes[number - 1].totals if number else (0,) * len(scores)
        assert hole.totals == tuple(map(sum, zip(before, scores, strict=True)))
        assert set(hole.winners) == {seat for seat, score in enumerate(scores) if score == min(scores)}
    check_result(state, holes)


def check_result(state: GameState, holes: list[e.HoleEnded]) -> None:
    totals = [sum(hole.scores[seat].score for hole in holes) for seat in range(len(state.seats))]
    assert [seat.total for _n, seat in state.taken] == totals
    won = [sum(seat in hole.winners for hole in holes) for seat in range(len(totals))]
    assert [seat.holes_won for _n, seat in state.taken] == won
    ranked = sorted(totals)
    assert state.places == tuple(ranked.index(total) + 1 for total in totals)


@law("somebody can always go on")
def test_somebody_can_always_go_on(game: RandomGame) -> None:
    """Whoever is on turn, and nobody else; in an opening all who have not opened; between holes the clock."""
    for step in game.steps():
        state, hole = step.after, step.after.hole
        if not state.is_live:
            continue
        movers = [number for number, _seat in state.taken if moves(state, number)]
        if state.phase in TURN_PHASES:
            assert movers == [state.turn]
        elif state.phase is Phase.OPENING and hole is not None:
            assert movers
            assert movers == [seat for seat, opened in enumerate(hole.opened) if not opened]
        elif state.phase is Phase.LOBBY:
            assert movers or legal(state, None)
        else:
            dealt = decide(state, c.Deal(), game.shuffle, "clock")
            assert isinstance(dealt[0], e.HoleStarted)
        if hole is not None:
            assert hole.renewals <= MOST_RENEWALS


def moves(state: GameState, seat: int) -> list[str]:
    return [option.do for option in legal(state, seat) if option.do not in {"take_back_seat", "undo_move"}]
