"""No computer player makes a foolish move, under whatever rules; and the judge of that knows one when it sees one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from games.cpu.choose import WONDER, sensible
from games.cpu.personas import CADDIE, LEVELS
from games.cpu.weigh import Mind
from games.rules import commands as c
from games.rules.views import view_for
from games.simulation.play import is_hole_end
from tests.kit.cpu_games import decisions_of, varied_games
from tests.kit.dealing import deal
from tests.kit.foolish import folly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from games.cpu.personas import Persona
    from games.simulation.play import Decision, SimulatedGame

PARTS, GAMES, HOLES = 5, 20, 4
"""Together 400 holes."""


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_at_any_level_thinks_of_a_foolish_move(part: int) -> None:
    """Whoever plays makes one of the moves that are thought of: a hole stands for all eight, however they lean."""
    holes, follies = 0, []
    for game, decision in decisions_of(varied_games(part * GAMES, GAMES, HOLES)):
        holes += is_hole_end(decision)
        follies += [
            f"{'Tour' if builds else 'Club'}: {wrong}: {decision.view}"
            for builds, move in thought_of(game, decision)
            if (wrong := folly(decision.view, move, builds=builds))
        ]
    assert not follies, "\n".join(follies)
    assert holes == GAMES * HOLES


def thought_of(game: SimulatedGame, decision: Decision) -> set[tuple[bool, c.SeatCommand]]:
    """What anybody might do in this place, each with whether it is thought of by those alone who build."""
    by_verb = {option.do: option for option in decision.options}
    own = game.players[decision.command.seat]
    if "swap" not in by_verb:
        return {(own.level.builds, decision.command)}
    if (
        "undo_draw" in by_verb
    ):  # A card from the discard pile: it was taken for what this level would do with it.
        return {(own.level.builds, move) for move in moves(decision, own)}
    club, tour = (moves(decision, own.at(level)) for level in ("club", "tour"))
    return {(False, move) for move in club} | {(True, move) for move in tour.keys() - club}


def moves(decision: Decision, player: Persona) -> Mapping[c.TurnCommand, float]:
    """What a player thinks of with a card in hand, and what each is worth."""
    by_verb = {option.do: option for option in decision.options}
    return sensible(Mind(decision.view, player), decision.command.seat, by_verb, random.Random(0))


def test_at_tour_a_move_at_which_one_wonders_clearly_pays() -> None:
    """What makes the visible grid worse is worth half a stroke more than everything else that there was to do."""
    wondrous = 0
    for game, decision in decisions_of(varied_games(0, GAMES, HOLES)):
        if decision.view.drawn is None or decision.view.drawn.source != "stock":
            continue
        found = moves(decision, game.players[decision.command.seat].at("tour"))
        usual = [worth for move, worth in found.items() if not wonders(decision, move)]
        dared = [worth for move, worth in found.items() if wonders(decision, move)]
        wondrous += len(dared)
        assert all(worth < min(usual) - WONDER for worth in dared), decision.view
    assert wondrous


def wonders(decision: Decision, move: c.TurnCommand) -> bool:
    """Whether the move replaces a card for nothing, as far as all can see."""
    return "for nothing" in (folly(decision.view, move) or "")


def test_easy_and_club_think_of_the_same_moves() -> None:
    assert LEVELS["easy"].builds is LEVELS["club"].builds is CADDIE.level.builds is False


def judged(
    grid: str, play: str, command: c.Command, *, stock: str = "…", discard: str = "9D", **rules: Any
) -> str:
    """What the judge says of A's command after what was played; nothing for a sensible move."""
    table = deal(grid, "[] [] [] / [] [] []", stock=stock, discard=discard, **rules)
    table.play(play)
    return folly(view_for(table.state, 0), command) or ""


HIGH = "TD 9C [] / QS 8D []"


@pytest.mark.parametrize(
    ("grid", "card"),
    [
        pytest.param(HIGH, "4H", id="all face-up cards are higher, and so are unseen ones on average"),
        pytest.param("TD TC [] / [] [] []", "AH", id="an ace against tens"),
        pytest.param("[] [] [] / [] [] []", "KH", id="a king against nothing but unseen cards"),
        pytest.param(
            "TD 9C [] / TC 9S []", "3H", id="pairs that cancel are not to be broken, the rest is unseen"
        ),
    ],
)
def test_throwing_the_best_card_away_is_foolish(grid: str, card: str) -> None:
    assert "better than every card" in judged(grid, "A draws", c.Discard(0), stock=f"{card} …")


