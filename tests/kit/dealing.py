"""Boards from drawings, and play in words.

    table = deal("KH [7C] 3D / KS 5D [2S]", "[] [] [] / [] [] []", stock="4D …", discard="9C")
    table.play("A draws, swaps 1; B takes, swaps 0")
    assert table.grid("A") == "KH 4D 3D / KS 5D []"

Seats are A to F. What a seat does: `draws` (from the stock), `takes` (from the discard pile), `puts back`,
`swaps 3`, `discards`, `flips 2`, `skips`, `turns up 2` (in place of a turn), `knocks`, `opens 0 4`,
`is ready`, `stands`, `comes back`, `cuts <hex>`, `takes a move back`.
`A's caddie draws, discards`: the caddie acts for A.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from games.rules import commands as c
from games.rules import events as e
from games.rules.cards import Card, pack_for
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.fairness import FairShuffle, commitment
from games.rules.house_rules import HouseRules, from_json
from games.rules.refusals import IllegalMove
from games.rules.state import GameState, HoleState
from games.rules.views import WIRE_NAMES
from tests.kit.drawing import ANY_CARD, cards, drawn_as_seen, face_up, grid_cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from games.rules.fairness import Shuffle

LETTERS = "ABCDEF"
FACE_DOWN = "[] [] [] / [] [] []"
FIRST_PLAYER = 100
"""The user whose seat is A in `deal`; B's is the next."""


def steady_shuffle() -> FairShuffle:
    """A fair shuffle whose secrets are the same in every run."""
    return FairShuffle(lambda size: bytes(range(size)))


def deal(
    *grids: str,
    stock: str = "…",
    discard: str | None = None,
    opening: bool = False,
    cpus: str = "",
    coaching: bool = False,
    shuffle: Shuffle | None = None,
    **rules: Any,
) -> Table:
    """A hole as drawn, A on turn; with `opening` nobody has turned anything up yet.

    `stock` is top first, and `…` in it stands for the rest of the pack; `discard` is top last, by default one
    card that the drawings do not name. The other arguments are house rules.
    """
    chosen = from_json(rules)
    dealt, pile, rest = _laid_out(grids, stock, discard, chosen)
    table = Table.of(_seated(len(grids), cpus, chosen, coaching=coaching), shuffle or steady_shuffle())
    table.tell(e.GameStarted(chosen.holes, commitment("00" * 32), "00" * 32))
    started = e.HoleStarted(
        1, len(grids) - 1, 0, pile[-1], rest, tuple(dealt), commitment=commitment("00" * 32), cuts=()
    )
    table.tell(started)
    table.state = replace(table.state, hole=replace(table.hole, discard=pile))
    if not opening:
        for seat, drawing in enumerate(grids):
            up = face_up(drawing)
            table.tell(e.CardsOpened(seat, tuple((at, dealt[seat][at]) for at in range(6) if up[at])))
    return table


def lobby(seats: int = 4, **rules: Any) -> Table:
    """A table before the start at which nobody sits yet."""
    return Table.of([e.GameCreated(from_json(rules), seats)], steady_shuffle())


def _seated(seats: int, cpus: str, rules: HouseRules, *, coaching: bool) -> list[e.Event]:
    personas = iter(("maya", "sofia", "river", "sage", "diego"))
    stream: list[e.Event] = [e.GameCreated(rules, seats), *[e.CoachingAllowed()] * coaching]
    for seat, letter in enumerate(LETTERS[:seats]):
        if letter in cpus:
            stream.append(e.PlayerJoined(seat, None, next(personas)))
        else:
            stream.append(e.PlayerJoined(seat, FIRST_PLAYER + seat, None))
    return stream


def _laid_out(
    grids: Sequence[str], stock: str, discard: str | None, rules: HouseRules
) -> tuple[list[tuple[Card, ...]], tuple[Card, ...], tuple[Card, ...]]:
    """Grids, discard pile and stock, with cards that no drawing names wherever a drawing leaves them open."""
    drawn = [grid_cards(drawing) for drawing in grids]
    top, more, bottom = stock.partition("…")
    pile, above, below = cards(discard or ""), cards(top), cards(bottom)
    named = Counter(card for grid in drawn for card in grid if card != ANY_CARD)
    named.update(pile + above + below)
    left = Counter(pack_for(rules))
    if beyond := named - left:
        raise ValueError(f"more than the pack has: {sorted(beyond.elements())}")
    left -= named
    spare = iter(left.elements())
    dealt = [tuple(next(spare) if card == ANY_CARD else card for card in grid) for grid in drawn]
    pile = pile or (next(spare),)
    return dealt, pile, (*above, *(spare if more else ()), *below)


