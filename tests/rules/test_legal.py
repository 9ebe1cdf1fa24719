"""What `legal` lists and what the rules accept are the same, whatever one tries."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING

from games.rules import commands as c
from games.rules.decide import decide
from games.rules.house_rules import PRESETS
from games.rules.legal import Option, legal
from games.rules.levels import LEVELS
from games.rules.refusals import IllegalMove
from games.rules.state import PERSONAS, Phase
from tests.kit.dealing import FACE_DOWN, deal, lobby
from tests.kit.laws import law
from tests.kit.random_games import commands_of

if TYPE_CHECKING:
    from games.rules.fairness import Shuffle
    from games.rules.state import GameState
    from tests.kit.random_games import RandomGame

STRANGER = 2**61
"""A person without a seat."""
PLACES = range(-1, 8)
CUT = "0123456789abcdef" * 2
RULES = PRESETS["wild"].rules


@law("exactly what is listed is accepted")
def test_exactly_what_is_listed_is_accepted(game: RandomGame) -> None:
    """Tried in a dozen states of each game, from its beginning to somewhere in it."""
    chance, compared = random.Random(game.seed), 0
    for number, step in enumerate(game.steps()):
        if compared < 12 and (number < 2 or chance.random() < 0.08):
            compare(step.after, game.shuffle)
            compared += 1


def compare(state: GameState, shuffle: Shuffle) -> None:
    listed = {
        command
        for seat, _taken in state.taken
        for option in legal(state, seat)
        if option.do != "rematch"
        for command in commands_of(option, seat, RULES)
    }
    free = [seat for option in legal(state, None) for seat in option.seats]
    listed |= {c.Sit(STRANGER, seat) for seat in free} | ({c.Sit(STRANGER)} if free else set())
    tried = set(everything(len(state.seats), state))
    assert listed <= tried
    accepted = {command for command in tried if accepts(state, command, shuffle)}
    assert accepted == listed | unlisted(state)


def unlisted(state: GameState) -> set[c.Command]:
    """What may be done though it is not listed: the clock's commands, cuts, and leaving a running game."""
    if not state.is_live:
        return set()
    others: set[c.Command] = {c.Abandon("idle"), c.Abandon("moderator")}
    if state.phase is not Phase.LOBBY:
        others |= {c.Stand(number) for number, seat in state.taken if seat.awaited}
    if state.awaits_deal:
        cut = [number for number, _bytes in state.cuts]
        others |= {c.Cut(number, CUT) for number, seat in state.taken if seat.is_person and number not in cut}
        others.add(c.Deal())
    return others


def accepts(state: GameState, command: c.Command, shuffle: Shuffle) -> bool:
    try:
        events = decide(state, command, shuffle)
    except IllegalMove:
        return False
    assert events
    return True


def everything(seats: int, state: GameState) -> list[c.Command]:
    """Every command that there is, for every seat that there is and two that there are not."""
    some: list[c.Command] = [c.Deal(), c.Abandon("idle"), c.Abandon("moderator"), c.Sit(STRANGER)]
    some += [c.Sit(STRANGER, seat) for seat in range(-1, seats + 1)]
    some += [c.Sit(seat.player) for _number, seat in state.taken if seat.player is not None]
    for seat in range(-1, seats + 1):
        some += [c.Draw(seat, "stock"), c.Draw(seat, "discard")]
        some += [verb(seat) for verb in (c.UndoDraw, c.Discard, c.SkipFlip, c.Knock, c.UndoMove, c.NextHole)]
        some += [verb(seat) for verb in (c.Stand, c.TakeBackSeat, c.Start)]
        some += [verb(seat, at) for verb in (c.Swap, c.Flip, c.FlipAction) for at in PLACES]
        some += [c.Open(seat, at) for at in ordered_openings()]
        some += [c.AddCpu(seat, persona, level) for persona in (*PERSONAS, "nobody", "") for level in LEVELS]
        some += [c.Remove(seat, target) for target in range(-1, seats + 1)]
        some += [c.SetRules(seat, RULES), c.Cut(seat, CUT), c.Cut(seat, CUT[1:]), c.Cut(seat, CUT.upper())]
    return some


def ordered_openings() -> list[tuple[int, ...]]:
    """No place, one, any two in order, the same one twice, and three; in another order they mean the same."""
    return [
        (),
        *((at,) for at in PLACES),
        *(two for two in product(PLACES, PLACES) if two[0] <= two[1]),
        (0, 1, 2),
        (0, 0, 1),
    ]


