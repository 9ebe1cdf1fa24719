"""The table at 200 % text, as browsers set it: what does not fit is reached by scrolling, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.player import Asked, Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.test_it_fits import FAULTS, PERSONAS
from tests.browser.visitors import LAPTOP, PHONE, SMALL_PHONE, TABLET, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TWICE: Final = 32
MAY_SCROLL: Final = (SMALL_PHONE, PHONE)
OUT_OF_SIGHT: Final = """(selector) => Array.from(document.querySelectorAll(selector)).filter((one) => {
  if (!one.checkVisibility({ visibilityProperty: true })) return false;
  const { left, top, right, bottom } = one.getBoundingClientRect();
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const within = left >= -0.5 && top >= -0.5 && right <= width + 0.5 && bottom <= height + 0.5;
  return !within || !hit || !(one.contains(hit) || hit.contains(one));
}).map((one) => one.dataset.testid ?? one.className)"""


async def set_text_size(page: Page, pixels: int) -> None:
    """What somebody chooses in the settings of their browser."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("Page.enable")
    await tools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels, "fixed": pixels - 3}})
    await tools.detach()


async def lost(page: Page) -> list[str]:
    """What does not fit or cannot be seen, at each size; on phones one may scroll down."""
    found: list[str] = []
    for size in (*MAY_SCROLL, TABLET, LAPTOP):
        await page.set_viewport_size({"width": size.width, "height": size.height})
        still = size not in MAY_SCROLL
        # All the way down, where the line that says what to do lies in its own place.
        await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        faults = await page.evaluate(FAULTS, {"still": still, "target": 0})
        covered = await page.locator(".sheet:visible").count()
        if not still and not covered:
            faults += await page.evaluate(OUT_OF_SIGHT, ".mine .slot, .mine .who, .hint")
            await page.evaluate("scrollTo(0, 0)")
            faults += await page.evaluate(OUT_OF_SIGHT, ".bar button, .hint")
        if covered:
            faults += await page.evaluate(OUT_OF_SIGHT, ".sheet h2, .sheet-foot .button, .sheet .fold")
        found += [f"{size.name}: {fault}" for fault in faults]
    return found


@pytest.mark.parametrize(("opponents", "language"), [(1, "de"), (3, "en"), (5, "de")])
async def test_nothing_is_lost_at_200_percent_text(visitors: Visitors, opponents: int, language: str) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, PERSONAS[:opponents], holes=1, pace="instant")
    player = Player(page, Pointer(page, touch=False), pauses=False)
    large = await visitors.come_along(page, LAPTOP, language)
    await set_text_size(large, TWICE)
    beside = Player(large, Pointer(large, touch=False), pauses=False)
    found: dict[tuple[str, str], list[str]] = {}

    async def look(asked: Asked) -> None:
        moment = (asked.phase, asked.wants)
        if asked.phase != "lobby" and moment not in found:
            await beside.sees(asked)
            found[moment] = await lost(large)

    await player.play_until(lambda asked: asked.wants == "rematch", look)
    assert await large.locator("html").get_attribute("lang") == language
    assert await large.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{TWICE}px"
    assert {moment: faults for moment, faults in found.items() if faults} == {}
    assert {"opening", "playing", "game_over"} <= {phase for phase, _ in found}
