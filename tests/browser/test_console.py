"""The console in a browser, under the site's own policy: somebody is banned in the middle of a game."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.player import Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.visitors import LAPTOP, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CADDIE: Final = re.compile("^Otto.*Caddie is playing")
LISTS: Final = (
    "accounts/user",
    "accounts/invitation",
    "accounts/letter",
    "moderation/sanction",
    "moderation/auditentry",
)


@pytest.fixture(scope="module")
def team(site: Site) -> dict[str, Any]:
    """The sessions of two players, a moderator and an administrator."""
    return site.know("team")


async def signed_in(visitors: Visitors, session: str) -> Page:
    page = await visitors.come(LAPTOP, still=True)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitors.url}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]
    return page


async def open_somebody(page: Page, name: str) -> None:
    """Find somebody in the list, and open their page."""
    await page.goto("/admin/accounts/user/")
    await page.locator("#searchbar").fill(name)
    await page.locator("#searchbar").press("Enter")
    await page.locator("#result_list tbody tr", has_text=name).locator("th a").click()
    await expect(page.locator("#content")).to_contain_text(name)


async def test_a_player_is_banned_in_the_middle_of_a_game_and_the_table_goes_on(
    visitors: Visitors, team: dict[str, Any]
) -> None:
    visitors.excuse("status of 400")
    nora, otto, mo = [await signed_in(visitors, team[name]) for name in ("nora", "otto", "mo")]
    code = await make_a_table(nora, (), seats=2)
    await otto.goto(f"/t/{code}/")
    await otto.get_by_test_id("sit-1").click()
    await nora.get_by_test_id("start").click()
    player = Player(otto, Pointer(otto, touch=False))
    await player.move(await player.asked())

    await open_somebody(mo, "otto-plays")
    await mo.get_by_role("link", name="Ban", exact=True).click()
    await expect(mo.locator("#content")).to_contain_text("the caddie plays on for them")
    await mo.get_by_label("For how long").select_option("7")
    await mo.get_by_role("button", name="Ban").click()
    await expect(mo.locator(".errorlist")).to_contain_text("required")
    await mo.get_by_label("Reason").fill("Two browsers at one table.")
    await mo.get_by_role("button", name="Ban").click()
    await expect(mo.locator(".messagelist")).to_contain_text("Done")

    await expect(otto.locator("body")).to_contain_text("You may not play here any more.")
    alone = Player(nora, Pointer(nora, touch=False))
    for _turn in range(3):
        await alone.move(await alone.asked())
    await expect(nora.get_by_role("group", name=CADDIE)).to_be_visible()

    await otto.goto("/")
    await expect(otto.locator("body")).not_to_contain_text("Otto")
    await open_somebody(mo, "otto-plays")
    await expect(mo.locator("#content")).to_contain_text("Two browsers at one table.")
    await mo.get_by_role("link", name="Lift the ban").click()
    await mo.get_by_label("Reason").fill("It was his sister.")
    await mo.get_by_role("button", name="Lift the ban").click()
    await expect(mo.locator("#content")).not_to_contain_text("is banned")


async def test_axe_finds_nothing_in_the_console(visitors: Visitors, team: dict[str, Any]) -> None:
    visitors.excuse("status of 400")
    page = await signed_in(visitors, team["agnes"])
    found = []
    for path in LISTS:
        await page.goto(f"/admin/{path}/")
        found += await violations(page, path, console=True)
    await open_somebody(page, "nora-plays")
    found += await violations(page, "somebody's page", console=True)
    await page.get_by_role("link", name="Warn").click()
    await page.get_by_role("button", name="Warn").click()
    await expect(page.locator(".errornote")).to_be_visible()
    found += await violations(page, "the page that asks", console=True)
    await page.goto("/admin/accounts/invitation/make/")
    await page.get_by_label("Note").fill("The club")
    found += await violations(page, "making invitations", console=True)
    await page.get_by_role("button", name="Make them").click()
    await expect(page.get_by_label("Each of these links")).to_be_visible()
    found += await violations(page, "the links", console=True)
    assert found == []


async def test_nothing_runs_or_is_styled_in_line(visitors: Visitors, team: dict[str, Any]) -> None:
    page = await signed_in(visitors, team["agnes"])
    for path in (*LISTS, "moderation/report"):
        await page.goto(f"/admin/{path}/")
        assert await page.locator("style, [style], script:not([src]), [onclick]").count() == 0, path
