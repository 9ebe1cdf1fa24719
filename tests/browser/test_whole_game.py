"""A whole game, from the first page to the rematch: three holes by clicking, and nine by keyboard alone.

The phone and the laptop play at the same time, one of them with all animations, the other without any.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.player import Asked, Keyboard, Player, Pointer
from tests.browser.table_form import make_by_the_form
from tests.browser.visitors import LAPTOP, PHONE, Device, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(400)]


async def test_three_holes_by_clicking(visitors: Visitors) -> None:
    async with asyncio.TaskGroup() as both:
        both.create_task(_click_through_a_game(visitors, PHONE, still=False))
        both.create_task(_click_through_a_game(visitors, LAPTOP, still=True))


async def test_nine_holes_by_keyboard_alone(visitors: Visitors) -> None:
    async with asyncio.TaskGroup() as both:
        both.create_task(_type_through_a_game(visitors, PHONE, still=True))
        both.create_task(_type_through_a_game(visitors, LAPTOP, still=False))


async def test_play_now_deals_at_once_to_whoever_clicks(visitors: Visitors) -> None:
    page = await visitors.come(PHONE)
    await page.goto("/")
    await page.get_by_test_id("play-now").tap()
    player = Player(page, Pointer(page, touch=True), pauses=False)
    await player.play_until(lambda asked: asked.wants == "open" and "draw" in player.did)
    await expect(page.get_by_test_id("opponent-3")).to_be_visible()
    await expect(page.locator(".where")).to_have_text("Hole 2 of 9")


async def test_play_now_deals_at_once_to_whoever_types(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP)
    await page.goto("/")
    keyboard = Keyboard(page)
    await keyboard.go_to(page.get_by_test_id("play-now"))
    await keyboard.press("Enter")
    player = Player(page, keyboard, pauses=False)
    await player.play_until(lambda asked: asked.wants == "open" and "draw" in player.did)
    await expect(page.get_by_test_id("opponent-3")).to_be_visible()


async def _click_through_a_game(visitors: Visitors, device: Device, *, still: bool) -> None:
    page = await visitors.come(device, still=still)
    await page.goto("/")
    await expect(page.get_by_test_id("make-table")).to_have_attribute("href", "/tables/new/")
    await make_by_the_form(page, ["kenji"], pace="fast", holes=3)
    await _play_all_holes(page, Player(page, Pointer(page, touch=device.touch)), holes=3)


async def _type_through_a_game(visitors: Visitors, device: Device, *, still: bool) -> None:
    page = await visitors.come(device, still=still)
    await page.goto("/")
    keyboard = Keyboard(page)
    await keyboard.go_to(page.get_by_test_id("make-table"))
    await keyboard.press("Enter")
    await _fill_in_the_form(page, keyboard)
    player = Curious(page, keyboard)
    await _play_all_holes(page, player, holes=9)
    assert set("sd123456xfkun") <= keyboard.used
    await keyboard.press("?")
    await expect(page.get_by_test_id("help-window")).to_be_visible()
    await keyboard.press("Escape")
    await expect(page.get_by_test_id("help-window")).to_have_count(0)


async def _fill_in_the_form(page: Page, keyboard: Keyboard) -> None:
    """A table for two with knocking and with flips that can be skipped, and Kenji, who thinks fast."""
    await keyboard.go_to(page.locator("[name=preset]"))
    while not await page.locator("[name=preset][value=competitive]").is_checked():
        await keyboard.press("ArrowDown")
    await keyboard.go_to(page.locator(".single-rules summary"))
    await keyboard.press("Enter")
    await keyboard.go_to(page.get_by_role("switch", name="Knock early"))
    await keyboard.press("Space")
    for persona in ("maya", "priya"):
        await keyboard.go_to(page.locator(f"[name=cpus][value={persona}]"))
        await keyboard.press("Space")
    await keyboard.go_to(page.locator("[name=seats]"))
    while not await page.locator("[name=seats][value='2']").is_checked():
        await keyboard.press("ArrowLeft")
    await keyboard.go_to(page.locator("[name=pace]"))
    await keyboard.press("ArrowRight")
    await expect(page.locator("[name=pace][value=fast]")).to_be_checked()
    await keyboard.go_to(page.get_by_test_id("make"))
    await keyboard.press("Enter")


class Curious(Player):
    """Tries every key once before it plays like everybody else."""

    def _choice(self, asked: Asked) -> list[str]:
        used = self.hand.used if isinstance(self.hand, Keyboard) else set()
        from_stock = "discard it" in asked.hint
        near_the_end = len(asked.hidden) == 1 or asked.phase == "last_turns"
        match asked.wants:
            case "draw" if "u" not in used:
                return ["discard"]
            case "place" if "u" not in used:
                return ["discard"]
            case "draw" if "f" not in used:
                return ["stock"]
            case "place" if "f" not in used and from_stock and near_the_end:
                return ["discard"]
            case "place" if "k" not in used:
                return [f"own-{asked.hidden[0]}"]
        return super()._choice(asked)


async def _play_all_holes(page: Page, player: Player, *, holes: int) -> None:
    await expect(page.get_by_test_id("start")).to_be_enabled()
    own = page.locator(".tally > li.own .tally-score")
    for hole in range(1, holes):
        await player.play_until(lambda asked: asked.wants == "next_hole")
        await expect(page.locator(".sheet h2")).to_have_text(f"Hole {hole} of {holes}")
        await expect(page.locator(".tally > li")).to_have_count(2)
        await expect(page.locator(".tally > li.own .columns > li")).to_have_count(3)
        await expect(own).to_have_text((await page.locator(".mine .showing").text_content()) or "?")
        await player.move(await player.asked())
    await player.play_until(lambda asked: asked.wants == "rematch")
    await expect(page.locator(".places > li")).to_have_count(2)
    await expect(page.locator(".places > li.first .place").first).to_have_text("1")
    assert {"start", "open", "draw", "place", "next_hole"} <= set(player.did)
    await player.hand.use("rematch")
    await expect(page.locator(".lobby-seats li:not(.free)")).to_have_count(2)
    await expect(page.get_by_test_id("start")).to_be_enabled()
