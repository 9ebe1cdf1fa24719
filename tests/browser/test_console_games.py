"""The console and its games, in a real browser and under the real policy for scripts and styles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.table_form import make_a_table
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
FITS: Final = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
WHY: Final = "A moderator has ended the game at this table."


@pytest.fixture(scope="module")
def team(site: Site) -> dict[str, Any]:
    """Each one's session."""
    return site.know("team")


async def _staff(visitors: Visitors, site: Site, session: str, **how: Any) -> Page:
    page = await visitors.come(how.pop("device", LAPTOP), still=True, **how)
    await page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    return page


async def _at_a_table(visitors: Visitors) -> tuple[Page, str]:
    """Somebody whose game has begun, and their table."""
    page = await visitors.come(LAPTOP, still=True)
    code = await make_a_table(page, ["maya", "priya"])
    await page.get_by_test_id("start").click()
    await expect(page.locator("body")).to_have_attribute("data-phase", "opening")
    return page, code


async def _found(page: Page, code: str) -> None:
    """Look for a table's game, and open its page."""
    await page.goto("/admin/games/game/")
    await page.locator("#searchbar").fill(code)
    await page.locator("#changelist-search input[type=submit]").click()
    await page.locator("#result_list .field-name a").click()
    await expect(page.locator(".object-tools")).to_be_visible()


async def _end(page: Page) -> None:
    await page.get_by_role("link", name="End the game").click()
    await page.locator("[name=reason]").fill("Nothing moves any more.")
    await page.get_by_role("button", name="End the game").click()
    await expect(page.locator(".messagelist .success")).to_have_text("1 game is ended.")


async def test_a_game_is_ended_and_its_player_sees_why(
    visitors: Visitors, site: Site, team: dict[str, Any]
) -> None:
    player, code = await _at_a_table(visitors)
    mo = await _staff(visitors, site, team["mo"])
    await _found(mo, code)
    await _end(mo)
    await expect(player.locator("body")).to_have_attribute("data-phase", "abandoned")
    await expect(player.locator(".sheet-text")).to_contain_text(WHY)
    visitors.excused.append("410")
    await player.reload()
    await expect(player.locator("main")).to_contain_text(WHY)
    await expect(mo.get_by_role("link", name="End the game")).to_have_count(0)


async def test_so_is_one_that_is_stuck_as_nobody_can_read_it(
    visitors: Visitors, site: Site, team: dict[str, Any]
) -> None:
    player, code = await _at_a_table(visitors)
    game = site.know("broken_table", code)["game"]
    site.excused.append(f"set aside: game {game},")
    mo = await _staff(visitors, site, team["mo"])
    await _found(mo, code)
    await _end(mo)
    await expect(player.locator(".sheet-text")).to_contain_text(WHY)


async def test_every_card_is_shown_after_a_reason_and_leaves_an_entry(
    visitors: Visitors, site: Site, team: dict[str, Any]
) -> None:
    _player, code = await _at_a_table(visitors)
    agnes = await _staff(visitors, site, team["agnes"])
    sockets: list[str] = []
    agnes.on("websocket", lambda socket: sockets.append(socket.url))
    await _found(agnes, code)
    await agnes.get_by_role("link", name="With every card").click()
    await expect(agnes.locator(".console-grid")).to_have_count(0)
    await agnes.locator("[name=reason]").fill("Somebody seems to know the stock.")
    await agnes.get_by_role("button", name="Show every card").click()
    await expect(agnes.locator(".console-open")).to_be_visible()
    await expect(agnes.locator(".console-grid .card.face")).to_have_count(18)
    assert await violations(agnes, "every card", console=True) == []
    await agnes.goto("/admin/moderation/auditentry/")
    await expect(agnes.locator("#result_list")).to_contain_text("looked at hidden cards")
    assert sockets == []


async def test_the_gallery_of_a_private_table_is_its_board_with_nothing_to_turn_over(
    visitors: Visitors, site: Site, team: dict[str, Any]
) -> None:
    _player, code = await _at_a_table(visitors)
    mo = await _staff(visitors, site, team["mo"])
    await _found(mo, code)
    await mo.get_by_role("link", name="As the gallery sees it").click()
    await mo.locator("body[data-ready]").wait_for()
    await expect(mo.get_by_test_id("eyes")).to_have_count(0)
    await expect(mo.get_by_test_id("show-fairness")).to_have_count(0)
    assert await violations(mo, "gallery") == []


async def test_the_first_page_passes_axe_and_fits(
    visitors: Visitors, site: Site, team: dict[str, Any]
) -> None:
    site.know("two_days")
    page = await _staff(visitors, site, team["mo"])
    await page.goto("/admin/")
    await expect(page.locator("#dashboard .plot")).to_be_visible()
    assert await violations(page, "first page", console=True) == []
    for device in (PHONE, LAPTOP):
        await page.set_viewport_size({"width": device.width, "height": device.height})
        assert await page.evaluate(FITS)


async def test_it_refreshes_itself_and_rests_while_nobody_looks(
    visitors: Visitors, site: Site, team: dict[str, Any]
) -> None:
    page = await _staff(visitors, site, team["mo"])
    await page.clock.install()
    await page.goto("/admin/")
    await page.evaluate("document.getElementById('dashboard').dataset.old = 'yes'")
    await page.clock.run_for(61_000)
    await expect(page.locator("#dashboard:not([data-old])")).to_be_visible()
    await page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
          document.getElementById("dashboard").dataset.old = "yes";
        }"""
    )
    await page.clock.run_for(300_000)
    await expect(page.locator("#dashboard[data-old]")).to_be_visible()
    await page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    await expect(page.locator("#dashboard:not([data-old])")).to_be_visible()


async def test_whoever_is_signed_out_meanwhile_is_told_that_it_stands_still(
    visitors: Visitors, site: Site, team: dict[str, Any]
) -> None:
    page = await _staff(visitors, site, team["agnes"])
    await page.clock.install()
    await page.goto("/admin/")
    await page.context.clear_cookies()
    await page.clock.run_for(61_000)
    await expect(page.locator("#dashboard-stopped")).to_be_visible()
