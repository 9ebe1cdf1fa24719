"""The shuffle that anybody can check. `docs/fairness.md` states it byte for byte.

Secrets come in from outside: nothing here draws by chance.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from games.rules.cards import Card
    from games.rules.events import Cuts

SECRET_BYTES: Final = 32
CUT_BYTES: Final = 16
WORDS: Final = 2**32


class Shuffle(Protocol):
    """Where the order of cards comes from. `FairShuffle` in play; recorded stocks in tests."""

    def secret(self) -> str:
        """A new secret, hex, for a hole to come."""
        ...

    def pack(self, cards: Sequence[Card], seed: bytes) -> tuple[Card, ...]:
        """All cards of the table in the order of a new hole, top first."""
        ...

    def renewed(self, cards: Sequence[Card], seed: bytes, renewal: int) -> tuple[Card, ...]:
        """A new stock from the discard pile (given bottom first), top first; `renewal` counts from 1."""
        ...


def commitment(secret: str) -> str:
    """The SHA-256 (hex) of a secret's bytes, which is published before anybody can influence the deal."""
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest()


def seed(secret: str, cuts: Cuts) -> bytes:
    """SHA-256 of the secret followed by the cuts in order of seats: 32 bytes."""
    return hashlib.sha256(bytes.fromhex(secret + "".join(cut for _, cut in sorted(cuts)))).digest()


def order(cards: Sequence[Card], seed: bytes, renewal: int) -> tuple[Card, ...]:
    """The cards in shuffled order, top first: Fisher and Yates from the last place down.

    `renewal` is 0 for the pack of a hole and counts the renewed stocks from 1.
    """
    shuffled = list(cards)
    words = _words(seed, renewal)
    for last in range(len(shuffled) - 1, 0, -1):
        other = _below(last + 1, words)
        shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
    return tuple(shuffled)


def _words(seed: bytes, renewal: int) -> Iterator[int]:
    """Big-endian 32-bit words of SHA-256(seed ‖ renewal as one byte ‖ block as four), block after block."""
    block = 0
    while True:
        digest = hashlib.sha256(seed + bytes([renewal]) + block.to_bytes(4, "big")).digest()
        yield from (int.from_bytes(digest[start : start + 4], "big") for start in range(0, 32, 4))
        block += 1


def _below(bound: int, words: Iterator[int]) -> int:
    """The next word modulo `bound`; words of the last, incomplete stretch are passed over, to favour none."""
    limit = WORDS - WORDS % bound
    return next(word for word in words if word < limit) % bound


@dataclass(frozen=True, slots=True)
class FairShuffle:
    """The shuffle in play; `random_bytes` is the system's source of secrets."""

    random_bytes: Callable[[int], bytes]

    def secret(self) -> str:
        return self.random_bytes(SECRET_BYTES).hex()

    def pack(self, cards: Sequence[Card], seed: bytes) -> tuple[Card, ...]:
        return order(cards, seed, 0)

    def renewed(self, cards: Sequence[Card], seed: bytes, renewal: int) -> tuple[Card, ...]:
        return order(cards, seed, renewal)