class Table:
    """A game under test: its state, and everything that has happened since it was laid out."""

    def __init__(self, state: GameState, shuffle: Shuffle) -> None:
        self.state = state
        self.shuffle = shuffle
        self.events: list[e.Event] = []

    @classmethod
    def of(cls, stream: Iterable[e.Event], shuffle: Shuffle) -> Table:
        return cls(replay(stream), shuffle)

    def tell(self, event: e.Event) -> None:
        self.state = evolve(self.state, event)

    def do(self, command: c.Command, by: e.By = None) -> list[e.Event]:
        """The events of one command, which are now part of the game."""
        events = decide(self.state, command, self.shuffle, by)
        for event in events:
            self.tell(event)
        self.events += events
        return events

    def play(self, words: str) -> list[e.Event]:
        """The events of all that the words say."""
        return [event for command, by in _spoken(words) for event in self.do(command, by)]

    def refuses(self, words: str) -> str:
        """The code with which the last thing that the words say is refused; what comes before is played."""
        *before, (command, by) = _spoken(words)
        for earlier, who in before:
            self.do(earlier, who)
        return self.refusal(command, by).code

    def refusal(self, command: c.Command, by: e.By = None) -> IllegalMove:
        """The refusal of a command: with a sentence, and with nothing changed."""
        before = deepcopy(self.state)
        with pytest.raises(IllegalMove) as refused:
            decide(self.state, command, self.shuffle, by)
        assert self.state == before
        assert refused.value.message.endswith(".")
        assert ("%(name)s" in refused.value.message) == (refused.value.about is not None)
        return refused.value

    @property
    def hole(self) -> HoleState:
        assert self.state.hole is not None
        return self.state.hole

    @property
    def phase(self) -> str:
        return str(self.state.phase)

    @property
    def turn(self) -> str | None:
        """The letter of the seat on turn."""
        return None if self.state.turn is None else LETTERS[self.state.turn]

    @property
    def went_out(self) -> str | None:
        return None if self.hole.went_out is None else LETTERS[self.hole.went_out]

    @property
    def host(self) -> str | None:
        return None if self.state.host is None else LETTERS[self.state.host]

    @property
    def pile(self) -> str:
        """The discard pile, top last."""
        return " ".join(self.hole.discard)

    @property
    def in_hand(self) -> str | None:
        """The drawn card that is not placed yet."""
        return self.hole.drawn.card if self.hole.drawn else None

    @property
    def autopilots(self) -> str:
        """The letters of the seats on autopilot."""
        return "".join(LETTERS[number] for number, seat in self.state.taken if seat.autopilot)

    @property
    def scores(self) -> list[int]:
        """The settled scores of the hole, seat by seat."""
        assert self.hole.scores is not None
        return [line.score for line in self.hole.scores]

    def grid(self, letter: str) -> str:
        """A seat's grid, drawn as everybody sees it."""
        return drawn_as_seen(self.hole.grids[LETTERS.index(letter)])

    def parts(self, letter: str) -> dict[str, int]:
        """What a seat's settled score is made of, columns aside."""
        assert self.hole.scores is not None
        line = self.hole.scores[LETTERS.index(letter)]
        return {part.why: part.points for part in line.parts if not part.why.startswith("column")}


def told(events: Iterable[e.Event]) -> list[str]:
    """The wire's names of events, in order."""
    return [WIRE_NAMES[type(event)] for event in events]


def _spoken(words: str) -> Iterator[tuple[c.Command, e.By]]:
    for sentence in words.replace("\n", ";").split(";"):
        if not sentence.strip():
            continue
        who, said = sentence.split(maxsplit=1)
        by: e.By = None
        if who.endswith("'s") and said.startswith("caddie "):
            who, said, by = who[0], said.removeprefix("caddie "), "caddie"
        for step in said.split(","):
            yield _command(LETTERS.index(who), step.split()), by


def _command(seat: int, step: list[str]) -> c.Command:
    match step:
        case ["draws"]:
            return c.Draw(seat, "stock")
        case ["takes"]:
            return c.Draw(seat, "discard")
        case ["puts", "back"]:
            return c.UndoDraw(seat)
        case ["swaps", at]:
            return c.Swap(seat, int(at))
        case ["discards"]:
            return c.Discard(seat)
        case ["flips", at]:
            return c.Flip(seat, int(at))
        case ["skips"]:
            return c.SkipFlip(seat)
        case ["turns", "up", at]:
            return c.FlipAction(seat, int(at))
        case ["knocks"]:
            return c.Knock(seat)
        case ["opens", *places]:
            return c.Open(seat, tuple(map(int, places)))
        case ["takes", "a", "move", "back"]:
            return c.UndoMove(seat)
        case ["is", "ready"]:
            return c.NextHole(seat)
        case ["stands"]:
            return c.Stand(seat)
        case ["comes", "back"]:
            return c.TakeBackSeat(seat)
        case ["cuts", digits]:
            return c.Cut(seat, digits)
        case _:
            raise ValueError(f"nobody can say this at a table: {' '.join(step)}")
