"""A hole by Tab and Enter alone: whoever goes by keyboard never loses their place, whatever moves or comes up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.browser.player import Asked, Keyboard, Player
from tests.browser.table_form import make_a_table
from tests.browser.visitors import LAPTOP, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PLACE: Final = """() => {
  const { activeElement: one } = document;
  if (!one || one === document.body) return "nowhere";
  return one.checkVisibility() ? "seen" : `unseen: ${one.outerHTML.slice(0, 120)}`;
}"""


class Walker(Keyboard):
    """Goes to everything by Tab and presses Enter."""

    async def use(self, offer: str) -> None:
        await self.go_to(self._page.get_by_test_id(offer))
        await self.press("Enter")


async def place(page: Page) -> str:
    """Where the focus is once the page is drawn."""
    await page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
    return str(await page.evaluate(PLACE))


@pytest.mark.parametrize("still", [True, False])
async def test_the_focus_is_always_somewhere(visitors: Visitors, still: bool) -> None:
    page = await visitors.come(LAPTOP, still=still)
    await make_a_table(page, ["maya"], holes=3, pace="fast")
    player = Player(page, Walker(page))
    places: list[tuple[str, str]] = []

    async def look(asked: Asked) -> None:
        if player.did:
            places.append((asked.wants, await place(page)))

    await player.play_until(lambda asked: asked.wants == "next_hole", look)
    await player.move(await player.asked())
    await player.play_until(lambda asked: asked.wants == "draw", look)
    assert [one for one in places if one[1] != "seen"] == []
    assert {"open", "draw", "place", "next_hole"} <= {wants for wants, _ in places}


async def test_a_window_gives_the_focus_back(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, ["maya"], holes=1, pace="instant")
    keyboard = Walker(page)
    player = Player(page, keyboard, pauses=False)
    await player.play_until(lambda asked: asked.wants == "draw")
    for way in ("scorecard", "show-rules", "help", "preferences", "say", "show-discards", "about-1"):
        await keyboard.use(way)
        await expect(page.locator("dialog[open]")).to_be_visible()
        await keyboard.press("Escape")
        await expect(page.locator("dialog")).to_have_count(0)
        await expect(page.get_by_test_id(way)).to_be_focused()
