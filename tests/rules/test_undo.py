"""Taking one's last move back, where a table allows it and all others are CPU players."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from games.rules import events as e
from games.rules.cards import Card
from games.rules.coaching import standing
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.legal import UNDO_MOVE, legal
from games.rules.retrace import Deviation, retrace
from games.rules.state import GameState, Phase
from games.rules.views import view_for
from tests.kit.dealing import FACE_DOWN, Table, deal, told
from tests.kit.laws import law_of_coached_games

if TYPE_CHECKING:
    from games.rules import commands as c
    from games.rules.state import HoleState
    from tests.kit.random_games import RandomGame

A_GRID = "KH 7C [3D] / [KS] 5D [2S]"
ONE_LEFT = "KH 7C 3D / KS 5D [2S]"


def coached(*grids: str, cpus: str = "B", stock: str = "4H 8D 9S TS JD …") -> Table:
    return deal(*grids, cpus=cpus, coaching=True, stock=stock, discard="9C")


def may_undo(table: Table) -> bool:
    return UNDO_MOVE in legal(table.state, 0)


def test_a_card_that_was_placed_is_in_the_hand_again() -> None:
    table = coached(A_GRID, FACE_DOWN)
    table.play("A draws, swaps 2")
    events = table.play("A takes a move back")
    assert told(events) == ["moves_undone"]
    assert (table.in_hand, table.turn, table.pile) == ("4H", "A", "9C")
    assert table.grid("A") == "KH 7C [] / [] 5D []"
    table.play("A swaps 1")
    assert table.grid("A") == "KH 4H [] / [] 5D []"


def test_moves_that_cpu_players_have_made_since_are_taken_back_too() -> None:
    table = coached(A_GRID, FACE_DOWN, FACE_DOWN, cpus="BC")
    table.play("A draws, discards; B draws, swaps 0; C draws")
    table.play("A takes a move back")
    assert (table.turn, table.in_hand, table.pile) == ("A", "4H", "9C")
    assert table.grid("B") == "[] [] [] / [] [] []"
    table.play("A discards; B draws")
    assert table.in_hand == "8D"


def test_one_may_go_back_move_by_move_to_the_beginning_of_the_hole() -> None:
    table = coached(A_GRID, FACE_DOWN)
    before = table.state
    table.play("A draws, swaps 1; B draws, discards; A takes, swaps 2; B draws, discards; A draws")
    for left in ("A", "A", "A", "A", "A"):
        assert may_undo(table)
        table.play("A takes a move back")
        assert table.turn == left
    assert not may_undo(table)
    assert table.refuses("A takes a move back") == "not_now"
    assert (table.hole, table.phase) == (before.hole, "playing")


def test_a_card_that_was_put_back_is_no_move_that_could_be_taken_back() -> None:
    table = coached(A_GRID, FACE_DOWN)
    table.play("A draws, discards; B draws, discards; A takes, puts back")
    table.play("A takes a move back")
    assert table.in_hand == "4H"


def test_going_out_can_be_taken_back() -> None:
    table = coached(ONE_LEFT, FACE_DOWN)
    table.play("A draws, swaps 5; B draws")
    assert (table.went_out, table.phase) == ("A", "last_turns")
    table.play("A takes a move back")
    assert (table.went_out, table.phase, table.in_hand) == (None, "playing", "4H")


def test_nothing_is_taken_back_once_the_hole_is_over() -> None:
    table = coached(ONE_LEFT, FACE_DOWN)
    table.play("A draws, swaps 5; B draws, discards")
    assert table.phase == "hole_over"
    assert not may_undo(table)
    assert table.refuses("A takes a move back") == "not_now"


def test_first_cards_stay_turned_up() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, cpus="B", coaching=True, opening=True)
    table.play("A opens 0 4")
    assert not may_undo(table)
    table.play("B opens 0 1")
    assert table.refuses("A takes a move back") == "not_now"


def test_a_stock_that_was_renewed_for_a_draw_is_the_old_one_again() -> None:
    table = coached(A_GRID, FACE_DOWN, stock="")
    table.state = replace(table.state, hole=replace(table.hole, discard=(Card("8C"), Card("TC"), Card("9C"))))
    before = table.hole
    events = table.play("A draws")
    assert told(events) == ["stock_renewed", "card_drawn"]
    table.play("A takes a move back")
    assert table.hole == before
    assert table.play("A draws") == events


def test_a_move_of_the_caddie_is_taken_back_with_the_own_one_before_it() -> None:
    table = coached(A_GRID, FACE_DOWN)
    table.play("A draws; A's caddie discards; B draws, discards; A's caddie draws, discards; B draws")
    assert table.autopilots == "A"
    events = table.play("A takes a move back")
    assert told(events) == ["seat_taken_back", "moves_undone"]
    assert (table.autopilots, table.turn, table.in_hand) == ("", "A", None)
    assert not may_undo(table)


def test_at_a_usual_table_nothing_is_taken_back() -> None:
    table = deal(A_GRID, FACE_DOWN, cpus="B")
    table.play("A draws, discards")
    assert not may_undo(table)
    assert table.refuses("A takes a move back") == "not_allowed"


def test_with_another_person_at_the_table_nothing_is_taken_back() -> None:
    table = coached(A_GRID, FACE_DOWN, FACE_DOWN, cpus="C")
    table.play("A draws, discards")
    assert not may_undo(table)
    assert table.refuses("A takes a move back") == "not_allowed"


def test_a_cpu_player_takes_nothing_back() -> None:
    table = coached(A_GRID, FACE_DOWN)
    table.play("A draws, discards; B draws, discards")
    assert table.refuses("B takes a move back") == "not_allowed"
    assert UNDO_MOVE not in legal(table.state, 1)


def test_everybody_sees_that_a_table_allows_it() -> None:
    table = coached(A_GRID, FACE_DOWN)
    assert [view_for(table.state, viewer).coaching for viewer in (None, 0, 1)] == [True] * 3
    assert not view_for(deal(A_GRID, FACE_DOWN).state, None).coaching


def test_coaching_is_allowed_from_the_beginning_or_not_at_all() -> None:
    stream: list[e.Event] = [
        e.GameCreated(deal(A_GRID, FACE_DOWN).state.rules, 2),
        e.PlayerJoined(0, 7, None),
    ]
    with pytest.raises(Deviation) as found:
        retrace([*stream, e.CoachingAllowed()], founding=3)
    assert found.value.at == 2


@law_of_coached_games("what is taken back is as it was")
def test_what_is_taken_back_is_as_it_was_and_the_same_moves_lead_to_the_same(game: RandomGame) -> None:
    """After each undo the cards lie as after `to_seq`; the commands since then give the same events once more."""
    states: list[GameState] = [replay(game.events[:1]), game.state]
    commands: list[tuple[int, c.Command, list[e.Event]]] = []
    for step in game.steps():
        for event in step.events:
            states.append(evolve(states[-1], event))
        undone = step.events[-1]
        if isinstance(undone, e.MovesUndone):
            assert cards(step.after) == cards(states[undone.to_seq])
            check_again(step.after, [one for one in commands if one[0] > undone.to_seq], game)
            commands = [one for one in commands if one[0] <= undone.to_seq]
        else:
            commands.append((len(states) - 1, step.command, step.events))
    assert [retrace(game.events)] == [game.state]
    numbered = list(enumerate(game.events))
    kept = standing(numbered)
    assert all(not isinstance(event, e.MovesUndone) for _seq, event in kept)
    assert replayed(kept) == game.state.scorecard
    assert game.state.phase is Phase.GAME_OVER


def cards(state: GameState) -> tuple[Phase, HoleState | None]:
    return state.phase, state.hole


def check_again(
    state: GameState, commands: list[tuple[int, c.Command, list[e.Event]]], game: RandomGame
) -> None:
    """The first of the commands that were taken back, given again, make the same happen."""
    for _seq, command, events in commands[:3]:
        by: e.By = next((said for event in events if (said := getattr(event, "by", None))), None)
        # Who has which seat is not taken back, so what changed that would not do so again.
        if any(isinstance(event, e.HoleEnded | e.SeatOnAutopilot | e.SeatTakenBack) for event in events):
            return
        again = decide(state, command, game.shuffle, by)
        if any(isinstance(event, e.SeatTakenBack | e.SeatOnAutopilot) for event in again):
            return
        assert again == events
        for event in again:
            state = evolve(state, event)


def replayed(kept: list[tuple[int, e.Event]]) -> tuple[tuple[int, ...], ...]:
    """The scorecard of the game as it would be without what was taken back."""
    return replay(event for _seq, event in kept).scorecard
