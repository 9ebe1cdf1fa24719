"""The first page: from one click to cards, and back to a game that is going on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.test_it_fits import faults_at_every_size
from tests.browser.visitors import PHONE, Visitors

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_one_click_and_the_cards_are_dealt(
    visitors: Visitors, record_property: Callable[[str, object], None]
) -> None:
    page = await visitors.come(PHONE)
    await page.goto("/")
    clicked = time.monotonic()
    await page.get_by_test_id("play-now").tap()
    await expect(page.locator("[data-testid^=own-] .card")).to_have_count(6)
    record_property("figure", f"from Play now to cards on the table: {time.monotonic() - clicked:.2f} s")


async def test_whoever_has_a_seat_finds_the_way_back_first(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, still=True)
    await page.goto("/")
    await expect(page.get_by_test_id("back-to-game")).to_have_count(0)
    for _ in range(2):
        await page.goto("/")
        await page.get_by_test_id("play-now").tap()
        await expect(page.get_by_test_id("own-0")).to_be_visible()
    table = page.url
    await page.goto("/")
    assert await faults_at_every_size(page, still=False) == []
    await expect(page.locator(".back .tables li")).to_have_count(1)
    await page.get_by_test_id("back-to-game").click()
    await page.wait_for_url(table)
    await expect(page.get_by_test_id("own-0")).to_be_visible()


async def test_a_link_is_as_good_as_a_code(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, still=True)
    await page.goto("/")
    await page.get_by_test_id("play-now").tap()
    await expect(page.get_by_test_id("own-0")).to_be_visible()
    table = page.url
    await page.goto("/")
    await page.locator("#code").fill(table)
    await page.get_by_test_id("join").tap()
    await page.wait_for_url(table)
