"""What is measured of people: counts of this process since its start, and never who it was."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter

GUESTS: Final = Counter("golf_guests", "Guests that were made.")
SIGNUPS: Final = Counter(
    "golf_signups", "Guests and strangers who have an account now, with their address verified."
)
LIMITED: Final = Counter("golf_limited", "What was refused as it was too often, by limit.", ["limit"])
