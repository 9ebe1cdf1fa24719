"""Preferences: chosen on the table or on their page, seen at once, found again after a reload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.browser.player import Asked, Keyboard, Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.table_page import at_the_table
from tests.browser.test_it_fits import faults_at_every_size
from tests.browser.visitors import LAPTOP, PHONE, Scheme, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OTHERS: Final = {
    "theme": "dark",
    "deck": "four",
    "cards": "big",
    "back": "violet",
    "sound": "off",
    "vibration": "off",
    "motion": "off",
    "confirm": "on",
    "phrases": "off",
}
NEXT: Final = OTHERS | {"theme": "light", "back": "blue"}
"""What one step with an arrow key chooses."""

HELD: Final = (
    "(names) => Object.fromEntries(names.map((name) => [name, document.documentElement.dataset[name]]))"
)
COLOURS: Final = """() => ({
  page: getComputedStyle(document.body).backgroundColor,
  scheme: getComputedStyle(document.documentElement).colorScheme,
  browser: Array.from(document.querySelectorAll("meta[name=theme-color]"))
    .filter((meta) => matchMedia(meta.media).matches).map((meta) => meta.content),
})"""
CONTRASTS: Final = """(filter) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    context.filter = filter;
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = Array.from(context.getImageData(0, 0, 1, 1).data, (value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const probe = document.body.appendChild(document.createElement("span"));
  const colourOf = (value) => { probe.style.color = value; return getComputedStyle(probe).color; };
  const papers = ["--card", "--card-low"].map((name) => light(colourOf(`var(${name})`)));
  return ["H", "D", "C", "S"].map((suit) => {
    probe.className = `card face ${suit}`;
    const ink = light(colourOf(""));
    return Math.min(...papers.map((paper) => paper / ink));
  });
}"""


async def _held(page: Page) -> dict[str, str]:
    found: dict[str, str] = await page.evaluate(HELD, list(OTHERS))
    return found


def _choice(page: Page, name: str, value: str) -> Locator:
    return page.locator(f"label:has([name={name}][value={value}])")


async def _sit_down(page: Page) -> Player:
    """At a table with one computer player."""
    await make_a_table(page, ["maya"], holes=1, pace="instant")
    return Player(page, Pointer(page, touch=False), pauses=False)


def _draws(asked: Asked) -> bool:
    return asked.wants == "draw"


async def test_what_is_chosen_on_the_table_holds_at_once_and_is_kept(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP)
    await (await _sit_down(page)).play_until(_draws)
    await page.get_by_test_id("preferences").click()
    for name, value in OTHERS.items():
        assert await page.locator("html").get_attribute(f"data-{name}") != value
        await _choice(page, name, value).click()
        await expect(page.locator("html")).to_have_attribute(f"data-{name}", value)
        await expect(page.get_by_test_id("kept")).to_have_text("Kept.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("sound")).to_have_attribute("aria-pressed", "false")
    assert await faults_at_every_size(page, still=True) == []

    await page.reload()
    await at_the_table(page)
    assert await _held(page) == OTHERS
    await page.keyboard.press("p")
    for name, value in OTHERS.items():
        await expect(_choice(page, name, value).locator("input")).to_be_checked()


async def test_everything_is_chosen_by_keyboard_too(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await _sit_down(page)
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("own-0")).to_be_visible()
    keys = Keyboard(page)
    await keys.press("p")
    await expect(page.get_by_test_id("preferences-window")).to_be_visible()
    for name, value in NEXT.items():
        await keys.go_to(page.locator(f"[name={name}]:checked"))
        await keys.press("ArrowRight")
        await expect(page.locator("html")).to_have_attribute(f"data-{name}", value)
        await expect(page.get_by_test_id("kept")).to_have_text("Kept.")
    await keys.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
    await keys.press("m")
    await expect(page.get_by_test_id("spoken")).to_have_text("Sounds are on.")
    await expect(page.get_by_test_id("sound")).to_have_attribute("aria-pressed", "true")
    await page.wait_for_load_state("networkidle")

    await page.reload()
    await at_the_table(page)
    assert await _held(page) == NEXT | {"sound": "on"}


@pytest.mark.parametrize(("device", "chosen"), [("light", "dark"), ("dark", "light")])
async def test_light_or_dark_is_what_was_chosen_whatever_the_device_says(
    visitors: Visitors, device: Scheme, chosen: Scheme
) -> None:
    visitor = await visitors.come(PHONE, scheme=chosen)
    await visitor.goto("/preferences/")
    expected = await visitor.evaluate(COLOURS)

    page = await visitors.come(PHONE, scheme=device)
    await page.goto("/preferences/")
    before = await page.evaluate(COLOURS)
    await _choice(page, "theme", chosen).click()
    await expect(page.get_by_test_id("kept")).to_have_text("Kept.")
    at_once = await page.evaluate(COLOURS)
    await page.goto("/")
    for after in (at_once, await page.evaluate(COLOURS)):
        assert after == expected | {"scheme": chosen}
        assert after["page"] != before["page"]
        assert after["browser"] != before["browser"]


async def test_four_suits_have_four_colours_that_can_be_read_even_where_dimmed(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, known_as=None)
    for scheme in ("light", "dark"):
        await page.goto("/preferences/")
        await _choice(page, "theme", scheme).click()
        await _choice(page, "deck", "four").click()
        for dimming in ("none", "saturate(0.5) brightness(0.84)"):
            contrasts = await page.evaluate(CONTRASTS, dimming)
            assert min(contrasts) >= 4.5, (scheme, dimming, contrasts)
    colours = (
        "(suits) => suits.map((suit) => getComputedStyle(document.querySelector(`.sample .${suit}`)).color)"
    )
    assert len(set(await page.evaluate(colours, ["H", "D", "C", "S"]))) == 4


async def test_without_javascript_the_page_is_a_form(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, javascript=False)
    await page.goto("/")
    await page.get_by_role("link", name="Preferences").click()
    for name, value in OTHERS.items():
        await _choice(page, name, value).click()
    await page.get_by_test_id("keep").click()
    await expect(page.locator(".messages")).to_have_text("Your preferences are kept.")
    for name, value in OTHERS.items():
        await expect(page.locator("html")).to_have_attribute(f"data-{name}", value)
        await expect(_choice(page, name, value).locator("input")).to_be_checked()


async def test_what_cannot_be_kept_is_said_and_holds_for_now(visitors: Visitors) -> None:
    visitors.excuse("Failed to load resource")
    page = await visitors.come(PHONE)
    await (await _sit_down(page)).play_until(_draws)
    await page.route("**/preferences/", lambda route: route.abort())
    await page.get_by_test_id("sound").tap()
    await expect(page.get_by_test_id("toast")).to_have_text("It holds for now, but could not be kept.")
    await expect(page.get_by_test_id("sound")).to_have_attribute("aria-pressed", "false")


async def test_nothing_moves_where_motion_is_off(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP)
    await page.add_init_script(
        "const animate = Element.prototype.animate; globalThis.moved = 0;"
        "Element.prototype.animate = function (...how) { moved += 1; return animate.apply(this, how); };"
    )
    player = await _sit_down(page)
    await player.play_until(_draws)
    await page.wait_for_function("() => moved > 0")
    await page.keyboard.press("p")
    await _choice(page, "motion", "off").click()
    await page.keyboard.press("Escape")
    await page.evaluate("() => { moved = 0; }")
    await player.move(await player.asked())
    await player.play_until(lambda asked: asked.wants == "place")
    assert await page.evaluate("() => moved") == 0


async def test_whoever_likes_it_taps_twice(visitors: Visitors) -> None:
    page = await visitors.come(PHONE)
    await page.goto("/preferences/")
    await _choice(page, "confirm", "on").tap()
    await expect(page.get_by_test_id("kept")).to_have_text("Kept.")
    await make_a_table(page, ["maya"], holes=1, pace="instant")
    player = Player(page, Pointer(page, touch=True), pauses=False)
    # Opening picks are tapped once each: they can be taken back until the last.
    asked = await player.play_until(_draws)
    hint, spoken = page.get_by_test_id("hint"), page.get_by_test_id("spoken")
    stock, discard = page.get_by_test_id("stock"), page.get_by_test_id("discard")

    await stock.tap()
    await expect(hint).to_have_text("Tap again to draw from the stock.")
    await expect(spoken).to_contain_text("Tap again to draw from the stock.")
    await expect(stock).to_have_accessible_name(f"{(await _stock_name(page))}, chosen")
    await discard.tap()
    await expect(hint).to_contain_text("Tap again to take the")
    await page.locator(".bar .where").tap()
    await expect(hint).to_contain_text("Your turn.")
    await stock.tap()
    await expect(hint).to_have_text("Tap again to draw from the stock.")
    await page.keyboard.press("Escape")
    await expect(spoken).to_contain_text("Nothing is chosen.")
    await expect(page.locator(".picked")).to_have_count(0)
    assert await page.evaluate("() => Number(document.body.dataset.seq)") == asked.seq

    await stock.tap()
    await stock.tap()
    player.seen = asked.seq
    asked = await player.asked()
    assert asked.wants == "place"
    await page.keyboard.press("1")
    await expect(hint).to_have_text(f"Tap again to swap the {asked.drawn} with the card at the top left.")
    await expect(page.get_by_test_id("own-0")).to_have_class("slot legal picked")
    await page.get_by_test_id("own-0").tap()
    await page.wait_for_function("(seq) => Number(document.body.dataset.seq) > seq", arg=asked.seq)
    await expect(page.locator(".picked")).to_have_count(0)


async def _stock_name(page: Page) -> str:
    name = await page.get_by_test_id("stock").get_attribute("aria-label") or ""
    return name.removesuffix(", chosen")
