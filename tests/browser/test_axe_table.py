"""axe finds nothing at a table: in each phase, for whoever plays or watches, and with each window open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.player import Asked, Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.table_page import at_the_table
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WINDOWS: Final = {"c": "palette", "l": "discards-window", "?": "help-window", "p": "preferences-window"}
"""What a key opens."""
BUTTONS: Final = {"scorecard": "scorecard-window", "show-rules": "rules-window", "about-1": "seat-window"}
"""What a button opens."""


async def test_a_table_before_the_game(visitors: Visitors) -> None:
    host = await visitors.come(LAPTOP, still=True)
    code = await make_a_table(host, ["maya"], seats=4, visibility="public")
    await expect(host.locator(".lobby .portrait").first).to_be_visible()
    found = await violations(host, "lobby of the host")
    await host.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    await host.locator(".qr-button").click()
    await expect(host.locator("dialog[open] .qr")).to_be_visible()
    found += await violations(host, "QR code")
    guest = await visitors.come(PHONE, still=True)
    await guest.goto(f"/t/{code}/")
    await expect(guest.get_by_test_id("sit-2")).to_be_visible()
    found += await violations(guest, "lobby of a visitor")
    await guest.get_by_label("Your name at the table").fill("Robin")
    await guest.get_by_test_id("sit-2").tap()
    await expect(guest.locator(".lobby-seats li:not(.free)")).to_have_count(3)
    found += await violations(guest, "lobby of a guest")
    await guest.goto("/")
    found += await violations(guest, "home with an open table")
    await guest.get_by_label("Its six letters and digits, or its link").fill("NOWHERE")
    visitors.excuse("status of 404")
    await guest.get_by_test_id("join").tap()
    await expect(guest.locator("#code-error")).to_be_visible()
    found += await violations(guest, "home with a wrong code")
    assert found == []


async def test_a_table_in_each_phase(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    code = await make_a_table(page, ["maya", "kenji"], holes=1, pace="instant", visibility="public")
    player = Player(page, Pointer(page, touch=False), pauses=False)
    found: list[str] = []
    moments: set[tuple[str, str]] = set()

    async def look(asked: Asked) -> None:
        moment = (asked.phase, asked.wants)
        if asked.phase == "lobby" or moment in moments:
            return
        moments.add(moment)
        found.extend(await violations(page, f"{asked.phase}, asked to {asked.wants}"))
        if moment == ("playing", "draw"):
            found.extend(await _windows(page))
            watcher = await visitors.come(PHONE, still=True)
            await watcher.goto(f"/t/{code}/")
            await at_the_table(watcher)
            found.extend(await violations(watcher, "gallery"))

    await player.play_until(lambda asked: asked.wants == "rematch", look)
    assert {"opening", "playing", "game_over"} <= {phase for phase, _ in moments}
    assert {"draw", "place"} <= {wants for _, wants in moments}
    await page.locator(".sheet summary").click()
    found += await violations(page, "game over, with its last hole")
    assert found == []


async def test_the_end_of_a_hole(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, ["maya"], holes=3, pace="fast")
    player = Player(page, Pointer(page, touch=False))
    await player.play_until(lambda asked: asked.wants == "next_hole")
    assert await violations(page, "hole over") == []


async def test_a_seat_on_autopilot(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    code = await make_a_table(page, ["maya"], pace="relaxed")
    player = Player(page, Pointer(page, touch=False))
    await player.play_until(lambda asked: asked.wants == "draw")
    await page.get_by_test_id("leave").click()
    await expect(page.get_by_test_id("leave-now")).to_be_visible()
    found = await violations(page, "leaving?")
    await page.get_by_test_id("leave-now").click()
    await expect(page.get_by_test_id("play-now")).to_be_visible()
    found += await violations(page, "home with a seat of one's own")
    await page.goto(f"/t/{code}/")
    await expect(page.get_by_test_id("take-back")).to_be_visible()
    found += await violations(page, "autopilot")
    assert found == []


async def test_the_first_hole(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await page.goto("/learn/")
    found = await violations(page, "learn")
    for beats in (2, 5, 9):
        for _ in range(beats):
            await page.get_by_test_id("skip").click()
        found += await violations(page, f"learn, step {await page.get_by_test_id('step').text_content()}")
    assert found == []


async def _windows(page: Page) -> list[str]:
    found = []
    for way, window in (WINDOWS | BUTTONS).items():
        await (page.keyboard.press(way) if len(way) == 1 else page.get_by_test_id(way).click())
        await expect(page.locator("dialog[open]")).to_be_visible()
        found += await violations(page, window)
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog")).to_have_count(0)
    return found
