"""Making a table by its form, as somebody with a mouse or a finger does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.async_api import expect

if TYPE_CHECKING:
    from collections.abc import Collection

    from playwright.async_api import Page

ASKED_BEFOREHAND: Final = {"maya", "priya", "kenji"}
"""The computer players whom the form has chosen already."""


async def make_a_table(
    page: Page,
    cpus: Collection[str],
    *,
    seats: int = 0,
    holes: int = 9,
    coaching: bool = False,
    **choices: str,
) -> str:
    """The code of a new table, made by the form. `choices` are further ones, such as pace="fast".

    `seats` defaults to one for everybody who is there.
    """
    await page.goto("/tables/new/")
    for persona in sorted(ASKED_BEFOREHAND.symmetric_difference(cpus)):
        await choose(page, "cpus", persona)
    await choose(page, "seats", str(seats or 1 + len(cpus)))
    await page.locator("[name=holes]").select_option(str(holes))
    await page.locator("[name=coaching]").set_checked(coaching)
    for name, value in choices.items():
        await choose(page, name, value)
    await page.get_by_test_id("make").click()
    await expect(page.get_by_test_id("start")).to_be_visible()
    return page.url.rstrip("/").rpartition("/")[2]


async def choose(page: Page, name: str, value: str) -> None:
    """Click the label of one choice."""
    await page.locator(f"label:has([name={name}][value='{value}'])").click()
