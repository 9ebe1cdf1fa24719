"""What is distinct about each persona's play, in figures for the pages about them: kept in `games/cpu/styles.json`.

The figures are measured, and stand there together with the command that measured them. Nothing of it is played by.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from games.rules import commands as c
from games.simulation.tally import STYLES, Tally, share_interval

if TYPE_CHECKING:
    from collections.abc import Iterable

    from games.simulation.play import SimulatedGame
    from games.simulation.tally import Interval

KEPT: Final = Path(__file__).parent.parent / "cpu" / "styles.json"
MEASURES: Final = ("ending", "going_out", "spread", "pairs", "taking", "strokes")
"""The share of holes in which they go out first, the own turn on which they then do, the spread of scores, the share of
columns that are pairs, the share of draws from the discard pile, and strokes per hole."""
DECIMALS: Final = 4


@dataclass
class Styles:
    """The styles of all personas over a series of games."""

    tally: Tally = field(default_factory=Tally)
    drawn: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)

    def count(self, games: Iterable[SimulatedGame]) -> None:
        """Play these games to their ends, and take them in."""
        for game in games:
            for decision in game.decisions():
                self.tally.count_decision(game, decision)
                self._count_draw(game, decision.command)
            self.tally.count_game(game)

    def _count_draw(self, game: SimulatedGame, command: c.SeatCommand) -> None:
        match command:
            case c.Draw():
                key = game.players[command.seat].key
                self.drawn[key] += 1
                self.taken[key] += command.source == "discard"
            case c.UndoDraw():  # As if it had not been taken.
                key = game.players[command.seat].key
                self.drawn[key] -= 1
                self.taken[key] -= 1
            case _:
                pass

    def of(self, persona: str) -> dict[str, Interval]:
        """Every measure of a persona, with its 95 % interval."""
        record = self.tally.records[persona]
        return {
            "ending": share_interval(len(record.out_turns), len(record.scores)),
            **{measure: record.style(measure) for measure in STYLES},
            "taking": share_interval(self.taken[persona], self.drawn[persona]),
            "strokes": record.strokes,
        }

    def strokes(self) -> dict[str, int]:
        """All strokes of each persona so far: the same players take the same, and others hardly ever do."""
        return {key: sum(self.tally.records[key].scores) for key in sorted(self.tally.records)}

    def to_json(self, **about: Any) -> str:
        """The figures as they are kept; an interval is [value, low, high]."""
        personas = {
            key: {measure: _triple(interval) for measure, interval in self.of(key).items()}
            for key in sorted(self.tally.records)
        }
        holes = {key: len(record.scores) for key, record in self.tally.records.items()}
        whole = {**about, "holes_each": min(holes.values(), default=0), "personas": personas}
        return json.dumps(whole, indent=1) + "\n"


def _triple(interval: Interval) -> list[float | None]:
    figures = (interval.value, interval.low, interval.high)
    return [round(figure, DECIMALS) if math.isfinite(figure) else None for figure in figures]
