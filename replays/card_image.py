"""The picture of a finished game for other sites: its last table, names, places and totals. Pure: told what to draw."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

    Font = ImageFont.FreeTypeFont

WIDTH: Final = 1200
HEIGHT: Final = 630
MARGIN: Final = 60
GAP: Final = 24
PANEL_TOP: Final = 220
FELT: Final = "#14503f"
FELT_DEEP: Final = "#0f3b30"
PAPER: Final = "#fffdf8"
INK: Final = "#1b2723"
SOFT: Final = "#bcd2c6"
RED: Final = "#b3261e"
TURN: Final = "#f2b64f"
DISPLAY: Final = Path(__file__).resolve().parents[1] / "static" / "fonts" / "fraunces-600.woff2"
RANKS: Final = {"T": "10", "*": "J"}


@dataclass(frozen=True, slots=True)
class Panel:
    """One seat of the last table."""

    name: str
    otherwise: str
    """What is written where the fonts lack the letters of the name."""
    place: int | None
    total: int
    grid: tuple[str, ...]
    """Six cards; empty where no hole was finished."""


def drawn(title: str, words: str, panels: Sequence[Panel]) -> bytes:
    """A PNG of 1200 by 630 pixels. `words`: a line below the title."""
    image = Image.new("RGB", (WIDTH, HEIGHT), FELT)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, HEIGHT - 70, WIDTH, HEIGHT), fill=FELT_DEEP)
    room = WIDTH - 2 * MARGIN
    heading = _display(64) if all(_can_write(_display(64), letter) for letter in title) else _text(58)
    _write(draw, (MARGIN, 56), _fitted(title, heading, room), heading, PAPER)
    _write(draw, (MARGIN, 146), _fitted(words, _text(30), room), _text(30), SOFT)
    _write(draw, (MARGIN, HEIGHT - 54), "Six-Card Golf", _display(32), PAPER)
    width = (room - GAP * (len(panels) - 1)) // max(len(panels), 1)
    width = min(width, 270)
    left = (WIDTH - width * len(panels) - GAP * (len(panels) - 1)) // 2
    for number, panel in enumerate(panels):
        _draw_panel(draw, panel, left + number * (width + GAP), width)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_panel(draw: ImageDraw.ImageDraw, panel: Panel, left: int, width: int) -> None:
    first = panel.place == 1
    card = min((width - 48) // 3, 74)
    bottom = PANEL_TOP + 70 + 2 * (int(card * 1.4) + 8) + 12
    box = (left, PANEL_TOP, left + width, bottom)
    draw.rounded_rectangle(box, 22, fill=FELT_DEEP, outline=TURN if first else None, width=4)
    inner, size = width - 32, max(18, min(28, width // 9))
    total = _minus(panel.total)
    figures = _display(size + 6)
    name = _name(panel, _text(size), inner - int(figures.getlength(total)) - 12)
    _write(draw, (left + 16, PANEL_TOP + 18), name, _text(size), PAPER)
    at = left + width - 16 - figures.getlength(total)
    _write(draw, (at, PANEL_TOP + 12), total, figures, TURN if first else PAPER)
    start = left + (width - card * 3 - 16) // 2
    for position, name_of_card in enumerate(panel.grid):
        x = start + (position % 3) * (card + 8)
        y = PANEL_TOP + 70 + (position // 3) * (int(card * 1.4) + 8)
        _draw_card(draw, name_of_card, x, y, card)


def _name(panel: Panel, font: Font, room: int) -> str:
    return _fitted(panel.name, font, room) or _fitted(panel.otherwise, font, room)


def _draw_card(draw: ImageDraw.ImageDraw, card: str, x: float, y: float, width: int) -> None:
    height = int(width * 1.4)
    draw.rounded_rectangle((x, y, x + width, y + height), width // 9, fill=PAPER)
    colour = RED if card[1] in "HD" else INK
    rank = RANKS.get(card[0], card[0])
    _write(draw, (x + width * 0.1, y + width * 0.02), rank, _display(int(width * 0.46)), colour)
    middle, size = (x + width * 0.66, y + height * 0.72), width * 0.17
    _draw_suit(draw, "*" if card[0] == "*" else card[1], middle, size, colour)


def _draw_suit(
    draw: ImageDraw.ImageDraw, suit: str, middle: tuple[float, float], size: float, colour: str
) -> None:
    """A pip round this point; `size` is half its width."""
    x, y = middle

    def disc(dx: float, dy: float, radius: float) -> None:
        cx, cy, r = x + dx * size, y + dy * size, radius * size
        draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=colour)

    def shape(*points: tuple[float, float]) -> None:
        draw.polygon([(x + dx * size, y + dy * size) for dx, dy in points], fill=colour)

    match suit:
        case "D":
            shape((0, -1.25), (0.95, 0), (0, 1.25), (-0.95, 0))
        case "H":
            disc(-0.5, -0.4, 0.54)
            disc(0.5, -0.4, 0.54)
            shape((-1.0, -0.2), (1.0, -0.2), (0, 1.15))
        case "S":
            disc(-0.5, 0.25, 0.54)
            disc(0.5, 0.25, 0.54)
            shape((-1.0, 0.1), (1.0, 0.1), (0, -1.2))
            shape((0, 0.2), (0.4, 1.2), (-0.4, 1.2))
        case "C":
            disc(0, -0.6, 0.5)
            disc(-0.55, 0.2, 0.5)
            disc(0.55, 0.2, 0.5)
            shape((0, -0.2), (0.4, 1.2), (-0.4, 1.2))
        case _:
            disc(0, 0, 0.8)


def _write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, font: Font, colour: str) -> None:
    draw.text(at, text, font=font, fill=colour)


def _fitted(text: str, font: Font, room: int) -> str:
    """The text, shortened until it has room; what the font cannot write is left out."""
    text = "".join(letter for letter in text if _can_write(font, letter)).strip()
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + "…") > room:
        text = text[:-1].rstrip()
    return text + "…"


def _can_write(font: Font, letter: str) -> bool:
    """Whether the font has this letter: one that it lacks looks like one that nobody has."""
    return letter.isspace() or bytes(font.getmask(letter)) != _unknown(font)


@lru_cache(maxsize=16)
def _unknown(font: Font) -> bytes:
    return bytes(font.getmask("\uffff"))


@lru_cache(maxsize=16)
def _display(size: int) -> Font:
    return ImageFont.truetype(DISPLAY, size)


@lru_cache(maxsize=16)
def _text(size: int) -> Font:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("this Pillow was built without FreeType")  # pragma: no cover
    return font


def _minus(points: int) -> str:
    return f"−{-points}" if points < 0 else str(points)
