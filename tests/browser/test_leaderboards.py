"""Leaderboards, profiles and achievements: read by anybody, with one's own place in sight, and told at the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.player import Keyboard, Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.test_it_fits import faults_at_every_size
from tests.browser.visitors import LAPTOP, PHONE, Device, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PATHS: Final = (
    "/leaderboards/",
    "/leaderboards/rating/?scope=humans",
    "/leaderboards/win_rate/?period=week",
    "/leaderboards/seasons/",
    "/players/ada/",
    "/players/eleni/",
    "/achievements/",
    "/replays/",
    "/",
)
"""Eleni shows her games to nobody."""


@pytest.fixture(scope="module")
def known(site: Site) -> dict[str, Any]:
    """Ada and her friends, who are known to the site."""
    return site.know("friends")


async def come_as(visitors: Visitors, session: str, device: Device = LAPTOP, **how: Any) -> Page:
    """The page of whoever has this session."""
    page = await visitors.come(device, still=True, **how)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitors.url}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]
    return page


def paths(known: dict[str, Any]) -> tuple[str, ...]:
    """All of them, with those of the season and of the game that are known."""
    return (*PATHS, f"/leaderboards/seasons/{known['season']}/", f"/leaderboards/games/{known['game']}/")


@pytest.mark.parametrize("signed_in", [True, False])
async def test_axe_finds_nothing(visitors: Visitors, known: dict[str, Any], signed_in: bool) -> None:
    page = await come_as(visitors, known["session"] if signed_in else "nobody")
    if not signed_in:
        visitors.excuse("status of 404")  # What a game counted is for those who played it.
    found = []
    for path in paths(known):
        await page.goto(path)
        await page.locator("details").evaluate_all("(all) => { for (const one of all) one.open = true; }")
        found += await violations(page, path)
    assert found == []


@pytest.mark.parametrize(("language", "signed_in"), [("en", True), ("de", True), ("de", False)])
async def test_the_pages_fit(
    visitors: Visitors, known: dict[str, Any], language: str, signed_in: bool
) -> None:
    page = await come_as(visitors, known["session"] if signed_in else "nobody")
    if not signed_in:
        visitors.excuse("status of 404")
    await page.context.add_cookies([{"name": "django_language", "value": language, "url": visitors.url}])
    found = {}
    for path in paths(known):
        await page.goto(path)
        found[path] = await faults_at_every_size(page, still=False)
    assert {path: faults for path, faults in found.items() if faults} == {}


async def test_whoever_is_far_down_sees_their_own_place(visitors: Visitors, known: dict[str, Any]) -> None:
    page = await come_as(visitors, known["session"], PHONE)
    await page.goto("/leaderboards/")
    await expect(page.locator(".own.panel .spark")).to_be_visible()
    near = page.locator(".own.panel tbody tr")
    await expect(page.locator(".own.panel tr.own")).to_contain_text("Ada")
    await expect(near.first).to_contain_text("Player 1")
    place = int(await page.locator(".own.panel tr.own .place").inner_text())
    assert place > 60
    await expect(page.locator("section:not(.own) tbody tr").first).to_contain_text("Player 59")
    await expect(page.locator("section:not(.own) tbody tr")).to_have_count(25)


async def test_the_board_is_walked_by_keyboard_and_without_scripts(
    visitors: Visitors, known: dict[str, Any]
) -> None:
    page = await come_as(visitors, known["session"], javascript=False)
    keyboard = Keyboard(page)

    async def follow(link: Locator) -> None:
        await keyboard.go_to(link)
        async with page.expect_navigation():
            await keyboard.press("Enter")

    await page.goto("/leaderboards/")
    await follow(page.get_by_role("link", name="Win rate"))
    await expect(page.locator(".lead")).to_have_text("Games won of all that were played.")
    await follow(page.get_by_role("link", name="Games with people"))
    await expect(page.locator("[aria-current]", has_text="Games with people")).to_be_visible()
    seen = await page.locator("tbody tr th a").all_inner_texts()
    for _page in range(2):
        await follow(page.get_by_role("link", name="More players"))
        await expect(page.get_by_role("link", name="To the top")).to_be_visible()
        seen += await page.locator("section:not(.own) tbody tr th a").all_inner_texts()
    assert {f"Player {number}" for number in range(60)} <= set(seen)
    assert any("Ada" in name for name in seen)
    last = page.locator("section:not(.own) tbody tr th a").last
    name = (await last.inner_text()).strip()
    await follow(last)
    await expect(page.get_by_role("heading", level=1)).to_have_text(name.split("\n")[0])
    await page.goto("/players/ada/")
    await expect(page.get_by_role("img", name="Strokes per hole")).to_be_visible()


async def test_whoever_hides_is_in_no_season_and_has_a_profile_that_says_so(
    visitors: Visitors, known: dict[str, Any]
) -> None:
    page = await come_as(visitors, known["session"])
    await page.goto(f"/leaderboards/seasons/{known['season']}/")
    await expect(page.locator("tbody tr")).to_have_count(4)
    await expect(page.locator("main")).not_to_contain_text("Eleni")
    await page.goto("/players/eleni/")
    await expect(page.locator("main")).to_contain_text("Eleni does not show their games to you.")
    await page.goto("/players/ada/")
    await expect(page.locator("[aria-labelledby=against-title]")).to_contain_text("Björn")
    await expect(page.locator("[aria-labelledby=against-title]")).not_to_contain_text("Eleni")


async def test_ways_to_ones_own_profile(visitors: Visitors, known: dict[str, Any]) -> None:
    page = await come_as(visitors, known["session"])
    for path in ("/", "/replays/", "/accounts/settings/"):
        await page.goto(path)
        await page.get_by_role("link", name="My profile").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Ada")


async def test_what_is_reached_is_told_quietly_at_the_table(visitors: Visitors, site: Site) -> None:
    page = await come_as(visitors, site.know("veteran", "walter")["session"])
    await make_a_table(page, ["maya"], holes=1, pace="instant")
    player = Player(page, Pointer(page, touch=False), pauses=False)
    await player.play_until(lambda asked: asked.wants == "rematch")
    told = "Achievement: A thousand holes. Play a thousand holes."
    # Results are folded by a chore, every few seconds; a toast stays for a moment only.
    await expect(page.locator(".toast")).to_contain_text(told, timeout=30_000)
    await expect(page.locator(".log")).to_contain_text(told)
    await page.goto("/players/walter/")
    await expect(page.locator(".achievement.had", has_text="A thousand holes")).to_be_visible()
