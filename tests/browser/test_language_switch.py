"""The language is chosen at the foot of a page, with scripts or without, and in the window over the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.table_form import make_a_table
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def language(page: Page) -> str:
    """The language that the page says it has."""
    said: str = await page.evaluate("document.documentElement.lang")
    return said


async def test_it_is_chosen_at_the_foot_of_a_page_without_scripts(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, javascript=False)
    await page.goto("/rules/")
    await page.get_by_role("button", name="Deutsch").tap()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Die Regeln von Six-Card Golf")
    await page.get_by_role("button", name="Français").tap()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Les règles du Six-Card Golf")


async def test_at_the_table_it_changes_the_board_and_what_is_refused(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, ["maya"], holes=1)
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("own-0")).to_have_attribute("aria-label", "Top left: face down")
    address = page.url

    await page.get_by_test_id("preferences").and_(page.locator(":visible")).click()
    await page.get_by_test_id("preferences-window").get_by_role("button", name="Deutsch").click()

    await expect(page.get_by_test_id("own-0")).to_have_attribute("aria-label", "Oben links: verdeckt")
    assert page.url == address
    assert await language(page) == "de"
