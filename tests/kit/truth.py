"""What is hidden from whom, worked out from the stored events alone: held against every frame that was sent.

Says by the rules of the game what a viewer may see, and does not ask `games.rules.views`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from games.rules import events as e
from games.rules.evolve import begin, evolve
from games.rules.state import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from games.fold import Stored
    from games.rules.state import GameState, HoleState

Json = dict[str, Any]
CARD: Final = re.compile(r"(?<![A-Za-z0-9*])(?:[A2-9TJQK][HDCS]|\*[HS])(?![A-Za-z0-9])")
ALL_SHOWN: Final = (Phase.HOLE_OVER, Phase.GAME_OVER)


def cards_in(text: str) -> set[str]:
    """Everything in a text that looks like a card."""
    return set(CARD.findall(text))


class Truth:
    """A whole game, as the server alone knows it."""

    def __init__(self, stream: Sequence[Stored]) -> None:
        self.events = {stored.seq: stored.event for stored in stream}
        self.states: dict[int, GameState] = {}
        for stored in stream:
            before = self.states.get(stored.seq - 1)
            self.states[stored.seq] = begin(stored.event) if before is None else evolve(before, stored.event)

    def leaks(self, frame: Json, viewer: int | None) -> Iterator[str]:
        """What a frame shows that this viewer (a seat; None: the gallery) may not see."""
        for event in frame.get("events", ()):
            yield from self._in_event(event, viewer)
        shown = frame.get("table") or frame.get("now")
        if shown:
            yield from self._in_table(
                shown, self.states[frame["seq"]], viewer, f"{frame['type']} {frame['seq']}"
            )
        rest = {name: value for name, value in frame.items() if name not in {"events", "table", "now"}}
        if found := cards_in(str(rest)):
            yield f"{frame['type']}: {found}"

    def secrets(self) -> dict[str, int]:
        """Each secret of a shuffle, and the event that reveals it (beyond the last event: none does)."""
        found: dict[str, int] = {}
        for event in self.events.values():
            secret = getattr(event, "next_secret", None)
            if secret:
                found[secret] = len(self.events)
        for seq, event in self.events.items():
            reveal = getattr(event, "reveal", None)
            if reveal:
                found[reveal] = seq
        return found

    def hidden(self, seq: int) -> set[str]:
        """The cards that nobody has seen in this hole by then; of one pack each is there once."""
        hole = self.states[seq].hole
        if hole is None or self.states[seq].phase in (*ALL_SHOWN, Phase.ABANDONED):
            return set()
        down = {card for grid in hole.grids for card, up in zip(grid.cards, grid.up, strict=True) if not up}
        return down | set(hole.stock) - set(hole.discard)

    def _in_event(self, told: Json, viewer: int | None) -> Iterator[str]:
        event = self.events[told["seq"]]
        allowed = set(self._cards_of(event, viewer))
        if found := cards_in(str(told)) - allowed:
            yield f"event {told['seq']} {told['type']}: {found}"
        if "player" in told or "next_secret" in told:
            yield f"event {told['seq']} {told['type']}: {sorted(told)}"

    def _cards_of(self, event: e.Event, viewer: int | None) -> Iterator[str]:
        match event:
            case e.CardDrawn():
                if event.source == "discard" or event.seat == viewer:
                    yield event.card
            case e.HoleStarted():
                yield event.discard
            case e.CardSwapped():
                yield from (event.card, event.out)
            case e.CardDiscarded() | e.DrawUndone() | e.CardFlipped() | e.CardFlippedAsAction():
                yield event.card
            case e.CardsOpened() | e.Knocked() | e.GridRevealed():
                yield from (card for _at, card in event.cards)
            case e.HoleEnded():
                yield from (card for grid in event.grids for card in grid)
            case _:
                pass

    def _in_table(self, table: Json, state: GameState, viewer: int | None, where: str) -> Iterator[str]:
        hole = state.hole
        table = {name: value for name, value in table.items() if name not in {"rules", "code", "values"}}
        if hole is None:
            if found := cards_in(str(table)):
                yield f"{where}: {found} before any card was dealt"
            return
        if found := cards_in(str(table)) - set(_visible(state, hole, viewer)):
            yield f"{where}: {found}"
        seats = table.get("seats", [])
        for number, seat in seats.items() if isinstance(seats, dict) else enumerate(seats):
            for at, card in enumerate((seat or {}).get("grid", ())):
                if card is not None and not hole.grids[int(number)].up[at] and state.phase not in ALL_SHOWN:
                    yield f"{where}: {card} lies face down at {number}/{at}"
        drawn = table.get("drawn")
        if drawn and drawn["from"] == "stock" and drawn["seat"] != viewer and drawn["card"] is not None:
            yield f"{where}: {drawn}"


def _visible(state: GameState, hole: HoleState, viewer: int | None) -> Iterator[str]:
    yield from hole.discard
    for grid in hole.grids:
        yield from (card for card, up in zip(grid.cards, grid.up, strict=True) if up)
    if hole.drawn is not None and (hole.drawn.source == "discard" or hole.turn == viewer):
        yield hole.drawn.card
    if state.phase in ALL_SHOWN:
        yield from (card for grid in hole.grids for card in grid.cards)
