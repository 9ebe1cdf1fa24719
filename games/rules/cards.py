"""Cards and packs. A card is written rank then suit: `AS`, `TD`, `*H` (a joker)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NewType

if TYPE_CHECKING:
    from games.rules.house_rules import HouseRules

Card = NewType("Card", str)

RANKS: Final = "A23456789TJQK"
SUITS: Final = "HDCS"
JOKER: Final = "*"

PACK: Final[tuple[Card, ...]] = tuple(Card(rank + suit) for suit in SUITS for rank in RANKS)
JOKERS: Final[tuple[Card, Card]] = (Card("*H"), Card("*S"))


def rank(card: Card) -> str:
    """The rank's letter: one of `RANKS`, or `*` for a joker."""
    return card[0]


def suit(card: Card) -> str:
    """The suit's letter: one of `SUITS`."""
    return card[1]


def pack_for(rules: HouseRules) -> tuple[Card, ...]:
    """All cards of a table in the unshuffled order from which `docs/fairness.md` starts.

    Pack after pack, each by suit (hearts, diamonds, clubs, spades) from ace to king; then the jokers:
    two a pack (`*H`, `*S`), or one `*H` in all under `lucky_swing`.
    """
    cards = PACK * rules.decks
    if not rules.use_jokers:
        return cards
    if rules.lucky_swing:
        return (*cards, JOKERS[0])
    return cards + JOKERS * rules.decks
