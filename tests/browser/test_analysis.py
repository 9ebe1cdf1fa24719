"""A finished game analysed, from its replay and back to its moments: on a phone, by ear, and without a script."""

from __future__ import annotations

import json
import re
from typing import Final

import pytest
from playwright.async_api import expect

from games.rules.house_rules import HouseRules
from tests.browser.axe import violations
from tests.browser.test_replay import brought, opened
from tests.browser.visitors import PHONE, Visitors
from tests.kit.game_files import played
from tests.kit.random_games import RandomGame

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
FILE: Final = played(RandomGame(HouseRules(holes=1), 3, 11)).file
TOO_WIDE: Final = "document.documentElement.scrollWidth > innerWidth"


async def test_a_game_is_analysed_read_by_ear_and_followed_to_its_moments(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, still=True)
    replay = f"/replays/{await brought(page, FILE)}/"
    await opened(page, replay)
    await page.get_by_role("button", name="Moves").tap()
    await page.get_by_role("dialog").get_by_role("link", name="Analysis").tap()
    await page.get_by_test_id("analyse").tap()
    await expect(page.get_by_role("heading", name="What mattered most")).to_be_visible()

    # The picture is told in words and in numbers.
    curve = page.get_by_role("img", name="Expected strokes through the game")
    await expect(curve).to_have_accessible_description(
        re.compile(r"expected -?[−\d.]+ at the start.* the numbers")
    )
    numbers = page.locator(".course").get_by_role("table")
    await page.get_by_text("The curve in numbers").click()
    await expect(numbers.get_by_role("row")).to_have_count(3)
    await expect(numbers.get_by_role("rowheader")).to_have_text(["At the start", "After hole 1"])
    players = page.locator("section.player")
    await expect(players).to_have_count(len(json.loads(FILE)["seats"]))
    sums = players.first.get_by_role("table", name="Luck and skill, in strokes")
    await expect(sums.get_by_role("rowheader")).to_have_count(5)
    assert not await page.evaluate(TOO_WIDE)

    shut = page.locator("main details:not([open]) > summary")
    while await shut.count():
        await shut.first.click()
    assert await violations(page, "analysis") == []
    assert not await page.evaluate(TOO_WIDE)

    # Each that went wrong says what was played, what is better and why; from the keyboard one gets there, too.
    worst = page.locator(".decisions li.blunder").first
    await expect(worst).to_have_text(
        re.compile(r"Blunder\s+Hole 1 · .*\s+Played: .*\.\s+Better: .*\. .* strokes")
    )
    wrong = worst.get_by_role("link")
    seq = re.search(r"#e(\d+)$", await wrong.get_attribute("href") or "")
    assert seq is not None
    await wrong.press("Enter")
    await page.locator("body[data-ready]").wait_for()
    await expect(page.get_by_test_id("caption")).to_have_text(
        re.compile(r"^(This move turned the game\. )?A blunder: it cost")
    )
    assert await page.locator(".mark.blunder").count() > 0


async def test_without_a_script_it_is_asked_for_and_read_all_the_same(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, javascript=False)
    await page.goto(f"/replays/{await brought(page, FILE)}/")
    await page.get_by_role("link", name="Analysis").click()
    await page.get_by_role("button", name="Analyse this game").click()
    await expect(page.get_by_role("heading", name="What mattered most")).to_be_visible()
