"""Hints and moves taken back, at a table that was made for it: on a phone, by keyboard, and for those who listen."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.table_form import make_a_table
from tests.browser.table_page import at_the_table, picture
from tests.browser.visitors import LAPTOP, ON_ITS_SIDE, PHONE, SMALL_PHONE, Device, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page, WebSocketRoute

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LEGAL = re.compile(r"\blegal\b")


async def at_the_opening(visitors: Visitors, device: Device, visibility: str = "private") -> Page:
    """A page at a coaching table at which the first cards are to be turned up."""
    page = await visitors.come(device, still=True)
    await make_a_table(page, ["maya"], holes=1, coaching=True, pace="fast", visibility=visibility)
    await expect(page.locator(".lobby")).to_contain_text("Coaching: hints and moves taken back are allowed")
    await page.get_by_test_id("start").click()
    return page


async def on_turn(visitors: Visitors, device: Device, visibility: str = "private") -> Page:
    """A page at a coaching table at which it is the visitor's turn to draw."""
    page = await at_the_opening(visitors, device, visibility)
    for position in (0, 1):
        await page.get_by_test_id(f"own-{position}").click()
    await her_turn(page)
    return page


async def her_turn(page: Page) -> None:
    await expect(page.get_by_test_id("stock")).to_have_class(LEGAL, timeout=20_000)


async def in_hand(page: Page) -> None:
    await expect(page.get_by_test_id("own-0")).to_have_class(LEGAL)


async def shown(page: Page) -> dict[str, object]:
    """The table, but for the words and lights that come and go."""
    seen = await picture(page)
    return {name: seen[name] for name in ("phase", "turn", "cards", "where")}


async def test_a_move_is_taken_back_by_a_tap(visitors: Visitors) -> None:
    page = await on_turn(visitors, PHONE)
    undo = page.get_by_test_id("undo-move")
    await expect(undo).to_have_attribute("aria-disabled", "true")
    before = await shown(page)
    await page.get_by_test_id("stock").tap()
    await in_hand(page)
    held = await shown(page)
    await page.get_by_test_id("own-2").tap()
    await her_turn(page)
    await undo.tap()
    await in_hand(page)
    assert await shown(page) == held
    await expect(page.get_by_test_id("spoken")).to_contain_text("You took your last move back.")
    await undo.tap()
    await her_turn(page)
    assert await shown(page) == before
    await expect(undo).to_have_attribute("aria-disabled", "true")
    box = await undo.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_a_hint_names_the_move_a_reason_and_what_the_others_cost(visitors: Visitors) -> None:
    page = await on_turn(visitors, PHONE)
    await page.get_by_test_id("ask-hint").tap()
    advice = page.get_by_test_id("advice")
    await expect(advice).to_be_visible()
    await expect(advice).to_contain_text(re.compile("Draw from the stock|Take the"))
    await expect(advice).to_contain_text("It costs")
    await expect(page.get_by_test_id("spoken")).to_contain_text(re.compile("Draw from the stock|Take the"))
    await expect(page.locator("i.cost")).to_have_count(2)
    assert await violations(page, "a hint on a phone") == []
    await page.get_by_test_id("stock").tap()
    await in_hand(page)
    await expect(advice).to_be_hidden()
    await expect(page.locator("i.cost")).to_have_count(0)
    await page.get_by_test_id("ask-hint").tap()
    await expect(page.locator("i.cost")).to_have_count(7)
    await expect(page.locator("i.cost.best").first).to_be_visible()
    await page.get_by_test_id("close-advice").tap()
    await expect(advice).to_be_hidden()
    await expect(page.get_by_test_id("ask-hint")).to_be_focused()


HIDDEN_BY_A_HINT = """() => {
  const note = document.querySelector(".advice-note").getBoundingClientRect();
  const meets = (of) => of.left < note.right && of.right > note.left && of.top < note.bottom && of.bottom > note.top;
  const shown = ".opponents .seat, .mine .slot, .pile-cards .worth, .pile-cards ~ .act:not([hidden])";
  return [...document.querySelectorAll(shown)].filter((one) => meets(one.getBoundingClientRect())).length;
}"""