def test_on_turn_one_draws_or_does_what_the_house_rules_add() -> None:
    plain = deal("KH 3D [] / KS 5D []", FACE_DOWN)
    assert [option.to_json() for option in legal(plain.state, 0)] == [
        {"do": "draw", "from": ["stock", "discard"]}
    ]
    free = deal("KH 3D [] / KS 5D []", FACE_DOWN, knock_early=True, flip_as_action=True)
    assert [option.to_json() for option in legal(free.state, 0)] == [
        {"do": "draw", "from": ["stock", "discard"]},
        {"do": "flip_action", "at": [2, 5]},
        {"do": "knock"},
    ]


def test_a_card_from_the_stock_is_swapped_or_discarded() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play("A draws")
    assert [option.to_json() for option in legal(table.state, 0)] == [
        {"do": "swap", "at": [0, 1, 2, 3, 4, 5]},
        {"do": "discard"},
    ]


def test_a_card_from_the_discard_pile_is_swapped_or_put_back() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play("A takes")
    assert [option.do for option in legal(table.state, 0)] == ["swap", "undo_draw"]


def test_a_flip_that_may_be_made_may_be_skipped() -> None:
    table = deal("KH 3D 7S / KS 5D []", FACE_DOWN, flip_mode="endgame")
    table.play("A draws, discards")
    assert [option.to_json() for option in legal(table.state, 0)] == [
        {"do": "flip", "at": [5]},
        {"do": "skip_flip"},
    ]


def test_everybody_is_asked_to_open_until_they_have() -> None:
    table = deal(FACE_DOWN, FACE_DOWN, opening=True)
    table.play("B opens 0 4")
    assert [option.to_json() for option in legal(table.state, 0)] == [
        {"do": "open", "at": [0, 1, 2, 3, 4, 5], "count": 2}
    ]
    assert legal(table.state, 1) == ()


def test_who_is_not_on_turn_waits() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    assert legal(table.state, 1) == ()
    assert legal(table.state, None) == ()


def test_a_seat_on_autopilot_sees_its_moves_and_may_take_itself_back() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.play("A stands; B stands")
    assert [option.do for option in legal(table.state, 0)] == ["draw", "take_back_seat"]
    assert [option.do for option in legal(table.state, 1)] == ["take_back_seat"]


def test_the_lobby_lists_what_the_host_and_what_others_may_do() -> None:
    table = lobby(3)
    assert legal(table.state, None) == (Option("sit", seats=(0, 1, 2)),)
    table.do(c.Sit(STRANGER, 1))
    assert [option.do for option in legal(table.state, 1)] == ["stand", "add_cpu", "rules"]
    table.do(c.Sit(STRANGER + 1, 0))
    assert [option.do for option in legal(table.state, 1)] == ["stand", "add_cpu", "remove", "rules", "start"]
    assert [option.do for option in legal(table.state, 0)] == ["stand"]
    table.do(c.AddCpu(1, "maya"))
    assert legal(table.state, None) == ()
    assert legal(table.state, 2) == ()
    assert Option("remove", seats=(0, 2)) in legal(table.state, 1)
    assert "add_cpu" not in [option.do for option in legal(table.state, 1)]


def test_a_persona_is_offered_once_a_table() -> None:
    table = lobby(4)
    table.do(c.Sit(STRANGER))
    table.do(c.AddCpu(0, "maya"))
    (adding,) = [option for option in legal(table.state, 0) if option.do == "add_cpu"]
    assert adding.to_json()["persona"] == ["sofia", "priya", "marcus", "kenji", "diego", "river", "sage"]


def test_after_a_hole_people_are_asked_for_the_next_and_after_the_last_for_another_game() -> None:
    table = deal("KH 3D 7S / KS 5D []", FACE_DOWN, FACE_DOWN, cpus="C", holes=1)
    over = deal("KH 3D 7S / KS 5D []", FACE_DOWN, FACE_DOWN, cpus="C", holes=2)
    for each in (table, over):
        each.play("A draws, swaps 5; B draws, discards; C draws, discards")
    next_hole, rematch = (Option("next_hole"),), (Option("rematch"),)
    assert [legal(over.state, seat) for seat in range(3)] == [next_hole, next_hole, ()]
    assert [legal(table.state, seat) for seat in range(3)] == [rematch, rematch, ()]


def test_an_abandoned_game_offers_nothing() -> None:
    table = deal(FACE_DOWN, FACE_DOWN)
    table.do(c.Abandon("idle"))
    assert legal(table.state, 0) == ()
