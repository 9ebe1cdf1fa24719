"""How holes and games end, how cards move, and how what was missed plays back; and that none of it gets in the way."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.browser.clipboard import copied, listen_for_copies
from tests.browser.player import Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.table_page import caught_up, picture
from tests.browser.visitors import LAPTOP, PHONE, SMALL_PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page, WebSocketRoute

    from tests.browser.player import Asked

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WATCH: Final = """() => {
  window.seen = { properties: [], longest: 0, shortest: Infinity, many: 0 };
  const known = new WeakSet();
  const look = () => {
    for (const one of document.getAnimations()) {
      if (known.has(one)) continue;
      known.add(one);
      const { duration, iterations } = one.effect.getComputedTiming();
      window.seen.many += 1;
      // The dots of somebody who thinks go on as long as they think.
      if (iterations === 1) window.seen.longest = Math.max(window.seen.longest, duration);
      // A transition that is turned round on its way takes only as long as it had gone.
      if (!(one instanceof CSSTransition)) window.seen.shortest = Math.min(window.seen.shortest, duration);
      for (const frame of one.effect.getKeyframes()) window.seen.properties.push(...Object.keys(frame));
    }
    requestAnimationFrame(look);
  };
  look();
}"""
"""Looks at every animation and transition of the page, frame by frame."""

CUT_SHORT: Final = """(how) => {
  const each = () => {
    for (const one of document.getAnimations()) one[how]();
    requestAnimationFrame(each);
  };
  each();
}"""
"""Takes every animation of the page out of its hands, as soon as it begins."""

SCROLLED: Final = """() => {
  window.scrolled = [];
  const note = ({ target }) => { if (target.matches?.(".sheet-body")) window.scrolled.push(target.scrollTop); };
  addEventListener("scroll", note, true);
}"""
"""Writes down how far the sheet is scrolled, whenever it is."""

NOT_ANIMATED: Final = {"offset", "computedOffset", "easing", "composite"}
TELLING: Final = ".sheet .skip-telling:not([hidden])"
SHEET: Final = (
    """() => Array.from(document.querySelectorAll(".sheet-body, .sheet-foot"), (o) => o.innerHTML)"""
)


async def _at_the_end_of_a_hole(page: Page, *, holes: int = 3, opponents: int = 2) -> Player:
    """Somebody who has just played a whole hole, and has not touched anything since."""
    others = ("kenji", "maya", "priya", "diego", "sofia")[:opponents]
    await make_a_table(page, others, holes=holes, pace="fast")
    player = Player(page, Pointer(page, touch=False))
    await player.play_until(_over)
    return player


def _over(asked: Asked) -> bool:
    return asked.wants in {"next_hole", "rematch"}


async def test_a_hole_is_told_step_by_step_and_ends_as_if_it_had_been_there_at_once(
    visitors: Visitors,
) -> None:
    page = await visitors.come(LAPTOP)
    await _at_the_end_of_a_hole(page)
    await expect(page.locator(TELLING)).to_be_visible()
    scores = page.locator(".sheet .tally-score")
    assert await scores.last.evaluate("(one) => getComputedStyle(one).opacity") == "0"
    await expect(page.locator(TELLING)).to_be_hidden()
    told = await page.evaluate(SHEET)
    assert await page.evaluate("() => document.getAnimations().length") == 0
    assert await scores.last.evaluate("(one) => getComputedStyle(one).opacity") == "1"
    await expect(page.locator(".sheet .tally .won").first).to_have_text("Won the hole")

    same = await visitors.come(LAPTOP, still=True, known_as=await page.context.storage_state())
    await same.goto(page.url)
    await expect(same.locator(".sheet .tally")).to_be_visible()
    await expect(same.locator(TELLING)).to_have_count(0)
    assert await same.evaluate(SHEET) == told


async def test_on_a_small_phone_the_seat_that_is_counted_is_in_sight(visitors: Visitors) -> None:
    page = await visitors.come(SMALL_PHONE)
    await page.add_init_script(f"({SCROLLED})()")
    await _at_the_end_of_a_hole(page, opponents=5)
    body, last = page.locator(".sheet-body"), page.locator(".sheet .tally > li").last
    await expect(page.locator(TELLING)).to_be_visible()
    assert await body.evaluate("(one) => one.scrollHeight > one.clientHeight")
    await expect(page.locator(TELLING)).to_be_hidden()
    scrolled = await page.evaluate("scrolled")
    assert scrolled == sorted(scrolled), "from the first seat to the last"
    assert 0 < scrolled[0] <= scrolled[-1] == await body.evaluate("(one) => one.scrollTop")
    await expect(last.locator(".tally-score")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("key", ["Escape", "n"])
async def test_any_key_ends_the_telling_and_n_goes_on_at_once(visitors: Visitors, key: str) -> None:
    page = await visitors.come(PHONE)
    await _at_the_end_of_a_hole(page)
    await expect(page.locator(TELLING)).to_be_visible()
    await page.keyboard.press(key)
    if key == "n":
        await expect(page.locator(".where")).to_have_text("Hole 2 of 3")
        await expect(page.locator(".sheet")).to_be_hidden()
        return
    assert await page.locator(TELLING).count() == 0
    assert (
        await page.locator(".sheet .tally-score").last.evaluate("(o) => getComputedStyle(o).opacity") == "1"
    )
    await expect(page.get_by_test_id("next-hole")).to_be_visible()


async def test_the_next_hole_can_be_had_while_this_one_is_still_told(visitors: Visitors) -> None:
    page = await visitors.come(PHONE)
    player = await _at_the_end_of_a_hole(page)
    await expect(page.locator(TELLING)).to_be_visible()
    await player.hand.use("next-hole")
    await expect(page.locator(".where")).to_have_text("Hole 2 of 3")


async def test_the_end_of_a_game_says_who_won_and_what_decided_it(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP)
    await page.add_init_script("navigator.share = undefined;")
    await listen_for_copies(page)
    await make_a_table(page, ("kenji",), holes=3, pace="fast")
    player = Player(page, Pointer(page, touch=False))
    await player.play_until(lambda asked: asked.wants == "rematch")
    await expect(page.locator(".sheet h2")).to_have_text("Hole 3 of 3")
    await expect(page.locator(".sheet .places > li")).to_have_count(2)
    winners = await page.locator(".places > li.first b").all_inner_texts()
    titles = {"You": "You won the game!", "Kenji": "Kenji won the game"}
    title = titles[winners[0]] if len(winners) == 1 else "A shared first place"
    await expect(page.locator(".sheet h2")).to_have_text(title)
    await expect(page.locator(".moment")).to_have_text(re.compile(r"decided it: | led from | level "))
    await expect(page.get_by_role("img", name="The totals after each hole. You: ")).to_be_visible()
    names = await page.locator(".sheet-foot .button").all_inner_texts()
    assert names == ["Rematch", "Share", "Replay", "Analysis", "New table", "Home"]
    replay = await page.get_by_test_id("replay").get_attribute("href")
    await expect(page.get_by_test_id("analysis")).to_have_attribute("href", f"{replay}analysis/")
    await page.get_by_test_id("share").click()
    await expect(page.get_by_test_id("toast")).to_have_text("The result is copied.")
    shared_text = await copied(page)
    assert shared_text.startswith("Golf, 3 holes: 1. ")
    assert shared_text.endswith(f"\n{visitors.url}/")


async def test_in_a_whole_hole_nothing_but_transform_and_opacity_is_animated(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP)
    await page.add_init_script(f"({WATCH})()")
    await _at_the_end_of_a_hole(page, holes=1)
    await expect(page.locator(".sheet .places")).to_be_visible()
    seen = await page.evaluate("() => window.seen")
    assert set(seen["properties"]) - NOT_ANIMATED == {"transform", "opacity"}
    assert seen["many"] > 50
    assert 150 <= seen["shortest"] <= seen["longest"] <= 400


@pytest.mark.parametrize("how", ["cancel", "pause"])
async def test_animations_that_are_cut_short_freeze_nothing(visitors: Visitors, how: str) -> None:
    page = await visitors.come(PHONE)
    await make_a_table(page, ("kenji",), holes=3, pace="fast")
    await page.evaluate(CUT_SHORT, how)
    player = Player(page, Pointer(page, touch=True))
    await player.play_until(lambda asked: asked.wants == "next_hole")
    await expect(page.locator(".sheet .tally > li")).to_have_count(2)
    await player.move(await player.asked())
    await player.play_until(lambda asked: asked.wants == "draw")
    await expect(page.locator(".where")).to_have_text("Hole 2 of 3")


class Line:
    """The connection of one page, which can be cut and held back."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self._sockets: list[WebSocketRoute] = []

    @classmethod
    async def of(cls, page: Page) -> Line:
        line = cls()
        await page.route_web_socket("**/ws/tables/**", line._connect)
        return line

    async def _connect(self, socket: WebSocketRoute) -> None:
        await self.open.wait()
        socket.connect_to_server()
        self._sockets.append(socket)

    async def cut(self) -> None:
        self.open.clear()
        await self._sockets[-1].close()


