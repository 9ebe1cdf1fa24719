"""The arithmetic of signals: pure functions of numbers."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from math import exp, fsum, lgamma, log
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUSEHOLD_BITS: Final = 64
"""Of an IPv6 address: the rest is the device's own, and changes."""


def tail(successes: int, tries: int, chance: float) -> float:
    """How likely it is to have at least so many successes in so many tries of this chance: the binomial tail."""
    if successes <= 0 or chance >= 1:
        return 1.0
    if chance <= 0 or successes > tries:
        return 0.0
    terms = (
        exp(
            lgamma(tries + 1)
            - lgamma(n + 1)
            - lgamma(tries - n + 1)
            + n * log(chance)
            + (tries - n) * log(1 - chance)
        )
        for n in range(successes, tries + 1)
    )
    return min(fsum(terms), 1.0)


def expected_share(ahead: int, behind: int) -> float:
    """How often somebody is ahead of others, as far as so many games can tell; never less than half.

    Laplace's rule: after no game at all it is one half. Less than half would make wins of a weak player unlikely.
    """
    return max((ahead + 1) / (ahead + behind + 2), 0.5)


def median(numbers: Sequence[float]) -> float:
    """The one in the middle; of an even number the lower of the two, which is one that was measured."""
    return sorted(numbers)[(len(numbers) - 1) // 2]


def household(address: str) -> str:
    """What the devices of one connection have in common; empty where it tells nobody from anybody else."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if parsed.is_loopback or parsed.is_unspecified:
        return ""
    if isinstance(parsed, IPv6Address):
        return str(ip_network(f"{parsed}/{HOUSEHOLD_BITS}", strict=False).network_address)
    return str(parsed)
