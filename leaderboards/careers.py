"""What a player's results add up to beyond sums: feats, CPU players met, rules played. A pure fold, in their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from leaderboards.achievements import ALL
from leaderboards.tallies import NOTHING, Sum

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from leaderboards.tallies import Line

_GAINS = tuple((one.key, one.gains) for one in ALL if one.gains)


@dataclass(frozen=True, slots=True)
class Met:
    """How often somebody has met another, and how often each finished in a better place."""

    games: int = 0
    ahead: int = 0
    behind: int = 0

    def plus(self, own: int, other: int) -> Met:
        """With one more game, in which the two had these places."""
        return Met(self.games + 1, self.ahead + (own < other), self.behind + (own > other))


@dataclass(slots=True)
class Career:
    """All of somebody's games so far. `add` changes it."""

    total: Sum = NOTHING
    feats: dict[str, int] = field(default_factory=dict)
    """How often, by achievement."""
    rivals: dict[str, Met] = field(default_factory=dict)
    """By persona."""
    rules: set[str] = field(default_factory=set)
    """Fingerprints."""

    def add(self, line: Line, others: Iterable[Line], total: Sum | None = None) -> None:
        """One more game: their own line, and those of the others. `total`: the sum with it, if that is known."""
        self.total = self.total.plus(line) if total is None else total
        # What the caddie did for somebody who left is no feat of theirs.
        for key, gains in () if line.left else _GAINS:
            if gained := int(gains(line)):
                self.feats[key] = self.feats.get(key, 0) + gained
        for other in others:
            if other.persona:
                met = self.rivals.get(other.persona, Met())
                self.rivals[other.persona] = met.plus(line.place, other.place)
        self.rules.add(line.rules)

    def earned(self, known: Collection[str]) -> list[str]:
        """The keys of the achievements that are reached and not among the known ones."""
        return [one.key for one in ALL if one.key not in known and one.progress(self) >= one.target]
