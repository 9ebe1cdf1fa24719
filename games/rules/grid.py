"""A seat's six cards: two rows of three, positions 0 1 2 above 3 4 5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from games.rules.cards import Card

if TYPE_CHECKING:
    from collections.abc import Iterable

POSITIONS: Final = range(6)
COLUMNS: Final = ((0, 3), (1, 4), (2, 5))


def column_mate(position: int) -> int:
    """The other position of the same column."""
    return (position + 3) % 6


@dataclass(frozen=True, slots=True)
class Grid:
    """Six cards and which of them lie face up."""

    cards: tuple[Card, ...]
    up: tuple[bool, ...] = (False,) * 6

    @property
    def face_down(self) -> list[int]:
        """The positions that are still face down, in order."""
        return [at for at in POSITIONS if not self.up[at]]

    @property
    def all_up(self) -> bool:
        return all(self.up)

    @property
    def seen(self) -> tuple[Card | None, ...]:
        """What everybody sees: None where a card lies face down."""
        return tuple(card if up else None for card, up in zip(self.cards, self.up, strict=True))

    def turned_up(self, positions: Iterable[int]) -> Grid:
        """This grid with the cards at these positions face up."""
        up = list(self.up)
        for at in positions:
            up[at] = True
        return Grid(self.cards, tuple(up))

    def with_card(self, at: int, card: Card) -> Grid:
        """This grid with another card, face up, at a position."""
        cards, up = list(self.cards), list(self.up)
        cards[at], up[at] = card, True
        return Grid(tuple(cards), tuple(up))
