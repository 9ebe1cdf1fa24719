"""Cards and grids as text: `KH [7C] 3D / KS 5D []` is a grid whose 7C and whose last card lie face down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from games.rules.cards import RANKS, SUITS, Card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from games.rules.grid import Grid

ANY_CARD = ""
"""Stands for a face-down card of which the drawing says nothing: `[]`."""


def cards(text: str) -> tuple[Card, ...]:
    """The cards of a text such as `KH 7C *S`, in its order."""
    return tuple(_card(word) for word in text.split())


def grid_cards(drawing: str) -> tuple[Card, ...]:
    """The six cards of a drawing; `Card(ANY_CARD)` for each `[]`."""
    return tuple(Card(ANY_CARD) if word == "[]" else _card(word.strip("[]")) for word in _words(drawing))


def face_up(drawing: str) -> tuple[bool, ...]:
    """Which of the six cards of a drawing lie face up."""
    return tuple(not word.startswith("[") for word in _words(drawing))


def drawn_as_seen(grid: Grid) -> str:
    """The drawing of a grid as everybody sees it: `[]` for what lies face down."""
    return _rows([card or "[]" for card in grid.seen])


def _rows(words: Sequence[str]) -> str:
    return " ".join(words[:3]) + " / " + " ".join(words[3:])


def _words(drawing: str) -> list[str]:
    top, low = drawing.split("/")
    words = top.split() + low.split()
    if len(words) != 6:
        raise ValueError(f"a grid has six cards: {drawing}")
    return words


def _card(word: str) -> Card:
    if len(word) != 2 or word[0] not in RANKS + "*" or word[1] not in SUITS:
        raise ValueError(f"not a card: {word}")
    return Card(word)
