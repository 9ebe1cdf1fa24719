"""A recorded game, `examples/one_hole.json`, of which docs/analysis.md works the last turn out on paper.

Every table of that chapter is made here again: by enumerating the cards that nobody has seen, and by the analysis.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from django.conf import settings

from games.analysis.judged import MISTAKE, UNIT
from games.analysis.judging import judged, par
from games.analysis.sums import summed_up
from games.analysis.walk import walk
from games.cpu_tables.judge import judge
from games.rules import commands as c
from games.rules.cards import Card, pack_for
from games.rules.grid import COLUMNS, POSITIONS
from games.rules.scoring import column_points
from replays import strict_json
from replays.document import read
from tests.kit.game_files import rewritten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from games.analysis.judged import Judged
    from games.analysis.walk import Decision
    from games.rules.views import View

    Grid = Sequence[Card | None]

ROOT: Final = Path(settings.BASE_DIR)
FILE: Final = ROOT / "examples" / "one_hole.json"
CHAPTER: Final = (
    (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8").partition("## Checked by hand")[2]
)
DEALS: Final = 1_000
BOB: Final = 1
SEVEN: Final = Card("7C")
EIGHT, FACE_DOWN, FIVE, TWO_OF_CLUBS, TWO_OF_HEARTS, OTHER_FIVE = 3, 4, 2, 0, 1, 5


@cache
def recorded() -> tuple[Decision, Decision]:
    """Bob's last two decisions: how he draws, and where he puts the card."""
    drawing, placing = walk([stored.event for stored in read(FILE.read_bytes()).stream]).decisions[-2:]
    return drawing, placing


@cache
def analysed(decision: Decision) -> Judged:
    return judged(decision, DEALS)


# On paper


def unseen(view: View) -> list[Card]:
    """The cards that the seat has seen nowhere."""
    seen = Counter(card for seat in view.seats if seat for card in seat.grid if card)
    seen.update([*view.pile, *([view.drawn.card] if view.drawn and view.drawn.card else [])])
    return list((Counter(pack_for(view.rules)) - seen).elements())


def strokes(grid: Grid, left: Sequence[Card], view: View) -> Fraction:
    """What a grid with one face-down card at most counts on average, whichever of these cards that is."""
    each = [
        [column_points(top or card, low or card, view.rules) for card in left]
        for top, low in ((grid[one], grid[other]) for one, other in COLUMNS)
    ]
    return sum((Fraction(sum(column), len(left)) for column in each), Fraction())


def placed(view: View, card: Card, left: Sequence[Card]) -> dict[int | None, Fraction]:
    """What the grid counts with the card at each position, or (None) away."""
    grid = view.own.grid
    swapped = {at: tuple(card if at == one else old for one, old in enumerate(grid)) for at in POSITIONS}
    return {at: strokes(new, left, view) for at, new in swapped.items()} | {None: strokes(grid, left, view)}


def drawn(view: View) -> dict[str, Fraction]:
    """What each way to draw comes to, with the card put where it counts least."""
    left = unseen(view)
    taken = placed(view, view.pile[-1], left)
    del taken[None]
    each = [min(placed(view, card, without(left, card)).values()) for card in left]
    return {"discard": min(taken.values()), "stock": sum(each, Fraction()) / len(left)}


def without(cards: Sequence[Card], card: Card) -> list[Card]:
    at = cards.index(card)
    return [*cards[:at], *cards[at + 1 :]]


# As the chapter has it


def figure(value: Fraction | float) -> str:
    return f"{float(value):.2f}"


def told(value: int, error: int) -> str:
    return f"{value / UNIT:.2f} ±{error / UNIT:.2f}"


def by_analysis(decision: Decision, command: c.SeatCommand) -> str:
    """The cost of an action, as the analysis would show it of whoever had taken it."""
    found = judge(decision.view, decision.options, DEALS, decision.seq)
    number = found.number_of(command, decision.view)
    cost = 0.0 if number == found.best() else found.costs()[number]
    return told(round(float(cost) * UNIT), round(float(1.96 * found.errors()[number]) * UNIT))


def assert_told(rows: Iterable[Sequence[str]]) -> None:
    """The chapter has these rows of a table, one below the other."""
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    assert lines in CHAPTER, f"docs/analysis.md should say:\n{lines}"


def test_the_game_is_one_that_can_be_brought_in() -> None:
    content = FILE.read_bytes()
    record = read(content)
    assert rewritten(record) == content == strict_json.written(strict_json.read(content))
    assert [seat.total for _number, seat in record.state.taken] == [3, 11]


