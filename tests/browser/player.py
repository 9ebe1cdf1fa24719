"""Somebody who plays at a table's page: sees what it offers, and uses it by pointer or by keyboard."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from playwright.async_api import TimeoutError as TooLate
from playwright.async_api import expect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Locator, Page

LOW: Final = ("joker", "two", "king", "ace", "three", "four")
OPENINGS: Final = ((0, 4), (1, 5), (2, 3))

ASKED: Final = """({ seen, opened, ready, pauses }) => {
  const dataset = document.body?.dataset;
  if (dataset?.connected !== "yes" || !(Number(dataset.seq) > seen)) return null;
  if (opened && dataset.phase === "opening") return null;
  if (ready && dataset.phase === "hole_over") return null;
  const at = (id) => document.querySelector(`[data-testid="${id}"]`);
  const usable = (id) => at(id)?.checkVisibility() && !at(id).matches('[aria-disabled="true"], [disabled]');
  const positions = [0, 1, 2, 3, 4, 5];
  const acts = ["stock", "discard", "skip-flip", "knock", "rematch", "take-back", "start"];
  if (pauses) acts.push("next-hole");
  const offers = acts.concat(positions.map((i) => `own-${i}`)).filter(usable);
  if (offers.length === 0) return null;
  return {
    seq: Number(dataset.seq),
    phase: dataset.phase,
    offers,
    own: positions.map((i) => at(`own-${i}`)?.getAttribute("aria-label").match(/: (\\w+) of/)?.[1] ?? ""),
    on_pile: at("discard")?.getAttribute("aria-label") ?? "",
    hint: document.querySelector('.felt [data-testid="hint"]')?.textContent ?? "",
  };
}"""


@dataclass(frozen=True)
class Asked:
    """What a page asks of its player: `offers` are the test ids of all that can be used now.

    `own` has the rank of each own card in words, nothing for one that is face down.
    """

    seq: int
    phase: str
    offers: list[str]
    own: list[str]
    on_pile: str
    hint: str

    @property
    def hidden(self) -> list[int]:
        """The own positions that are face down."""
        return [position for position, rank in enumerate(self.own) if not rank]

    @property
    def drawn(self) -> str:
        """The rank of the card in the hand, in words."""
        return self.hint.removeprefix("Swap the ").partition(" ")[0]

    @property
    def top(self) -> str:
        """The rank of the card on the discard pile, in words."""
        return self.on_pile.rpartition("top: ")[2].partition(" ")[0]

    def place_of_pair(self, rank: str) -> int | None:
        """Where a card of this rank would make a pair, if anywhere."""
        return next((i for i in range(6) if self.own[(i + 3) % 6] == rank != self.own[i]), None)

    @property
    def wants(self) -> str:
        """In one word: draw, place, flip, open, next_hole, rematch, start or take_back."""
        own = any(offer.startswith("own-") for offer in self.offers)
        for offer in ("rematch", "next-hole", "start", "take-back"):
            if offer in self.offers:
                return offer.replace("-", "_")
        if "stock" in self.offers:
            return "draw"
        if own and self.phase == "opening":
            return "open"
        return "place" if own and "discard" in self.offers else "flip"


class Hand(Protocol):
    """How a player reaches what the page offers."""

    async def use(self, offer: str) -> None:
        """Use what carries this test id."""
        ...


class Pointer:
    """A mouse, or a finger."""

    def __init__(self, page: Page, *, touch: bool) -> None:
        self._page = page
        self._touch = touch

    async def use(self, offer: str) -> None:
        target = self._page.get_by_test_id(offer)
        await (target.tap() if self._touch else target.click())


class Keyboard:
    """The keys alone. `used` are those that were pressed."""

    KEYS: Final = {"stock": "s", "skip-flip": "f", "knock": "k", "next-hole": "n"}

    def __init__(self, page: Page) -> None:
        self._page = page
        self.used: set[str] = set()

    async def use(self, offer: str) -> None:
        await self.press(await self._key_for(offer))

    async def press(self, key: str) -> None:
        """Press a key, wherever the focus is."""
        self.used.add(key)
        await self._page.keyboard.press(key)

    async def _key_for(self, offer: str) -> str:
        if offer.startswith("own-"):
            return str(int(offer.removeprefix("own-")) + 1)
        if offer == "discard":
            return (await self._page.get_by_test_id(offer).get_attribute("aria-keyshortcuts") or "").lower()
        if offer in self.KEYS:
            return self.KEYS[offer]
        await self.go_to(self._page.get_by_test_id(offer))
        return "Enter"

    async def go_to(self, target: Locator) -> None:
        """Press Tab until this has the focus."""
        await expect(target.first).to_be_visible()
        for _ in range(150):
            if await target.evaluate_all("(found) => found.includes(document.activeElement)"):
                return
            await self._page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {target}")


@dataclass
class Player:
    """Plays fast and not badly: makes pairs, keeps low cards, and goes out as soon as possible."""

    page: Page
    hand: Hand
    seen: int = -1
    did: list[str] = field(default_factory=list)
    """What was asked, in one word for each move made."""
    pauses: bool = True
    """Whether there is time between two holes; at the pace `instant` the next one begins at once."""
    _refused: int = -1

    async def asked(self) -> Asked:
        """What the page asks next, as soon as it asks for something."""
        try:
            found = await self.page.wait_for_function(ASKED, arg=self._known())
        except TooLate as error:
            shown = await self.page.locator("body").aria_snapshot()
            data = await self.page.evaluate("({ ...document.body.dataset })")
            did = self.did[-3:]
            raise AssertionError(f"nothing was asked after {self.seen} {did}: {data}\n{shown}") from error
        return Asked(**_named(await found.json_value()))

    async def sees(self, asked: Asked) -> None:
        """Wait until this page asks for what another page of the same seat is asked for."""
        self.seen = asked.seq - 1
        await self.asked()

    def _known(self) -> dict[str, Any]:
        # Before an opening or a next hole is answered the seq moves on: others open too, the browser cuts the pack.
        done = self.did[-1:]
        return {
            "seen": self.seen,
            "opened": done == ["open"],
            "ready": done == ["next_hole"],
            "pauses": self.pauses,
        }

    async def play_until(
        self, done: Callable[[Asked], bool], look: Callable[[Asked], Awaitable[None]] | None = None
    ) -> Asked:
        """Make moves until what the page asks is `done`; `look` sees each moment before its move."""
        while True:
            asked = await self.asked()
            if look is not None:
                await look(asked)
            if done(asked):
                return asked
            await self.move(asked)

    async def move(self, asked: Asked) -> None:
        """Do what is asked."""
        self.seen = asked.seq
        self.did.append(asked.wants)
        for offer in self._choice(asked):
            await self.hand.use(offer)

    def _choice(self, asked: Asked) -> list[str]:
        match asked.wants:
            case "open":
                pair = OPENINGS[self.did.count("open") % len(OPENINGS)]
                return [f"own-{position}" for position in pair]
            case "draw" if "knock" in asked.offers:
                return ["knock"]
            case "draw":
                wanted = asked.top in LOW or asked.place_of_pair(asked.top) is not None
                return ["discard" if wanted else "stock"]
            case "place" if (place := asked.place_of_pair(asked.drawn)) is not None:
                return [f"own-{place}"]
            case "place" if self._would_rather_not(asked):
                self._refused = len(asked.hidden)
                return ["discard"]
            case "flip" if "skip-flip" in asked.offers:
                return ["skip-flip"]
            case "place" | "flip":
                return [f"own-{(asked.hidden or [0])[0]}"]
            case wanted:
                return [wanted.replace("_", "-")]

    def _would_rather_not(self, asked: Asked) -> bool:
        """Discards a high card from the stock, but not twice in a row: games shall end."""
        return asked.drawn not in LOW and "discard it" in asked.hint and self._refused != len(asked.hidden)


def _named(found: Any) -> dict[str, Any]:
    return {str(name): value for name, value in found.items()}
