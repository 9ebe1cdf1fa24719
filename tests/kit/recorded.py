"""A shuffle that hands out recorded stocks, for cases whose order of cards is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.rules.cards import Card


@dataclass
class RecordedShuffle:
    """`stocks` for the holes, `renewals` for the stocks made from discard piles: each top first, in order."""

    stocks: list[tuple[Card, ...]]
    renewals: list[tuple[Card, ...]] = field(default_factory=list)

    def secret(self) -> str:
        return "00" * 32

    def pack(self, cards: Sequence[Card], seed: bytes) -> tuple[Card, ...]:
        stock = self.stocks.pop(0)
        assert sorted(stock) == sorted(cards), "the recorded stock is not this table's pack"
        return stock

    def renewed(self, cards: Sequence[Card], seed: bytes, renewal: int) -> tuple[Card, ...]:
        stock = self.renewals.pop(0)
        assert sorted(stock) == sorted(cards), "the recorded renewal is not what lies on the discard pile"
        return stock
