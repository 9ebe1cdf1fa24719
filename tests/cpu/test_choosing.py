"""Choices are legal under all house rules, made from the seat's view alone, and the same again with the same dice."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from games.cpu.choose import choose
from games.cpu.personas import CADDIE, LEVELS, PERSONAS
from games.cpu.weigh import Mind
from games.cpu_tables.build import build
from games.cpu_tables.second_look import SecondLook
from games.cpu_tables.store import tables_for
from games.rules import commands as c
from games.rules.house_rules import CLASSIC, PRESETS, SWITCHES, from_json
from games.rules.state import Phase
from games.rules.views import options_for, view_for
from games.simulation.play import SimulatedGame
from tests.kit.cpu_games import decisions_of, varied_games
from tests.kit.dealing import Table, deal
from tests.kit.hidden import with_hidden_cards_shuffled
from tests.kit.random_games import commands_of, house_rules

if TYPE_CHECKING:
    from games.cpu.estimate import Worths
    from games.cpu.personas import Leanings, Persona
    from games.cpu.tables import Tables
    from games.rules.house_rules import HouseRules

FEW = 20
"""Deals of a second look."""
EVERYBODY = [*PERSONAS.values(), CADDIE]
tour_players = st.sampled_from([persona.at("tour") for persona in PERSONAS.values()])


@settings(max_examples=25, deadline=None)
@given(
    rules=house_rules(holes=(1,)),
    players=st.lists(st.sampled_from(EVERYBODY), min_size=2, max_size=6),
    seed=st.integers(0, 2**32),
)
def test_every_choice_is_one_of_the_legal_commands(
    rules: HouseRules, players: list[Persona], seed: int
) -> None:
    game = SimulatedGame(players, rules, seed)
    for decision in game.decisions():
        listed = [
            command
            for option in decision.options
            for command in commands_of(option, decision.command.seat, rules)
        ]
        assert decision.command in listed
    assert game.state.phase is Phase.GAME_OVER


@settings(max_examples=25, deadline=None)
@given(number=st.integers(0, 2**32))
def test_cards_that_a_seat_may_not_see_change_nothing_in_its_choice(number: int) -> None:
    sees_no_more_than_its_view(next(varied_games(number, 1, holes=1)))


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32), players=st.lists(tour_players, min_size=2, max_size=6))
@pytest.mark.parametrize("preset", PRESETS)
def test_nor_do_they_where_tables_are_read(preset: str, seed: int, players: list[Persona]) -> None:
    rules = replace(PRESETS[preset].rules, holes=1)
    tables = tables_for(rules)
    assert tables is not None
    sees_no_more_than_its_view(SimulatedGame(players, rules, seed, tables, SecondLook(deals=FEW)))


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32), players=st.lists(tour_players, min_size=2, max_size=6))
def test_nor_do_they_under_all_rules_at_once_with_their_tables(
    everything: tuple[HouseRules, Tables], seed: int, players: list[Persona]
) -> None:
    rules, tables = everything
    sees_no_more_than_its_view(SimulatedGame(players, rules, seed, tables, SecondLook(deals=FEW)))


@pytest.fixture(scope="module")
def everything() -> tuple[HouseRules, Tables]:
    """All house rules at once, and their tables, made here."""
    rules = from_json(dict.fromkeys(SWITCHES, True) | {"flip_mode": "always", "holes": 1})
    return rules, build(rules)


def sees_no_more_than_its_view(game: SimulatedGame) -> None:
    """Play to the end; before every choice deal all cards again that the seat cannot see: with the same dice it is the
    same."""
    dice = random.Random(game.seed)
    for decision in game.decisions():
        seat, seed = decision.command.seat, dice.getrandbits(32)
        other = with_hidden_cards_shuffled(decision.before, dice)
        choices = [
            choose(
                view_for(state, seat),
                options_for(state, seat),
                game.players[seat],
                random.Random(seed),
                game.worths,
                game.again,
            )
            for state in (decision.before, other)
        ]
        assert choices[0] == choices[1]


def test_the_same_dice_give_the_same_game() -> None:
    first, second = ([d.command for _game, d in decisions_of(varied_games(900, 3))] for _time in range(2))
    assert first == second


def chosen(table: Table, persona: Persona, seed: int = 1, worths: Worths | None = None) -> c.Command:
    """What this persona does in A's place."""
    view, options = view_for(table.state, 0), options_for(table.state, 0)
    return choose(view, options, persona, random.Random(seed), worths)


