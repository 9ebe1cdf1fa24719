"""Python's search for garbage, as a process that serves can afford it: seldom, and not through all that stays."""

from __future__ import annotations

import gc
from typing import Final

AFTER: Final = 10_000
"""So many objects more than before make Python look for garbage; it does so after 700."""


def seldom() -> None:
    """From here on. What is there now stays; events and frames come and go by the thousand, hardly any in circles."""
    gc.freeze()
    gc.set_threshold(AFTER, 10, 10)
