"""Nothing is lost: not by a reload, not on another device, not when the server dies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.player import Asked, Player, Pointer
from tests.browser.site import Site
from tests.browser.table_form import make_a_table
from tests.browser.table_page import at_the_table, caught_up, picture
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_reload_in_the_middle_of_a_turn_keeps_seat_card_and_score(visitors: Visitors) -> None:
    page, player = await _sit_down(visitors)
    asked = await player.play_until(lambda asked: _holds_a_card(asked) and player.did.count("open") == 2)
    before = await picture(page)
    await page.reload()
    await caught_up(page, asked.seq)
    assert await picture(page) == before
    assert "so far" in (await page.locator(".mine .note").text_content() or "")
    await player.play_until(lambda asked: asked.wants == "open")
    await expect(page.locator(".where")).to_have_text("Hole 3 of 9")


async def test_after_every_kind_of_moment_the_page_looks_as_if_it_had_just_been_loaded(
    visitors: Visitors,
) -> None:
    """What events have drawn step by step, with all animations off, is what a snapshot draws at once."""
    page, player = await _sit_down(visitors, still=True)
    same = await visitors.come(LAPTOP, still=True, known_as=await page.context.storage_state())
    looked_at: set[tuple[str, str]] = set()

    async def look(asked: Asked) -> None:
        moment = (asked.phase, asked.wants)
        if moment not in looked_at:
            looked_at.add(moment)
            await same.goto(page.url)
            await caught_up(same, asked.seq)
            assert await picture(page) == await picture(same), moment

    await player.play_until(lambda asked: asked.wants == "open" and player.did.count("open") == 1, look)
    assert {("opening", "open"), ("playing", "draw"), ("playing", "place")} <= looked_at


async def test_the_seat_is_there_on_a_second_device(visitors: Visitors) -> None:
    page, player = await _sit_down(visitors)
    asked = await player.play_until(_holds_a_card)
    phone = await visitors.come(PHONE, known_as=await page.context.storage_state())
    await phone.goto(page.url)
    await caught_up(phone, asked.seq)
    assert await picture(phone) == await picture(page)
    on_the_phone = Player(phone, Pointer(phone, touch=True))
    await on_the_phone.move(await on_the_phone.asked())
    asked = await on_the_phone.asked()
    await caught_up(page, asked.seq)
    assert await picture(page) == await picture(phone)
    await player.move(await player.asked())


async def test_a_server_that_is_killed_in_the_middle_of_a_hole_goes_on_where_it_stopped(
    own_site: Site, visitors: Visitors
) -> None:
    visitors.url = own_site.url
    visitors.excuse("WebSocket connection to")
    page = await visitors.come(LAPTOP)
    await make_a_table(page, ["kenji"], pace="fast")
    player = Player(page, Pointer(page, touch=False))
    asked = await player.play_until(_holds_a_card)
    before = await picture(page)
    await _kill_and_start_again(page, own_site)
    await caught_up(page, asked.seq)
    assert await picture(page) == before

    # And once more while a computer player is to move.
    await player.move(asked)
    await page.wait_for_function("(seq) => Number(document.body.dataset.seq) > seq", arg=asked.seq)
    await _kill_and_start_again(page, own_site)
    await player.play_until(lambda asked: asked.wants == "next_hole")
    await expect(page.locator(".tally > li")).to_have_count(2)


async def _kill_and_start_again(page: Page, site: Site) -> None:
    site.kill()
    bar = page.get_by_test_id("connection")
    await expect(bar).to_have_text("Reconnecting…")
    await expect(bar).to_be_visible()
    await expect(page.locator(".felt")).to_be_visible()
    site.start()
    await at_the_table(page)
    await expect(bar).to_be_hidden()


async def _sit_down(visitors: Visitors, *, still: bool = False) -> tuple[Page, Player]:
    page = await visitors.come(LAPTOP, still=still)
    await page.goto("/")
    await page.get_by_test_id("play-now").click()
    return page, Player(page, Pointer(page, touch=False), pauses=False)


def _holds_a_card(asked: Asked) -> bool:
    return asked.wants == "place"


async def test_a_press_that_meets_a_card_on_its_way_is_still_a_press(visitors: Visitors) -> None:
    """Between press and release the pile is drawn anew, as when somebody's card has just arrived."""
    page, player = await _sit_down(visitors)
    await player.play_until(lambda asked: asked.wants == "draw")
    for pile in ("discard", "stock"):
        where = await page.get_by_test_id(pile).locator(".pile-cards").bounding_box()
        assert where is not None
        await page.mouse.move(where["x"] + where["width"] / 2, where["y"] + where["height"] / 2)
        await page.mouse.down()
        redraw = (
            "(cards) => cards.replaceChildren(...[...cards.children].map((card) => card.cloneNode(true)))"
        )
        await page.get_by_test_id(pile).locator(".pile-cards").evaluate(redraw)
        await page.mouse.up()
        if pile == "discard":
            await expect(page.locator(".pile.drawn.own")).to_be_visible()
            await page.get_by_test_id("discard").click()
            await expect(page.locator(".pile.drawn.own")).not_to_be_visible()
    await expect(page.locator(".pile.drawn.own")).to_be_visible()