def test_what_is_unseen_is_as_the_chapter_counts_it() -> None:
    view = recorded()[0].view
    left = Counter(card[0] for card in unseen(view))
    gains = {rank: gain(view, rank) for rank in "KA345678"}
    assert left.keys() - gains.keys() == set("9TJQ")
    assert all(gain(view, rank) == 0 for rank in "9TJQ")
    assert_told(
        [
            *[(rank, str(left[rank]), str(gains[rank]), str(left[rank] * gains[rank])) for rank in gains],
            ("9, 10, J, Q", str(sum(left[rank] for rank in "9TJQ")), "0", "0"),
            ("together", str(left.total()), "", str(sum(left[rank] * gains[rank] for rank in gains))),
        ]
    )


def gain(view: View, rank: str) -> Fraction:
    """What a card of this rank brings from the stock, beside throwing it away."""
    card = next(card for card in unseen(view) if card[0] == rank)
    values = placed(view, card, without(unseen(view), card))
    return values[None] - min(values.values())


def test_to_draw_costs_what_it_does_on_paper() -> None:
    decision, _placing = recorded()
    exact = drawn(decision.view)
    rows = [
        ("take the four", figure(exact["discard"]), "0", by_analysis(decision, c.Draw(BOB, "discard"))),
        (
            "draw from the stock",
            figure(exact["stock"]),
            figure(exact["stock"] - exact["discard"]),
            by_analysis(decision, c.Draw(BOB, "stock")),
        ),
    ]
    assert_told(rows)
    assert decision.command == c.Draw(BOB, "stock")
    close_to(analysed(decision), exact["stock"] - exact["discard"])


def test_to_place_costs_what_it_does_on_paper() -> None:
    _drawing, decision = recorded()
    values = placed(decision.view, SEVEN, unseen(decision.view))
    least = min(values.values())
    where = {
        EIGHT: "swap the eight",
        None: "discard",
        FACE_DOWN: "swap the face-down card",
        TWO_OF_HEARTS: "swap the two of hearts",
        TWO_OF_CLUBS: "swap the two of clubs",
        FIVE: "swap a five",
    }
    assert values[FIVE] == values[OTHER_FIVE]
    assert list(where) == sorted(where, key=lambda at: values[at])
    assert_told(
        (
            words,
            figure(values[at]),
            figure(values[at] - least) if values[at] > least else "0",
            by_analysis(decision, c.Discard(BOB) if at is None else c.Swap(BOB, at)),
        )
        for at, words in where.items()
    )
    assert decision.command == c.Swap(BOB, FACE_DOWN)
    close_to(analysed(decision), values[FACE_DOWN] - least)


def close_to(found: Judged, exact: Fraction) -> None:
    """The figure is the exact one but for its error, and tells it from what is right."""
    assert abs(found.cost - exact * UNIT) <= found.error
    assert found.grade == "mistake"
    assert found.cost < MISTAKE


def test_luck_and_skill_of_the_last_turn_are_as_on_paper() -> None:
    drawing, placing = recorded()
    draws = drawn(drawing.view)
    places = placed(placing.view, SEVEN, unseen(placing.view))
    draw, place = analysed(drawing), analysed(placing)
    exact = [draws["discard"], draws["stock"], places[EIGHT], places[FACE_DOWN]]
    found = [draw.before[BOB], draw.after[BOB], place.before[BOB], place.after[BOB]]
    steps = ["", "his decision to draw", "the card, a seven", "his decision to place it"]
    names = ["before he draws", "once he draws from the stock", "with the seven", "once it is placed"]
    rows = []
    for at, name in enumerate(names):
        change = f"{float(exact[at] - exact[at - 1]):+.2f} by {steps[at]}" if at else ""
        rows.append((name, figure(exact[at]), change, figure(found[at] / UNIT)))
        assert found[at] == pytest.approx(float(exact[at] * UNIT), abs=max(100, draw.noise[BOB]))
    assert_told([*rows, ("the score", "11.00", "+0.00 by the card that was face down, a king", "11.00")])
    game = walk([stored.event for stored in read(FILE.read_bytes()).stream])
    assert game.decisions[-1].seq == placing.seq
    result = summed_up(game, [judged(one, 2) if one.seq < draw.seq else analysed(one) for one in game.decisions],
                       *par(game, 2), DEALS)  # fmt: skip
    assert result["seats"][BOB]["final"] == 11 * UNIT
