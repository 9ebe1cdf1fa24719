"""The codes of tables: six letters and digits that cannot be mistaken for one another."""

from __future__ import annotations

import re
import secrets
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 6
PATTERN: Final = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
IN_A_LINK: Final = re.compile(r"/t/([^/?#\s]+)")


def new_code() -> str:
    """A random code; there are 887 million of them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def as_typed(text: str) -> str:
    """What somebody typed, as a code: capitals, without spaces and hyphens, or out of a table's link.

    It may still be no code at all.
    """
    link = IN_A_LINK.search(text)
    return re.sub(r"[\s-]", "", link[1] if link else text).upper()