@pytest.mark.parametrize("device", [PHONE, SMALL_PHONE, ON_ITS_SIDE, LAPTOP], ids=lambda device: device.name)
async def test_a_hint_hides_no_card_that_one_judges_it_by(visitors: Visitors, device: Device) -> None:
    page = await on_turn(visitors, device)
    await page.get_by_test_id("stock").click()
    await in_hand(page)
    where = await page.get_by_test_id("stock").bounding_box()
    await page.get_by_test_id("ask-hint").click()
    await expect(page.get_by_test_id("advice")).to_be_visible()
    assert await page.evaluate(HIDDEN_BY_A_HINT) == 0
    assert await page.get_by_test_id("stock").bounding_box() == where
    assert not await page.evaluate("document.documentElement.scrollHeight > innerHeight")


async def test_a_hint_that_is_refused_says_so(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, still=True)
    refusal = {"type": "error", "code": "slow_down", "message": "That was too fast.", "retry_after": 3}

    def in_between(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def hear(text: str | bytes) -> None:
            message = json.loads(text)
            if message["do"] == "hint":
                line.send(json.dumps(refusal | {"id": message["id"]}))
            else:
                server.send(text)

        line.on_message(hear)

    await page.route_web_socket("**/ws/**", in_between)
    await make_a_table(page, ["maya"], holes=1, coaching=True)
    # What is read out has to have its place before there is anything to read.
    told = page.get_by_test_id("toast").and_(page.get_by_role("status"))
    await page.get_by_test_id("start").click()
    await expect(told).to_be_attached()
    await expect(told).to_be_hidden()
    await page.get_by_test_id("ask-hint").tap()
    await expect(told).to_have_text("That was too fast.")
    await expect(told).to_be_visible()


async def test_before_the_first_cards_it_says_which_to_turn_up(visitors: Visitors) -> None:
    page = await at_the_opening(visitors, PHONE)
    maya = page.get_by_role("region", name="The other players")
    await expect(maya.get_by_role("img", name="face down")).to_have_count(4)
    await page.get_by_test_id("ask-hint").tap()
    advice = page.get_by_test_id("advice")
    await expect(advice).to_contain_text("Turn up cards in different columns.")
    await expect(advice).to_contain_text("Two open columns have room for two pairs")
    await expect(page.get_by_test_id("spoken")).to_contain_text("Turn up cards in different columns.")
    await expect(advice.get_by_role("listitem")).to_have_text(re.compile("two cards of one column. It costs"))
    await expect(page.locator("i.cost.best")).to_have_count(2)
    await expect(page.get_by_test_id("own-3").locator("i.cost")).to_have_text(re.compile(r"^\+0"))
    assert await violations(page, "a hint for the first cards") == []
    await page.get_by_test_id("own-0").tap()
    await expect(advice).to_be_visible()
    await page.get_by_test_id("own-1").tap()
    await expect(advice).to_be_hidden()
    await expect(page.locator("i.cost")).to_have_count(0)


async def test_both_are_at_hand_by_keyboard(visitors: Visitors) -> None:
    page = await on_turn(visitors, LAPTOP)
    before = await shown(page)
    await page.keyboard.press("h")
    await expect(page.get_by_test_id("advice")).to_be_visible()
    assert await violations(page, "a hint on a laptop") == []
    await page.keyboard.press("s")
    await in_hand(page)
    await page.keyboard.press("z")
    await her_turn(page)
    assert await shown(page) == before
    await page.keyboard.press("?")
    window = page.get_by_test_id("help-window")
    await expect(window).to_contain_text("Undo your last move")
    await page.keyboard.press("Escape")
    await page.get_by_test_id("show-rules").click()
    await expect(page.get_by_test_id("coaching-allowed")).to_contain_text("counts for nothing")


async def test_the_gallery_is_told_and_has_no_buttons(visitors: Visitors) -> None:
    page = await on_turn(visitors, LAPTOP, visibility="public")
    watcher = await visitors.come(PHONE, still=True)
    await watcher.goto(page.url)
    await at_the_table(watcher)
    await expect(watcher.get_by_test_id("coached")).to_be_visible()
    await expect(watcher.get_by_test_id("undo-move")).to_be_hidden()
    await page.keyboard.press("s")
    await in_hand(page)
    await page.keyboard.press("z")
    await her_turn(page)
    await expect(watcher.get_by_test_id("spoken")).to_contain_text("took the last move back")


async def test_a_usual_table_has_neither(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, still=True)
    await make_a_table(page, ["maya"], holes=1)
    await page.get_by_test_id("start").tap()
    await expect(page.get_by_test_id("own-0")).to_be_visible()
    await expect(page.get_by_test_id("undo-move")).to_be_hidden()
    await expect(page.get_by_test_id("ask-hint")).to_be_hidden()
