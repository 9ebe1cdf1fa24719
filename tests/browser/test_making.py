"""Making a table by its form: presets, switches that show what they are, and a summary that keeps up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.table_form import choose
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def form(visitors: Visitors, *, javascript: bool = True) -> Page:
    """The form with its single rules unfolded."""
    page = await visitors.come(LAPTOP if javascript else PHONE, still=True, javascript=javascript)
    await page.goto("/tables/new/")
    await page.locator(".single-rules > summary").click()
    return page


def switch(page: Page, name: str) -> Locator:
    return page.get_by_role("switch", name=name, exact=True)


async def test_switches_show_what_the_preset_plays_and_are_put_back_to_it(visitors: Visitors) -> None:
    page = await form(visitors)
    await expect(switch(page, "Super kings")).not_to_be_checked()
    await choose(page, "preset", "wild")
    await expect(switch(page, "Super kings")).to_be_checked()

    await switch(page, "Super kings").click()
    await switch(page, "Blackjack").click()
    words = page.locator("#summary-words")
    await expect(words).to_contain_text("changed")
    await expect(words).to_contain_text("Blackjack")
    await expect(words).not_to_contain_text("Super kings")

    await page.locator("#as-preset").click()
    await expect(words).to_contain_text("Super kings")
    await expect(words).not_to_contain_text("changed")
    await expect(switch(page, "Super kings")).to_be_checked()
    await expect(switch(page, "Blackjack")).not_to_be_checked()
    await expect(page.locator("#as-preset")).to_be_hidden()


async def test_a_switch_shows_what_another_rule_brings_along(visitors: Visitors) -> None:
    page = await form(visitors)
    await switch(page, "Lucky swing").click()
    await expect(switch(page, "Jokers")).to_be_checked()


async def test_there_is_a_seat_for_everybody_asked(visitors: Visitors) -> None:
    page = await form(visitors)
    for persona in ("sofia", "sage"):
        await choose(page, "cpus", persona)
    await expect(page.locator("[name=seats][value='6']")).to_be_checked()
    await expect(page.locator("#summary-words")).to_contain_text("2 packs")
    await choose(page, "cpus", "river")
    await expect(page.locator("#summary-words .errorlist")).to_have_text("There are more players than seats.")


async def test_what_is_summed_up_is_what_is_made(visitors: Visitors) -> None:
    page = await form(visitors)
    await choose(page, "preset", "jokers_wild")
    await switch(page, "Four of a kind").press("Space")
    await switch(page, "Knock early").press("Enter")
    await page.get_by_test_id("make").click()
    rules = page.locator(".lobby-rules")
    await expect(rules).to_contain_text("Knock early")
    await expect(rules).to_contain_text("Jokers")
    await expect(rules).not_to_contain_text("Four of a kind")


async def test_without_javascript_rules_are_chosen_from_lists(visitors: Visitors) -> None:
    page = await form(visitors, javascript=False)
    await expect(page.locator("#summary")).to_be_hidden()
    await expect(page.get_by_role("switch")).to_have_count(0)
    await choose(page, "preset", "wild")
    await page.locator("[name=rule_super_kings]").select_option("off")
    await page.get_by_test_id("make").click()
    await expect(page.locator(".no-script")).to_be_visible()
