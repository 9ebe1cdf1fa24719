"""A finished game watched again: scrubbed, stepped, played, with other eyes, by key, by link, and in a frame."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import pytest
from playwright.async_api import expect

from games.rules.house_rules import HouseRules
from tests.browser.axe import violations
from tests.browser.clipboard import copied, listen_for_copies
from tests.browser.player import Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.visitors import LAPTOP, PHONE, SMALL_PHONE, Visitors
from tests.kit.game_files import played
from tests.kit.random_games import RandomGame

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
HOLES: Final = 3
FILE: Final = played(RandomGame(HouseRules(holes=HOLES), 3, 7)).file
SCROLLS: Final = (
    "document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight"
)


async def brought(page: Page, file: bytes = FILE) -> str:
    """The token of the game, which somebody has just brought in."""
    guest = await (await page.request.post("/api/v1/guests", data={})).json()
    bearer = {"Authorization": f"Bearer {guest['token']}", "Content-Type": "application/json"}
    answer = await page.request.post("/api/v1/replays/import", data=file, headers=bearer)
    assert answer.status == 201, await answer.text()
    return str((await answer.json())["token"])


async def opened(page: Page, address: str) -> None:
    await page.goto(address)
    await page.locator("body[data-ready]").wait_for()


async def test_a_game_is_watched_by_key_by_finger_and_by_link(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    token = await brought(page)
    await opened(page, f"/replays/{token}/")
    moment, scrubber = page.get_by_test_id("moment"), page.get_by_test_id("scrubber")
    await expect(moment).to_have_text("Hole 1, move 0")
    await page.keyboard.press("ArrowRight")
    await expect(moment).to_have_text("Hole 1, move 1")
    told = await page.get_by_test_id("caption").text_content() or ""
    await expect(page.get_by_test_id("spoken")).to_contain_text(told)
    await expect(page).to_have_url(re.compile("#h1m1$"))
    await page.keyboard.press("]")
    await expect(moment).to_have_text("Hole 2, move 0")
    await page.keyboard.press("End")
    await expect(page.locator("body")).to_have_attribute("data-phase", "game_over")
    await page.keyboard.press("[")
    await expect(moment).to_have_text(f"Hole {HOLES}, move 0")
    await page.keyboard.press("Home")
    await expect(moment).to_have_text("Hole 1, move 0")
    await scrubber.fill("9")
    await expect(page.locator("body")).to_have_attribute("data-at", "9")
    await expect(scrubber).to_have_attribute(
        "aria-valuetext",
        f"{await moment.text_content()}. {await page.get_by_test_id('caption').text_content()}",
    )
    await page.get_by_test_id("moves").locator("button").nth(2).click()
    await expect(page.get_by_test_id("moves").locator("button").nth(2)).to_have_attribute(
        "aria-current", "step"
    )
    # A link leads to its moment, also on a page that is open already.
    await page.evaluate("location.hash = '#h3m2'")
    await expect(moment).to_have_text("Hole 3, move 2")
    await page.get_by_test_id("speed").select_option("8")
    await page.get_by_test_id("play").click()
    await expect(moment).not_to_have_text("Hole 3, move 2")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_test_id("play")).to_have_attribute("aria-label", "Play")
    await page.get_by_test_id("show-fairness").click()
    answer = page.get_by_test_id("fairness-window").get_by_role("status")
    await expect(answer).to_have_text(
        "All 3 holes: the order was fixed before anybody cut, and it is the order that was dealt."
    )
    assert await violations(page, "the shuffles of a replay") == []
    about = page.get_by_test_id("fairness-window").get_by_role("link")
    async with page.expect_popup() as opened_beside:
        await about.click()
    explained = await opened_beside.value
    await expect(explained.get_by_role("heading", level=1)).to_have_text("The fair shuffle")
    await expect(explained.locator("pre")).to_contain_text(
        ["def verify(rules, events)", "async function verify"]
    )
    await page.keyboard.press("Escape")
    assert await violations(page, "a replay") == []


async def test_the_move_that_turned_the_game_is_told_in_words_and_a_link_to_it_is_copied(
    visitors: Visitors,
) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await listen_for_copies(page)
    token = await brought(page)
    await opened(page, f"/replays/{token}/")
    await page.get_by_test_id("to-turning").click()
    line = page.get_by_test_id("moves").locator("[aria-current]")
    await expect(line).to_contain_text("This move turned the game.")
    await expect(page.get_by_test_id("caption")).to_contain_text("This move turned the game.")
    await expect(page.get_by_test_id("spoken")).to_contain_text("This move turned the game.")
    told = await page.get_by_test_id("moment").text_content() or ""

    await page.get_by_test_id("copy-moment").click()
    await expect(
        page.get_by_role("status").filter(has_text="The link to this moment is copied.")
    ).to_be_visible()
    link = await copied(page)
    other = await visitors.come(LAPTOP, still=True)
    await opened(other, link)
    await expect(other.get_by_test_id("moment")).to_have_text(told)

    await page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error() } }")
    await page.get_by_test_id("copy-moment").click()
    field = page.get_by_test_id("moment-link")
    await expect(field).to_have_value(link)
    await expect(field).to_be_focused()
    assert (
        await field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == link
    )
    assert await violations(page, "the link to a moment") == []


async def test_each_pair_of_eyes_sees_what_it_saw(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    told = await played_out(page)
    own, another = stock_draw(told, own=True), stock_draw(told, own=False)
    name = told["people"][0]["name"]
    eyes, drawn = page.get_by_test_id("eyes"), page.get_by_test_id("drawn").locator(".card")
    choices = ["What all saw", "What I saw", "All cards"]
    assert await eyes.locator("option").all_text_contents() == choices

    async def sees(draw: Draw, *, face: bool) -> None:
        await page.evaluate("hash => { location.hash = hash }", f"#h{draw.hole}m{draw.move}")
        await expect(page.get_by_test_id("moment")).to_have_text(f"Hole {draw.hole}, move {draw.move}")
        if face:
            await expect(drawn).to_have_attribute("data-card", draw.card)
        else:
            await expect(drawn).to_have_class(re.compile("back"))

    for choice, mine, theirs, bottom in (
        ("everybody", False, False, name),
        ("me", True, False, "You"),
        ("all", True, True, name),
    ):
        await eyes.select_option(choice)
        await sees(own, face=mine)
        await sees(another, face=theirs)
        await expect(page.locator(".mine .name")).to_have_text(bottom)
        hidden, beneath = page.locator(".grid .card.back"), page.locator(".grid .slot.beneath")
        assert (await hidden.count() == 0, await beneath.count() > 0) == (choice == "all", choice == "all")


@dataclass(frozen=True)
class Draw:
    """A card that somebody drew from the stock, and the moment at which they held it."""

    hole: int
    move: int
    card: str


async def played_out(page: Page) -> dict[str, Any]:
    """What is told of a game that this page's visitor has just played, with its replay open."""
    await make_a_table(page, ["maya"], holes=3, pace="instant")
    await Player(page, Pointer(page, touch=False), pauses=False).play_until(
        lambda asked: asked.wants == "rematch"
    )
    await page.get_by_test_id("replay").click()
    await page.locator("body[data-ready]").wait_for()
    game = page.url.rstrip("/").rpartition("/")[2]
    answer = await page.request.get(f"/api/v1/games/{game}/replay")
    return cast("dict[str, Any]", await answer.json())


