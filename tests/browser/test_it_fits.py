"""Every page and the table fit their window, from a small phone to a laptop, by day and by night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from playwright.async_api import expect

from tests.browser.player import Asked, Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.visitors import (
    LAPTOP,
    ON_ITS_SIDE,
    PHONE,
    SMALL_ON_ITS_SIDE,
    SMALL_PHONE,
    TABLET,
    Visitors,
)

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIZES: Final = (SMALL_PHONE, PHONE, SMALL_ON_ITS_SIDE, ON_ITS_SIDE, TABLET, LAPTOP)
PERSONAS: Final = ("kenji", "maya", "diego", "priya", "marcus")
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
TARGET: Final = 44
"""Pixels that a finger needs."""

FAULTS: Final = """({ still, target }) => {
  const faults = [];
  const { clientWidth: width, clientHeight: height, scrollWidth, scrollHeight } = document.documentElement;
  if (scrollWidth > width) faults.push(`scrolls sideways: ${scrollWidth} > ${width}`);
  if (still && scrollHeight > height) faults.push(`scrolls: ${scrollHeight} > ${height}`);
  const name = (one) => one.dataset.testid ?? one.getAttribute("aria-label") ?? one.className ?? one.tagName;
  const shown = (selector) => Array.from(document.querySelectorAll(selector)).filter(
    (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".skip, .only-spoken"),
  );
  const scrolls = (one) => one.closest(".lobby, .sheet-body, .window-body, .log");
  for (const one of shown("button, a, input, select, textarea, summary")) {
    const box = one.getBoundingClientRect();
    const below = still && !scrolls(one) && (box.top < -0.5 || box.bottom > height + 0.5);
    if (box.left < -0.5 || box.right > width + 0.5 || below)
      faults.push(`outside: ${name(one)} at ${[box.left, box.top, box.right, box.bottom]}`);
  }
  const parts = shown(".bar, .coach, .opponents .seat, .felt .pile, .felt .hint, .mine .slot, .mine .who");
  const boxes = parts.map((one) => [one, one.getBoundingClientRect()]);
  for (const [i, [one, a]] of boxes.entries()) {
    for (const [other, b] of boxes.slice(i + 1)) {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 1) faults.push(`overlap: ${name(one)}, ${name(other)}: ${across} x ${down}`);
    }
  }
  const hit = (one, x, y) => {
    const found = document.elementFromPoint(x, y);
    return found !== null && (one.contains(found) || found.contains(one));
  };
  const covered = document.querySelector("dialog[open], .sheet:not([hidden]), .leaf:not([hidden])");
  for (const one of target ? shown(".bar button, .felt button, .sheet-foot .button, .leaf button") : []) {
    if (covered && !one.closest(".sheet, .leaf")) continue;
    const { left, top, width: w, height: h } = one.getBoundingClientRect();
    const [x, y, r] = [left + w / 2, top + h / 2, target / 2 - 1];
    const corners = [[x - r, y], [x + r, y], [x, y - r], [x, y + r]];
    if (!corners.every(([a, b]) => hit(one, a, b))) faults.push(`too small: ${name(one)} ${w} x ${h}`);
  }
  return faults;
}"""


async def faults_at_every_size(page: Page, *, still: bool) -> list[str]:
    """What does not fit, at each size and in each light. `still`: nothing may scroll, as while playing."""
    faults = []
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for size in SIZES:
            await page.set_viewport_size({"width": size.width, "height": size.height})
            asked: dict[str, Any] = {"still": still, "target": TARGET if size.touch and still else 0}
            faults += [f"{size.name}, {scheme}: {fault}" for fault in await page.evaluate(FAULTS, asked)]
    return faults


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tables/new/",
        "/rules/",
        "/fairness/",
        "/preferences/",
        "/replays/",
        "/replays/import/",
        "/leaderboards/",
        "/leaderboards/seasons/",
        "/achievements/",
        "/cpu/",
        "/cpu/sofia/",
        "/nowhere/",
    ],
)
async def test_a_page_fits(visitors: Visitors, path: str) -> None:
    visitors.excuse("status of 404")
    page = await visitors.come(LAPTOP, still=True)
    await page.goto(path)
    await page.locator("details").evaluate_all("(all) => { for (const one of all) one.open = true; }")
    assert await faults_at_every_size(page, still=False) == []


@pytest.mark.parametrize("opponents", [1, 3, 5])
async def test_the_table_fits_at_every_moment(visitors: Visitors, opponents: int) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, PERSONAS[:opponents], holes=1, pace="instant")
    player = Player(page, Pointer(page, touch=False), pauses=False)
    faults: dict[tuple[str, str], list[str]] = {}

    async def look(asked: Asked) -> None:
        moment = (asked.phase, asked.wants)
        if moment not in faults:
            faults[moment] = await faults_at_every_size(page, still=asked.phase != "lobby")

    await player.play_until(lambda asked: asked.wants == "rematch", look)
    await page.locator(".sheet summary").click()
    await expect(page.locator(".sheet .tally > li")).to_have_count(1 + opponents)
    faults["game_over", "the last hole"] = await faults_at_every_size(page, still=True)
    assert {moment: found for moment, found in faults.items() if found} == {}
    assert {"lobby", "opening", "playing", "game_over"} <= {phase for phase, _ in faults}


async def test_german_words_fit_as_well(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, PERSONAS[:3], holes=1, pace="instant")
    player = Player(page, Pointer(page, touch=False), pauses=False)
    german = await visitors.come_along(page, LAPTOP, "de")
    beside = Player(german, Pointer(german, touch=False), pauses=False)
    faults: dict[tuple[str, str], list[str]] = {}

    async def look(asked: Asked) -> None:
        moment = (asked.phase, asked.wants)
        if moment not in faults:
            await beside.sees(asked)
            faults[moment] = await faults_at_every_size(german, still=asked.phase != "lobby")

    await player.play_until(lambda asked: asked.wants == "rematch", look)
    assert await german.locator("html").get_attribute("lang") == "de"
    assert {moment: found for moment, found in faults.items() if found} == {}
    assert {"lobby", "opening", "playing", "game_over"} <= {phase for phase, _ in faults}


async def test_the_result_of_a_hole_and_the_windows_fit(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, PERSONAS[:2], holes=3, pace="fast")
    player = Player(page, Pointer(page, touch=False))
    await player.play_until(lambda asked: asked.wants == "draw")
    for window in ("scorecard", "show-rules", "help", "preferences"):
        await page.get_by_test_id(window).and_(page.locator(":visible")).click()
        await expect(page.locator("dialog[open]")).to_be_visible()
        assert await faults_at_every_size(page, still=True) == [], window
        await page.set_viewport_size({"width": LAPTOP.width, "height": LAPTOP.height})
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog")).to_have_count(0)
    await player.play_until(lambda asked: asked.wants == "next_hole")
    assert await faults_at_every_size(page, still=True) == []