@pytest.mark.parametrize("persona", EVERYBODY, ids=lambda persona: persona.key)
class TestEverybody:
    """Moves on which all agree, whatever their style."""

    def test_a_king_goes_where_it_helps(self, persona: Persona) -> None:
        table = deal("TD 9C [] / QS 8D []", "[] [] [] / [] [] []", stock="KH …")
        table.play("A draws")
        assert isinstance(chosen(table, persona), c.Swap)

    def test_a_queen_on_the_pile_is_taken_for_a_pair(self, persona: Persona) -> None:
        table = deal("QD 9C [] / [] KD []", "[] [] [] / [] [] []", discard="QH")
        assert chosen(table, persona) == c.Draw(0, "discard")
        table.play("A takes")
        assert chosen(table, persona) == c.Swap(0, 3)

    def test_a_queen_that_pairs_nothing_is_left_on_the_pile(self, persona: Persona) -> None:
        table = deal("3D 9C [] / [] KD []", "[] [] [] / [] [] []", discard="QH")
        assert chosen(table, persona) == c.Draw(0, "stock")

    def test_a_two_does_not_go_beside_a_two(self, persona: Persona) -> None:
        table = deal("2D 9C [] / QS 8D []", "[] [] [] / [] [] []", stock="2H …")
        table.play("A draws")
        for seed in range(20):
            assert chosen(table, persona, seed) not in (c.Swap(0, 3), c.Discard(0))

    @pytest.mark.parametrize("count", [1, 2])
    def test_the_opening_turns_up_as_many_cards_as_the_rules_say(self, persona: Persona, count: int) -> None:
        table = deal("[] [] [] / [] [] []", "[] [] [] / [] [] []", opening=True, initial_flips=count)
        for seed in range(20):
            command = chosen(table, persona, seed)
            assert isinstance(command, c.Open)
            assert len(set(command.at)) == count

    def test_a_flip_that_must_be_made_is_made(self, persona: Persona) -> None:
        table = deal("3D 9C [] / [] KD []", "[] [] [] / [] [] []", stock="QH …", flip_mode="always")
        table.play("A draws, discards")
        assert isinstance(chosen(table, persona), c.Flip)


def test_the_caddie_puts_back_what_an_absent_player_should_not_have_taken() -> None:
    table = deal("KD 3C [] / [] AD []", "[] [] [] / [] [] []", discard="QH")
    table.play("A takes")
    assert chosen(table, CADDIE) == c.UndoDraw(0)
    table.play("A puts back")
    assert chosen(table, CADDIE) == c.Draw(0, "stock")


def test_the_caddie_plays_on_for_a_seat_on_autopilot() -> None:
    table = deal("KD 3C [] / [] AD []", "[] [] [] / [] [] []", discard="QH")
    table.play("A stands")
    assert chosen(table, CADDIE) == c.Draw(0, "stock")


@pytest.mark.parametrize("level", LEVELS)
def test_a_won_hole_is_ended_by_knocking(level: str) -> None:
    table = deal("KD AC [] / KC AD []", "TD QC JS / 9S 8H []", knock_early=True, discard="QH")
    assert all(chosen(table, persona.at(level)) == c.Knock(0) for persona in PERSONAS.values())


