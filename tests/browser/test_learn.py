"""The first hole of somebody new: done by finger on a phone, by keyboard alone, and fitting at every step.

What the caddie says stands there for a while, to be read. Nobody reads here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.browser.player import Keyboard, Pointer
from tests.browser.table_page import at_the_table
from tests.browser.test_it_fits import faults_at_every_size
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from tests.browser.player import Hand

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BEATS: Final = 13
MOST_ACTIONS: Final = 14
ASKED: Final = """(beat) => {
  if (document.body?.dataset.beat !== String(beat)) return null;
  const asked = Array.from(document.querySelectorAll(".asked"), (spot) => spot.closest("button").dataset.testid);
  const other = Array.from(document.querySelectorAll("#deal, .sheet-foot .main, #farewell .main"));
  return asked.length ? asked : other.filter((one) => one.checkVisibility()).map((one) => one.dataset.testid);
}"""


@dataclass
class Learner:
    """Does what stands out, and counts how often."""

    page: Page
    hand: Hand
    beat: int = 0
    used: list[str] = field(default_factory=list)

    async def asked(self) -> list[str]:
        """The test ids of what is to be used now, as soon as it is the learner's turn."""
        found = await self.page.wait_for_function(ASKED, arg=self.beat)
        return [str(offer) for offer in await found.json_value()]

    async def go_on(self, until: int = BEATS) -> None:
        """Do all that is asked before this beat."""
        while self.beat < until:
            for offer in await self.asked():
                await self.hand.use(offer)
                self.used.append(offer)
            self.beat += 1
        await self.asked()

    @property
    def caddie(self) -> Locator:
        """What the caddie says."""
        return self.page.get_by_test_id("coach").locator(".now")


async def test_a_finger_learns_the_game_on_a_phone(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, hurried=True)
    await page.goto("/")
    await page.get_by_role("link", name="Learn in two minutes").tap()
    learner = Learner(page, Pointer(page, touch=True))
    await learner.go_on(until=6)
    await expect(page.get_by_test_id("step")).to_have_text("Step 6 of 9")

    await page.get_by_test_id("stock").tap()
    await expect(learner.caddie).to_have_text(
        "That would work too, but watch what a pair does: take the six."
    )
    await learner.go_on(until=7)
    await expect(page.get_by_test_id("spoken")).to_contain_text(
        "You took the six of clubs from the discard pile."
    )
    await expect(page.get_by_test_id("spoken")).to_contain_text("Now swap it")
    await learner.go_on(until=8)
    await expect(page.locator(".mine .clasp")).to_have_text("0")
    await learner.go_on(until=12)
    await expect(page.locator(".tally > li.own .tally-score")).to_have_text("3")

    await learner.go_on()
    await expect(page.get_by_role("heading", name="You know the game")).to_be_visible()
    assert len(learner.used) <= MOST_ACTIONS
    await page.get_by_test_id("play-now").tap()
    await at_the_table(page)


async def test_the_keys_alone_teach_it_as_well(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True, hurried=True)
    await page.goto("/learn/")
    keyboard = Keyboard(page)
    learner = Learner(page, keyboard)
    await learner.go_on(until=1)
    await expect(page.get_by_test_id("own-0")).to_be_focused()
    await keyboard.press("?")
    await expect(page.locator(".keys kbd")).to_have_text(["S", "D", "1 – 6", "X", "N", "T", "M", "P", "?"])
    await keyboard.press("Escape")
    await expect(page.get_by_test_id("own-0")).to_be_focused()
    await keyboard.press("3")
    await expect(learner.caddie).to_contain_text("Any two would do.")
    await learner.go_on()
    assert {*"sdx123456n"} <= keyboard.used
    assert len(learner.used) <= MOST_ACTIONS
    await expect(page.get_by_test_id("play-now")).to_be_focused()


async def test_one_may_go_back_skip_and_begin_anew(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, still=True, hurried=True)
    await page.goto("/learn/")
    learner = Learner(page, Pointer(page, touch=True))
    await learner.go_on(until=3)
    await expect(page.get_by_test_id("drawn").locator("[data-card]")).to_have_attribute("data-card", "AS")
    await page.get_by_test_id("back").tap()
    await expect(page.get_by_test_id("drawn").locator("[data-card]")).to_have_count(0)
    learner.beat = 2
    assert await learner.asked() == ["stock"]
    await page.get_by_test_id("skip").tap()
    learner.beat = 3
    assert await learner.asked() == ["own-1"]
    await page.get_by_test_id("skip").tap()
    await page.get_by_test_id("skip").tap()
    learner.beat = 4
    assert await learner.asked() == ["stock"]
    await page.reload()
    await expect(page.get_by_test_id("deal")).to_be_visible()
    await page.get_by_test_id("leave").tap()
    await expect(page.get_by_test_id("play-now")).to_be_visible()


async def test_it_fits_at_every_step(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True, hurried=True)
    await page.goto("/learn/")
    learner = Learner(page, Pointer(page, touch=False))
    faults = {}
    for beat in range(BEATS + 1):
        await learner.go_on(until=beat)
        faults[beat] = await faults_at_every_size(page, still=True)
        await page.set_viewport_size({"width": LAPTOP.width, "height": LAPTOP.height})
    assert {beat: found for beat, found in faults.items() if found} == {}
