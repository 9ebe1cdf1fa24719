"""What comes from the seat before and goes to the seat after: the discard pile lies between neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.cpu.grids import OwnGrid
    from games.cpu.tables import Placings

CHOICES: Final = ((0, 3), (1, 4), (2, 5), (3, 0), (4, 1), (5, 2))
"""Every position, and the other of its column."""


def places(grid: OwnGrid) -> list[int]:
    """The positions that differ: of two with the same card beside the same, the first."""
    kinds = grid.kinds
    seen: dict[tuple[int, int], int] = {}
    for at, mate in CHOICES:
        seen.setdefault((kinds[at], kinds[mate]), at)
    return list(seen.values())


def stock_worth(still: float, placings: Placings, odds: Sequence[float]) -> float:
    """What a card from the stock is worth to somebody: in its best place, or away."""
    return sum(chance * min(still, best) for chance, best in zip(odds, placings[0], strict=True) if chance)


def likely_discards(still: float, placings: Placings, odds: Sequence[float]) -> list[float]:
    """For each kind, the chance that it is what somebody throws away on their next turn."""
    size = len(odds)
    found, unknown = [0.0] * size, 0.0
    for kind, (chance, best, old) in enumerate(zip(odds, *placings, strict=True)):
        out = old if best < still else kind
        if out == size:
            unknown += chance
        else:
            found[out] += chance
    return [share + unknown * chance for share, chance in zip(found, odds, strict=True)]