def stock_draw(told: dict[str, Any], *, own: bool) -> Draw:
    """The first one of the reader's own, or of somebody else."""
    cards = {event["seq"]: event.get("card") for event in told["events"]}
    hole = move = 0
    for frame in told["frames"]:
        kinds = {event["type"] for event in frame.get("events", [])}
        if "hole_started" in kinds:
            hole, move = hole + 1, 0
        elif kinds - {"pack_cut", "ready"}:
            move += 1
        for event in frame.get("events", []):
            if event.get("from") == "stock" and (event["seat"] == told["you"]) is own:
                return Draw(hole, move, cards[event["seq"]])
    raise AssertionError("nobody drew from the stock")


async def test_all_cards_are_seen_where_they_are_asked_for_and_told_apart(visitors: Visitors) -> None:
    page = await visitors.come(PHONE, still=True)
    token = await brought(page)
    await opened(page, f"/replays/{token}/#h1m2")
    backs = page.locator(".grid .card.back")
    hidden = await backs.count()
    assert hidden
    eyes = page.get_by_test_id("eyes")
    assert await eyes.locator("option").all_text_contents() == ["What all saw", "All cards"]
    await eyes.select_option("all")
    await expect(page.locator(".grid .slot.beneath")).to_have_count(hidden)
    await expect(backs).to_have_count(0)
    await expect(page.locator(".grid .slot.beneath").first).to_have_attribute(
        "aria-label", re.compile("face down.*: ")
    )
    await eyes.select_option("everybody")
    await expect(backs).to_have_count(hidden)
    await page.get_by_test_id("show-moves").click()
    window = page.get_by_test_id("moves-window")
    await window.locator(".moves button").nth(4).click()
    await expect(window).to_have_count(0)
    for device in (PHONE, SMALL_PHONE):
        await page.set_viewport_size({"width": device.width, "height": device.height})
        assert not await page.evaluate(SCROLLS), device.name


async def test_it_stands_in_a_frame_of_another_site_without_a_cookie(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    token = await brought(page)
    stranger = await visitors.come(LAPTOP, still=True)
    address = f"{visitors.url}/replays/{token}/embed/"
    async with _elsewhere(f'<iframe src="{address}" width="900" height="600"></iframe>') as url:
        await stranger.goto(url, wait_until="commit")
        frame = stranger.frame_locator("iframe")
        await expect(frame.get_by_test_id("moment")).to_have_text("Hole 1, move 0")
        await frame.get_by_test_id("step-on").click()
        await expect(frame.get_by_test_id("moment")).to_have_text("Hole 1, move 1")
        await expect(frame.get_by_role("link", name="Open on Six-Card Golf")).to_be_visible()


@asynccontextmanager
async def _elsewhere(page: str) -> AsyncIterator[str]:
    """The address of another site, which has this page alone."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
