"""A guest who plays a whole game in Chromium through the proxy, with the hands of the browser tests (tests/browser)."""

from __future__ import annotations

import asyncio
from typing import Final

from ops.compose import ComposeFailed
from ops.trial.guest import Game
from tests.browser.player import Player, Pointer
from tests.browser.table_form import make_by_the_form
from tests.browser.visitors import LAPTOP, Visitors, running_browser
from tests.kit.services import chromium

HOLES: Final = 9


def play(site: str) -> Game:
    """Make a table by its form, and play all of its holes by clicks. ComposeFailed where the browser complains."""
    found = chromium()
    if found.missing:
        raise ComposeFailed(found.missing)
    try:
        return asyncio.run(_play(site, found.at))
    except AssertionError as error:
        raise ComposeFailed(f"Chromium: {error}") from None


async def _play(site: str, program: str) -> Game:
    async with running_browser(program) as browser:
        visitors = Visitors(browser, site)
        page = await visitors.come(LAPTOP, still=True)
        await make_by_the_form(page, ["maya", "sage"], holes=HOLES, pace="instant")
        player = Player(page, Pointer(page, touch=False), pauses=False)
        await player.play_until(lambda asked: asked.wants == "rematch")
        await page.get_by_test_id("replay").click()
        await page.locator("body[data-ready]").wait_for()
        number = page.url.rstrip("/").rpartition("/")[2]
        cookies = await page.context.cookies(site)
        header = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
        if visitors.unexcused:
            raise ComposeFailed(f"Chromium complains: {visitors.unexcused}")
        return Game(number, {"Cookie": header}, len(player.did))
