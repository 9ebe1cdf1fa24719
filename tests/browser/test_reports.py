"""Reports from both sides: filed at a table and from a profile, decided in the console, told, and appealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.report_pictures import come_as
from tests.browser.site import Site
from tests.browser.table_form import make_a_table
from tests.browser.test_it_fits import faults_at_every_size
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def two_at_a_table(visitors: Visitors) -> tuple[Page, Page]:
    """A host and Robin, who play."""
    host = await visitors.come(LAPTOP, still=True)
    code = await make_a_table(host, (), seats=2)
    guest = await visitors.come(PHONE, still=True)
    await guest.goto(f"/t/{code}/")
    await guest.get_by_label("Your name at the table").fill("Robin")
    await guest.get_by_test_id("sit-1").tap()
    await host.get_by_test_id("start").click()
    await expect(guest.get_by_test_id("about-0")).to_be_visible()
    return host, guest


async def test_two_taps_from_a_seat_are_a_report(visitors: Visitors) -> None:
    visitors.excuse("status of 409")
    _host, guest = await two_at_a_table(visitors)
    await guest.get_by_test_id("about-0").tap()
    found = await violations(guest, "a seat's window")
    await guest.get_by_test_id("report").tap()
    window = guest.get_by_test_id("report-window")
    await expect(window).to_contain_text("An insulting name")
    found += await violations(guest, "the report window")
    assert await faults_at_every_size(guest, still=True) == []
    assert found == []
    await guest.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    await window.get_by_label("Tell us more, if you like").fill("Looks at my cards")
    await guest.get_by_test_id("report-cheating").tap()
    await expect(guest.locator(".toast")).to_contain_text("Thank you. Somebody will look at it.")
    await guest.get_by_test_id("about-0").tap()
    await guest.get_by_test_id("report").tap()
    await guest.get_by_test_id("report-stalling").tap()
    await expect(guest.locator(".toast")).to_contain_text("already")
    await guest.goto("/reports/")
    await expect(guest.locator("main")).to_contain_text("Cheating")


async def test_before_the_game_the_list_of_seats_leads_there_too(visitors: Visitors) -> None:
    host = await visitors.come(LAPTOP, still=True)
    code = await make_a_table(host, ["maya"], seats=3)
    guest = await visitors.come(PHONE, still=True)
    await guest.goto(f"/t/{code}/")
    await guest.get_by_label("Your name at the table").fill("Robin")
    await guest.get_by_test_id("sit-2").tap()
    await expect(guest.get_by_test_id("about-2")).to_have_count(0)
    await guest.get_by_test_id("about-1").tap()
    await expect(guest.get_by_test_id("report")).to_have_count(0)
    await guest.keyboard.press("Escape")
    await guest.get_by_test_id("about-0").tap()
    await expect(guest.get_by_test_id("seat-window")).not_to_contain_text("so far")
    await guest.get_by_test_id("report").tap()
    await guest.get_by_test_id("report-name").tap()
    await expect(guest.locator(".toast")).to_contain_text("Thank you. Somebody will look at it.")
    assert await violations(guest, "the list of seats") == []
    await host.get_by_test_id("remove-2").click()
    await expect(host.get_by_test_id("remove-2")).to_have_count(0)


async def test_the_plain_page_says_the_same(visitors: Visitors) -> None:
    _host, guest = await two_at_a_table(visitors)
    await guest.get_by_test_id("about-0").tap()
    await guest.get_by_test_id("report").tap()
    await guest.get_by_role("link", name="On a page of its own").tap()
    await expect(guest.locator("h1")).to_contain_text("Report")
    await guest.get_by_test_id("report-leaving").tap()
    await expect(guest.locator(".messages")).to_contain_text("Somebody will look at it")


@pytest.fixture(scope="module")
def friends(site: Site) -> dict[str, Any]:
    """Ada and her friends, who are known to the site."""
    return site.know("friends")


async def test_a_profile_is_reported_without_javascript(visitors: Visitors, friends: dict[str, Any]) -> None:
    page = await visitors.come(PHONE, javascript=False)
    await page.goto("/players/bjorn/")
    await page.get_by_role("link", name="Report this player").tap()
    await page.get_by_test_id("report-name").tap()
    await expect(page.locator(".messages")).to_contain_text("you will hear from us")
    await expect(page.locator("main")).to_contain_text("Björn")


async def test_the_pages_of_reports_fit_and_axe_finds_nothing(
    visitors: Visitors, friends: dict[str, Any]
) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await page.goto("/players/ada/report/")
    assert await violations(page, "the form") == []
    assert await faults_at_every_size(page, still=False) == []
    await page.get_by_test_id("report-other").click()
    await expect(page.locator("h1")).to_have_text("What you have reported")
    assert await violations(page, "my reports") == []
    assert await faults_at_every_size(page, still=False) == []


async def test_a_report_is_handled_from_both_sides_and_appealed(visitors: Visitors, site: Site) -> None:
    sessions = site.know("team")
    nora, emil, mo, agnes = [
        await come_as(visitors, sessions[name]) for name in ("nora", "emil", "mo", "agnes")
    ]
    found: list[str] = []

    await nora.goto(f"/reports/games/{sessions['game']}/1/?seq=40")
    await nora.get_by_label("Tell us more, if you like").fill("Waits until the last second, every turn")
    await nora.get_by_test_id("report-stalling").click()

    await mo.goto("/admin/moderation/report/")
    await expect(mo.locator("#result_list")).to_contain_text("Emil")
    found += await violations(mo, "the queue", console=True)
    await mo.get_by_role("link", name="Stalling: Waits").click()
    await mo.get_by_role("button", name="Claim").click()
    await expect(mo.get_by_role("button", name="Release")).to_be_visible()
    found += await violations(mo, "the report's page", console=True)
    await mo.get_by_role("link", name="Warn", exact=True).click()
    await mo.get_by_label("Ready words").select_option("stalling")
    await mo.get_by_label("Reason").fill("Looked at the last three games")
    found += await violations(mo, "the page that asks", console=True)
    await mo.get_by_role("button", name="Warn").click()
    await expect(mo.locator(".messagelist")).to_contain_text("Decided.")

    await nora.goto("/rules/")
    await nora.get_by_role("link", name="There is word for you").click()
    await nora.get_by_role("link", name="What you reported has been handled").click()
    await expect(nora.locator(".tag")).to_have_text("Handled")
    await nora.goto("/rules/")
    await expect(nora.locator(".came-back")).to_have_count(0)

    await emil.goto("/")
    await emil.get_by_role("link", name="There is word for you").click()
    await expect(emil.locator("main")).to_contain_text("You have let others wait on purpose")
    await emil.get_by_text("This is not right").click()
    found += await violations(emil, "the page of sanctions")
    assert await faults_at_every_size(emil, still=False) == []
    await emil.get_by_label("Why is it not right?").fill("My train was in a tunnel.")
    await emil.get_by_role("button", name="Appeal").click()
    await expect(emil.locator("main")).to_contain_text("Somebody else than who decided this looks at it.")

    await mo.goto("/admin/moderation/appeal/")
    await mo.get_by_role("link", name="warning").click()
    await expect(mo.locator("#content-main")).to_contain_text("somebody else decides")
    await agnes.goto("/admin/moderation/appeal/")
    found += await violations(agnes, "the queue of appeals", console=True)
    await agnes.get_by_role("link", name="warning").click()
    await expect(agnes.locator("#content-main")).to_contain_text("My train was in a tunnel.")
    found += await violations(agnes, "the appeal's page", console=True)
    await agnes.get_by_role("link", name="Take the sanction back").click()
    await agnes.get_by_label("Answer to them").fill("Trains happen.")
    await agnes.get_by_label("Reason").fill("Believable")
    await agnes.get_by_role("button", name="Take the sanction back").click()

    await emil.goto("/sanctions/")
    await expect(emil.locator("main")).to_contain_text("Taken back. Trains happen.")
    found += await violations(emil, "the page of an appeal that is decided")
    assert found == []
