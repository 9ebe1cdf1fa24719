"""The table's page is light: few requests, few bytes, nothing from anybody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.player import Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.table_page import at_the_table
from tests.browser.visitors import PHONE, Visitors
from tests.browser.weighing import cold_load

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_KILOBYTES: Final = 120
MOST_REQUESTS: Final = 15
PERSONAS: Final = ("kenji", "maya", "diego", "priya", "marcus")
PAINT: Final = """() => Math.round(
  performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0
)"""


async def test_a_table_of_six_comes_in_few_requests_and_few_bytes(
    visitors: Visitors, record_property: Callable[[str, object], None]
) -> None:
    page = await visitors.come(PHONE)
    await make_a_table(page, PERSONAS, pace="instant")
    player = Player(page, Pointer(page, touch=True))
    await player.play_until(lambda asked: asked.wants == "draw")
    async with cold_load(page) as load:
        await page.reload()
        await at_the_table(page)
        await expect(page.locator(".opponents .portrait")).to_have_count(5)
        await page.wait_for_load_state("networkidle")
    paint = await page.evaluate(PAINT)
    record_property(
        "figure",
        f"the table's page: {load.kilobytes:.1f} KB in {load.requests} requests, first paint after {paint} ms",
    )
    assert load.kilobytes <= MOST_KILOBYTES, load.lines()
    assert load.requests <= MOST_REQUESTS, load.lines()
    assert load.origins == {visitors.url}
    assert set(load.bytes_of) == set(load.addresses), load.lines()