def test_throwing_a_pair_away_is_foolish() -> None:
    assert "make a pair at 3" in judged("TD KC [] / 9S KS []", "A draws", c.Discard(0), stock="TH …")


def test_breaking_a_pair_for_nothing_is_foolish() -> None:
    grid = "TD 9C [] / TC 8S []"
    assert "breaks the pair" in judged(grid, "A draws", c.Swap(0, 0), stock="3H …")
    assert not judged("2D 9C [] / 2C 8S []", "A draws", c.Swap(0, 0), stock="KH …"), (
        "two twos cancel; one does not"
    )


def test_pairing_twos_is_foolish_where_pairs_cancel() -> None:
    grid = "TD 9C [] / 2C 8S []"
    assert "worth more alone" in judged(grid, "A draws", c.Swap(0, 0), stock="2H …")
    assert not judged(grid, "A draws", c.Swap(0, 0), stock="2H …", negative_pairs_keep_value=True)


def test_pairing_jokers_is_foolish_but_for_eagle_eye() -> None:
    grid = "TD 9C [] / *H 8S []"
    assert "worth more alone" in judged(grid, "A draws", c.Swap(0, 0), stock="*S …", use_jokers=True)
    assert not judged(grid, "A draws", c.Swap(0, 0), stock="*S …", eagle_eye=True)


def test_a_second_pair_of_twos_is_not_foolish_where_four_of_a_kind_count() -> None:
    grid = "2D 9C [] / 2C 2S []"
    assert not judged(grid, "A draws", c.Swap(0, 1), stock="2H …", four_of_a_kind=True)
    assert judged(grid, "A draws", c.Swap(0, 1), stock="2H …")


def test_making_the_grid_worse_is_foolish() -> None:
    assert "replaces 8D with JH" in judged(HIGH, "A draws", c.Swap(0, 4), stock="JH …")
    assert "unknown card" in judged(HIGH, "A draws", c.Swap(0, 2), stock="JH …")


def test_at_tour_neither_is_if_it_breaks_no_pair() -> None:
    grid = "TD 9C [] / TC 8S []"
    table = deal(grid, "[] [] [] / [] [] []", stock="JH …", discard="9D")
    table.play("A draws")
    told = [folly(view_for(table.state, 0), c.Swap(0, at), builds=True) or "" for at in (4, 2, 0)]
    assert told[:2] == ["", ""]
    assert "breaks the pair" in told[2]


def test_to_overlook_a_pair_is_foolish_but_at_tour() -> None:
    """Three and nine lie in a column, and a three on the pile."""
    grid = "9D [] TD / 3C [] []"
    table = deal(grid, "[] [] [] / [] [] []", stock="5H …", discard="3S")
    view = view_for(table.state, 0)
    assert folly(view, c.Draw(0, "stock")) == "overlooks that 3S makes a pair at 0"
    assert not folly(view, c.Draw(0, "stock"), builds=True)
    assert not folly(view, c.Draw(0, "discard"))
    assert "overlooks" in judged(grid, "A takes", c.Swap(0, 2), discard="3S")
    assert not judged(grid, "A takes", c.Swap(0, 0), discard="3S")


def test_a_pair_that_saves_little_or_ends_the_hole_may_be_let_be() -> None:
    little = deal("4D [] TD / 3C [] []", "[] [] [] / [] [] []", stock="5H …", discard="3S")
    assert folly(view_for(little.state, 0), c.Draw(0, "stock"))
    assert not judged("2D [] TD / 3C [] []", "A draws", c.Swap(0, 2), stock="3H …")
    ends = deal("4D 9H TD / 3C [] TC", "[] [] [] / [] [] []", stock="5H …", discard="9S")
    assert not folly(view_for(ends.state, 0), c.Draw(0, "stock"))


def test_taking_a_card_to_put_it_back_is_foolish() -> None:
    assert "puts it back" in judged(HIGH, "A takes", c.UndoDraw(0))


def test_sensible_moves_are_not_foolish() -> None:
    assert not judged(HIGH, "A draws", c.Discard(0), stock="JH …")
    assert not judged(HIGH, "A draws", c.Swap(0, 3), stock="4H …")
    assert not judged(HIGH, "A draws", c.Swap(0, 2), stock="4H …")
    assert not judged(HIGH, "A takes", c.Swap(0, 4), discard="9D")
