"""Everything but the board works without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.table_form import choose, make_a_table
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def page(visitors: Visitors) -> Page:
    """Somebody whose browser runs no scripts."""
    return await visitors.come(LAPTOP, javascript=False)


async def test_a_table_is_made_and_says_that_it_needs_javascript(page: Page) -> None:
    await page.goto("/")
    await page.get_by_test_id("make-table").click()
    await page.locator("label.choice-card", has_text="Speed golf").click()
    await page.get_by_test_id("make").click()
    assert "/t/" in page.url
    await expect(page.locator(".no-script")).to_contain_text("The table needs JavaScript")


async def test_a_form_with_a_mistake_says_so_in_its_place(page: Page, visitors: Visitors) -> None:
    visitors.excuse("status of 422")
    await page.goto("/tables/new/")
    await choose(page, "seats", "2")
    await page.get_by_test_id("make").click()
    await expect(page.locator("fieldset", has_text="Computer players").locator(".errorlist")).to_contain_text(
        "There are more players than seats."
    )


async def test_play_now_leads_to_a_table(page: Page) -> None:
    await page.goto("/")
    await page.get_by_test_id("play-now").click()
    await expect(page.locator(".no-script")).to_be_visible()


async def test_a_code_leads_to_its_table_and_a_wrong_one_is_explained(page: Page, visitors: Visitors) -> None:
    visitors.excuse("status of 404")
    friend = await visitors.come(PHONE)
    code = await make_a_table(friend, ["maya"])

    await page.goto("/")
    await page.locator("#code").fill("AAAAAA")
    await page.get_by_test_id("join").click()
    await expect(page.get_by_role("alert")).to_contain_text("There is no table with that code.")
    await page.locator("#code").fill(f" {code[:3]} {code[3:].lower()} ")
    await page.get_by_test_id("join").click()
    assert page.url.endswith(f"/t/{code}/")


async def test_the_rules_are_all_there(page: Page) -> None:
    await page.goto("/rules/")
    await expect(page.get_by_role("heading", level=1)).to_have_text("The rules of Six-Card Golf")
    await expect(page.locator(".persona-list li")).to_have_count(8)


async def test_the_first_hole_is_there_in_pictures(page: Page) -> None:
    await page.goto("/learn/")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your first hole")
    await expect(page.locator(".lesson-stills")).to_contain_text("this lesson needs JavaScript")
    await expect(page.locator(".lesson-stills ol .grid:visible")).to_have_count(9)
    await expect(page.get_by_test_id("deal")).to_be_hidden()
    await page.get_by_role("link", name="Read the rules").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("The rules of Six-Card Golf")


async def test_a_seat_is_taken_by_an_ordinary_form(page: Page, visitors: Visitors) -> None:
    """What the lobby's script puts together is a form that any browser could send."""
    friend = await visitors.come(LAPTOP)
    await make_a_table(friend, (), seats=3)

    await page.goto(friend.url)
    cookies = {cookie.get("name"): cookie.get("value") for cookie in await page.context.cookies()}
    answer = await page.request.post(
        f"{friend.url}sit/",
        form={"csrfmiddlewaretoken": cookies["csrftoken"] or "", "name": "Robin", "seat": "2"},
        headers={"Referer": friend.url},
        max_redirects=0,
    )
    assert answer.status == 302
    assert visitors.url + answer.headers["location"] == friend.url
    await expect(friend.locator(".lobby-seats li").nth(2)).to_contain_text("Robin")