def test_a_hole_is_not_ended_by_knocking_where_the_next_can_take_what_lies_open() -> None:
    table = deal("KD AC [] / KC AD []", "TD [] [] / QC [] []", knock_early=True, discard="QH")
    mind = Mind(view_for(table.state, 0), PERSONAS["marcus"].at("tour"))
    other = deal("KD AC [] / KC AD []", "TD [] [] / QC [] []", knock_early=True, discard="9H")
    harmless = Mind(view_for(other.state, 0), PERSONAS["marcus"].at("tour"))
    assert mind.knock() > harmless.knock() + 1


def test_a_lost_hole_is_not_ended_by_knocking() -> None:
    table = deal(
        "TD 9C [] / QC 8D 9S", "KD AC 2S / KC AD []", knock_early=True, knock_penalty=True, discard="QH"
    )
    assert all(chosen(table, persona) != c.Knock(0) for persona in EVERYBODY)


@pytest.mark.parametrize("who", [None, 1])
def test_who_is_not_on_move_has_nothing_to_choose(who: int | None) -> None:
    table = deal("KD 3C [] / [] AD []", "[] [] [] / [] [] []")
    with pytest.raises(ValueError, match="no move"):
        choose(view_for(table.state, who), options_for(table.state, who), CADDIE, random.Random(1))


def river_at(own: int, other: int) -> Leanings:
    """How River leans with these totals."""
    table = deal("KD 3C [] / [] AD []", "[] [] [] / [] [] []")
    mine, theirs = table.state.seat(0), table.state.seat(1)
    state = replace(table.state, seats=(replace(mine, total=own), replace(theirs, total=other)))
    return Mind(view_for(state, 0), PERSONAS["river"]).leanings


def test_river_plays_to_the_standings() -> None:
    river = PERSONAS["river"]
    assert river_at(10, 12) == river.leanings
    assert river_at(10, 30) == river.ahead
    assert river_at(30, 10) == river.behind


def worth_of_going_on(level: str, third: str) -> float:
    """What A's grid is worth as it lies at a level, while B is near the end and C's grid is this."""
    table = deal("KD 3C [] / [] AD []", "KC AC 2S / KS AS []", third)
    mind = Mind(view_for(table.state, 0), PERSONAS["marcus"].at(level))
    return mind.after(mind.own.columns)


def test_a_hole_is_ended_with_a_middling_score_while_somebody_has_much_to_lose_by_it() -> None:
    slow, ready = "8D 2C 4H / [] [] 4D", ("KD AH KC / 2D [] KH", "AD QS 9S / [] QH 9D")
    table = deal("8S 2H 3D / 4C AC []", slow, *ready, discard="3C")
    for persona in PERSONAS.values():
        assert chosen(table, persona.at("tour"), worths=tables_for(CLASSIC)) == c.Draw(0, "discard")
    table.play("A takes")
    for persona in PERSONAS.values():
        assert chosen(table, persona.at("tour"), worths=tables_for(CLASSIC)) == c.Swap(0, 5)


def test_at_tour_every_other_counts_who_is_near_the_end_and_not_the_nearest_alone() -> None:
    near, far = "4D 4C 3S / 4S 6S []", "4D [] [] / 4S [] []"
    assert worth_of_going_on("tour", near) > worth_of_going_on("tour", far)
    assert worth_of_going_on("club", near) == worth_of_going_on("club", far)


def test_at_tour_nobody_but_diego_guesses_and_marcus_sees_more_clearly_than_others_of_his_level() -> None:
    assert [key for key in PERSONAS if blur_of(key, "tour")] == ["diego"]
    for level in ("easy", "club"):
        assert 0 < blur_of("marcus", level) < blur_of("maya", level) < blur_of("diego", level)


def blur_of(persona: str, level: str) -> float:
    """How far off a persona guesses what a move is worth."""
    table = deal("KD 3C [] / [] AD []", "[] [] [] / [] [] []")
    return Mind(view_for(table.state, 0), PERSONAS[persona].at(level)).blur