@pytest.mark.parametrize("touched", [False, True])
async def test_what_was_missed_plays_back_quickly_and_ends_right(
    visitors: Visitors, *, touched: bool
) -> None:
    page = await visitors.come(LAPTOP)
    line = await Line.of(page)
    await make_a_table(page, ("kenji", "maya", "priya"), holes=3, pace="fast")
    other = await visitors.come(LAPTOP, still=True, known_as=await page.context.storage_state())
    await other.goto(page.url)
    player = Player(other, Pointer(other, touch=False))
    asked = await player.play_until(lambda asked: asked.wants == "draw" and player.did.count("draw") == 1)
    await caught_up(page, asked.seq)
    await line.cut()
    await expect(page.get_by_test_id("connection")).to_have_text("Reconnecting…")
    await expect(page.locator(".felt .mine")).to_be_visible()
    asked = await player.play_until(lambda asked: asked.wants == "draw" and player.did.count("draw") == 3)
    await page.evaluate(
        """() => {
          window.stages = [];
          const note = () => {
            const seq = Number(document.body.dataset.seq);
            if (seq !== window.stages.at(-1)) window.stages.push(seq);
          };
          new MutationObserver(note).observe(document.body, { attributeFilter: ["data-seq"] });
        }"""
    )
    line.open.set()
    if touched:
        await page.wait_for_function("() => window.stages.length >= 1")
        await page.keyboard.press("Escape")
        assert await page.evaluate("() => Number(document.body.dataset.seq)") >= asked.seq
    await caught_up(page, asked.seq)
    stages = await page.evaluate("() => window.stages")
    assert stages == sorted(set(stages))
    if not touched:
        assert len(stages) >= 4  # How long they take together: tests/js/catch-up.test.js.
    assert await picture(page) == await picture(other)
    await page.get_by_test_id("stock").click()
    await expect(page.locator(".pile.drawn.own")).to_be_visible()
