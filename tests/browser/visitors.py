"""People who come to the site with a device each. What their browsers complain about is written down."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState, WebError

Scheme = Literal["light", "dark"]
LEFT_OUT: Final = (
    # Two pages of the browser's own in each window, for what is typed into its address bar: they take longer to load
    # than the pages of the site.
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
    # What Playwright leaves out: of several lists Chromium follows the last.
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
"""Parts of Chromium that nobody uses here."""
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    f"--disable-features={','.join(LEFT_OUT)}",
)
PATIENCE: Final = 20_000
"""Milliseconds that a page may take for anything: machines that run tests are busy."""
OF_THE_MACHINE: Final = "ERR_NETWORK_CHANGED"
"""What Chromium says when this machine gets or loses a network, as by starting a container, and no site can help."""
HURRY: Final = """(() => {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (act, delay = 0, ...given) => setTimeout(act, delay / 20, ...given);
})();"""


@dataclass(frozen=True)
class Device:
    """What somebody holds in their hands."""

    name: str
    width: int
    height: int
    touch: bool = False


PHONE: Final = Device("phone", 360, 740, touch=True)
SMALL_PHONE: Final = Device("small phone", 320, 568, touch=True)
ON_ITS_SIDE: Final = Device("phone on its side", 740, 360, touch=True)
SMALL_ON_ITS_SIDE: Final = Device("small phone on its side", 568, 320, touch=True)
TABLET: Final = Device("tablet", 820, 1180, touch=True)
LAPTOP: Final = Device("laptop", 1440, 900)


@asynccontextmanager
async def running_browser(program: str) -> AsyncIterator[Browser]:
    """Chromium without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass
class Visitors:
    """Everybody who came during one test. `excused` are words of complaints that the test provokes."""

    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def come(
        self,
        device: Device,
        *,
        scheme: Scheme = "light",
        still: bool = False,
        hurried: bool = False,
        javascript: bool = True,
        known_as: StorageState | None = None,
    ) -> Page:
        """An empty page of somebody new, or of whoever has the cookies `known_as`.

        `still`: no animations. `hurried`: the page's own pauses are short, as when somebody need not read it.
        """
        context = await self.browser.new_context(
            base_url=self.url,
            viewport={"width": device.width, "height": device.height},
            has_touch=device.touch,
            is_mobile=device.touch,
            color_scheme=scheme,
            reduced_motion="reduce" if still else "no-preference",
            java_script_enabled=javascript,
            storage_state=known_as,
            locale="en",
        )
        context.set_default_timeout(PATIENCE)
        if hurried:
            await context.add_init_script(HURRY)
        context.on("console", self._hear)
        context.on("weberror", self._note)
        self._contexts.append(context)
        return await context.new_page()

    async def come_along(self, page: Page, device: Device, language: str) -> Page:
        """A second page of whoever looks at this one, of the same address, without animations and in this language."""
        second = await self.come(device, still=True, known_as=await page.context.storage_state())
        await second.context.add_cookies([{"name": "django_language", "value": language, "url": self.url}])
        await second.goto(page.url)
        return second

    def excuse(self, words: str) -> None:
        """Complaints with these words are part of the test."""
        self.excused.append(words)

    async def leave(self) -> None:
        """Everybody goes."""
        for context in self._contexts:
            await context.close()
        self._contexts.clear()

    async def what_they_see(self) -> str:
        """Every open page in words, for the report of a test that failed."""
        pages = [page for context in self._contexts for page in context.pages]
        return "\n\n".join([f"{page.url}\n{await page.locator('body').aria_snapshot()}" for page in pages])

    @property
    def unexcused(self) -> list[str]:
        """What browsers complained about of their own: script errors, refused resources, missing files."""
        excused = (*self.excused, OF_THE_MACHINE)
        return [text for text in self.complaints if not any(words in text for words in excused)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _note(self, error: WebError) -> None:
        self.complaints.append(f"exception: {error.error}")
