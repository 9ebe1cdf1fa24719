"""What a page costs on the wire, as the browser's own network log has it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page


@dataclass
class Load:
    """Every request of a page and the bytes that came for it, headers included, compressed as they were sent."""

    addresses: dict[str, str] = field(default_factory=dict)
    bytes_of: dict[str, int] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """How many requests went out; a socket is none, as it begins when the page is there."""
        return len(self.addresses)

    @property
    def kilobytes(self) -> float:
        """All that came, in units of 1000 bytes."""
        return sum(self.bytes_of.values()) / 1000

    @property
    def origins(self) -> set[str]:
        """Where it came from."""
        return {"{0.scheme}://{0.netloc}".format(urlsplit(address)) for address in self.addresses.values()}

    def lines(self) -> list[str]:
        """Each request with its bytes, the heaviest first."""
        heaviest = sorted(self.addresses, key=lambda request: -self.bytes_of.get(request, 0))
        return [
            f"{self.bytes_of.get(request, 0):7} {urlsplit(self.addresses[request]).path}"
            for request in heaviest
        ]

    def hear(self, session: CDPSession) -> None:
        """Listen to a browser."""
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)

    def _sent(self, told: dict[str, Any]) -> None:
        if told["request"]["url"].startswith("http"):
            self.addresses[told["requestId"]] = told["request"]["url"]

    def _finished(self, told: dict[str, Any]) -> None:
        self.bytes_of[told["requestId"]] = int(told["encodedDataLength"])


@asynccontextmanager
async def cold_load(page: Page) -> AsyncIterator[Load]:
    """What this page loads meanwhile, with an empty cache."""
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.clearBrowserCache")
    await session.send("Network.setBypassServiceWorker", {"bypass": True})
    load = Load()
    load.hear(session)
    yield load
    await session.detach()
