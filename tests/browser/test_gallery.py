"""The gallery: whoever is not at a table may watch a public one, and can do nothing there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.player import Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.table_page import caught_up, picture
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_stranger_watches_a_public_table_without_any_control(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP)
    player = await _begin(page, visibility="public")
    asked = await player.play_until(lambda asked: asked.wants == "place" and "discard it" in asked.hint)

    watcher = await visitors.come(PHONE)
    await watcher.goto("/")
    await watcher.locator(f"a[href='{page.url.removeprefix(visitors.url)}']").tap()
    await caught_up(watcher, asked.seq)
    await expect(watcher.locator(".felt .legal")).to_have_count(0)
    await expect(watcher.locator("[data-testid^=own-]")).to_have_count(0)
    for pile in ("stock", "discard"):
        await expect(watcher.get_by_test_id(pile)).to_be_disabled()
    await expect(watcher.locator("[data-spot=drawn] .card.back")).to_have_count(1)
    await expect(page.locator(".gallery")).to_contain_text("1")

    passer_by = await visitors.come(LAPTOP)
    await passer_by.goto("/")
    await expect(passer_by.locator(f"a[href='{page.url.removeprefix(visitors.url)}']")).to_contain_text(
        "1 watching"
    )

    await player.move(asked)
    asked = await player.asked()
    await caught_up(watcher, asked.seq)
    assert (await picture(watcher))["turn"] == (await picture(page))["turn"]
    for key in "sd123456xfkun":
        await watcher.keyboard.press(key)
    await expect(watcher.get_by_test_id("toast")).to_be_hidden()


async def test_a_private_game_shows_itself_to_nobody_else(visitors: Visitors) -> None:
    visitors.excuse("status of 403")
    page = await visitors.come(LAPTOP)
    player = await _begin(page, visibility="private")
    await player.asked()
    stranger = await visitors.come(LAPTOP)
    answer = await stranger.goto(page.url)
    assert answer is not None
    assert answer.status == 403
    await expect(stranger.locator(".card.face")).to_have_count(0)


async def _begin(page: Page, *, visibility: str) -> Player:
    await make_a_table(page, ("maya", "priya"), pace="instant", visibility=visibility)
    player = Player(page, Pointer(page, touch=False), pauses=False)
    await player.move(await player.asked())
    return player
