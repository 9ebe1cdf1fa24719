"""Waiting at a table: how others are invited to it, and what they see who come by its link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.clipboard import copied, listen_for_copies
from tests.browser.table_form import make_a_table
from tests.browser.test_it_fits import faults_at_every_size
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

IN_SIGHT = """(one) => {
  const { top, bottom, left, right } = one.getBoundingClientRect();
  const within = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  return within && one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
}"""


async def host(visitors: Visitors, preset: str = "classic") -> Page:
    """Somebody who waits at a table of four, with Maya."""
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, ["maya"], seats=4, preset=preset)
    return page


async def is_drawn(picture: Locator) -> bool:
    """Whether the picture has arrived and is one."""
    await expect(picture).to_be_visible()
    return bool(await picture.evaluate("async (one) => { await one.decode(); return one.naturalWidth > 0; }"))


async def test_whoever_comes_by_the_link_sees_what_it_is_who_is_there_and_where_to_sit(
    visitors: Visitors,
) -> None:
    page = await host(visitors, preset="jokers_wild")
    friend = await visitors.come(PHONE, still=True)
    await friend.goto(page.url)
    name = await page.locator(".lobby-seats b").first.text_content()
    await expect(friend.get_by_role("heading", level=1)).to_have_text(
        f"{(name or '').removesuffix(' (you)')} invites you to play"
    )
    await expect(friend.locator(".lobby-lead")).to_contain_text("lowest score after 9 holes")
    await expect(friend.locator(".lobby-rules")).to_contain_text("Two jokers a pack, each counting −2.")
    for seen in (
        friend.locator(".lobby-seats li").nth(1),
        friend.locator("#sit-name"),
        friend.get_by_test_id("sit-down"),
    ):
        assert await seen.evaluate(IN_SIGHT)
    assert await faults_at_every_size(friend, still=False) == []

    await friend.locator("#sit-name").fill("Robin")
    await friend.get_by_test_id("sit-down").tap()
    await expect(friend.locator(".lobby-seats")).to_contain_text("Robin (you)")
    await expect(friend.get_by_test_id("sit-down")).to_be_hidden()
    await expect(friend.get_by_test_id("hint")).to_contain_text("will start the game.")
    await expect(page.locator(".lobby-seats li").nth(2)).to_contain_text("Robin")


async def test_somebody_known_sits_down_by_one_button(visitors: Visitors) -> None:
    page = await host(visitors)
    friend = await visitors.come(PHONE, still=True)
    await friend.goto("/")
    await friend.get_by_test_id("play-now").tap()
    await expect(friend.get_by_test_id("stock")).to_be_visible()
    await friend.goto(page.url)
    await expect(friend.locator("#sit-name")).to_be_hidden()
    await friend.get_by_test_id("sit-down").tap()
    await expect(friend.locator(".lobby-seats")).to_contain_text("(you)")


async def test_a_full_table_offers_no_seat(visitors: Visitors) -> None:
    page = await host(visitors)
    for persona in ("sage", "river"):
        await page.get_by_test_id(f"add-cpu-{persona}").click()
    friend = await visitors.come(PHONE, still=True)
    await friend.goto(page.url)
    await expect(friend.get_by_test_id("hint")).to_have_text("Every seat is taken. You may watch.")
    await expect(friend.get_by_test_id("sit-down")).to_be_hidden()


async def test_the_qr_code_stands_beside_the_link_or_in_a_window(visitors: Visitors) -> None:
    page = await host(visitors)
    assert await is_drawn(page.locator(".qr-beside .qr"))
    await page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    await expect(page.locator(".qr-beside")).to_be_hidden()
    await page.get_by_test_id("show-qr").click()
    window = page.get_by_test_id("qr-window")
    assert await is_drawn(window.locator(".qr"))
    await expect(window).to_contain_text(page.url.rstrip("/").rpartition("/")[2])
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("show-qr")).to_be_focused()


async def test_the_link_is_copied_and_handed_to_other_apps(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await listen_for_copies(page)
    await page.add_init_script("navigator.share = async (given) => { window.handed = given; };")
    await make_a_table(page, ["maya"], seats=4)
    await page.get_by_test_id("copy-link").click()
    await expect(page.get_by_test_id("toast")).to_have_text("The link is copied.")
    assert await copied(page) == page.url
    await page.get_by_test_id("share").click()
    assert (await page.evaluate("window.handed"))["url"] == page.url
