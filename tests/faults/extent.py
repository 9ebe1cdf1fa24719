"""How long the tests of faults are: brief in `make test`, in full in `make faults` (GOLF_FAULTS=full)."""

from __future__ import annotations

import os
from typing import Final, TypeVar

T = TypeVar("T")

IN_FULL: Final = os.environ.get("GOLF_FAULTS") == "full"
LONGEST_SECONDS: Final = 780 if IN_FULL else 110
"""No test may take longer."""


def extent(brief: T, full: T) -> T:
    """One or the other, as it was asked for."""
    return full if IN_FULL else brief
