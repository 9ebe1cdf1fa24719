"""What comes from the seat before and goes to the seat after: the discard pile lies between neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from games.cpu.grids import OwnGrid
    from games.cpu.tables import Set

    Judge = Callable[[Set], float]

CHOICES: Final = ((0, 3), (1, 4), (2, 5), (3, 0), (4, 1), (5, 2))
"""Every position, and the other of its column."""


def places(grid: OwnGrid) -> list[int]:
    """The positions that differ: of two with the same card beside the same, the first."""
    kinds = grid.kinds
    seen: dict[tuple[int, int], int] = {}
    for at, mate in CHOICES:
        seen.setdefault((kinds[at], kinds[mate]), at)
    return list(seen.values())


def best_with(grid: OwnGrid, kind: int, worth: Judge) -> tuple[float, int]:
    """The worth of the best placing of a card of this kind, and its position."""
    return min((worth(grid.with_card(kind, at)), at) for at in places(grid))


def stock_worth(grid: OwnGrid, odds: Sequence[float], worth: Judge) -> float:
    """What a card from the stock is worth to this grid."""
    still = worth(grid.columns)
    return sum(
        chance * min(still, best_with(grid, kind, worth)[0]) for kind, chance in enumerate(odds) if chance
    )


def likely_discards(grid: OwnGrid, odds: Sequence[float], worth: Judge) -> list[float]:
    """For each kind, the chance that it is what this grid's seat throws away on its next turn."""
    found, size, still = [0.0] * len(odds), len(odds), worth(grid.columns)
    unknown = 0.0
    for kind, chance in enumerate(odds):
        if not chance:
            continue
        best, at = best_with(grid, kind, worth)
        out = grid.kinds[at] if best < still else kind
        if out == size:
            unknown += chance
        else:
            found[out] += chance
    return [share + unknown * chance for share, chance in zip(found, odds, strict=True)]
