"""Names and words of people as the console shows them: nothing in them acts, hides, or turns the line around."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from django.utils.html import format_html

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Categories of characters that are not seen, or change how others are."""


def visible(text: object) -> str:
    """The text with every character in it seen: those that hide by their numbers, as ⟨U+202E⟩."""
    return "".join(f"⟨U+{ord(one):04X}⟩" if unicodedata.category(one) in HIDDEN else one for one in str(text))


def plain(text: object) -> SafeString:
    """The text as HTML, isolated from what stands around it."""
    return format_html("<bdi>{}</bdi>", visible(text))
