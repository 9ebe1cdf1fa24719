"""axe finds nothing on any page: those that everybody sees, those for faults, and those of an account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.site import Site
from tests.browser.test_accounts import PASSWORD, SUBMIT, fill, link_in
from tests.browser.visitors import LAPTOP, PHONE, Visitors
from tests.kit.tables import laid_out
from tests.test_error_pages import HEADINGS

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGES: Final = (
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
    "/cpu/river/",
    "/offline/",
    "/nowhere/",
)
"""What everybody may see; those with folded parts are seen with all of them unfolded."""
UNFOLD: Final = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
NOT_SIGNED_IN: Final = ("login", "signup", "login/code", "password/reset", "confirm-email")
SIGNED_IN: Final = (
    "settings",
    "profile",
    "sessions",
    "invitations",
    "email",
    "password/change",
    "2fa",
    "2fa/totp/activate",
    "2fa/recovery-codes/generate",
    "2fa/webauthn",
    "2fa/webauthn/add",
    "export",
    "delete",
    "logout",
)


@pytest.fixture
def faulty_site(tmp_path: Path) -> Iterator[Site]:
    """A site where something always goes wrong at some addresses."""
    site = Site(laid_out(tmp_path), DJANGO_SETTINGS_MODULE="tests.faulty_settings")
    site.start()
    yield site
    site.kill()


async def test_pages_that_everybody_sees(visitors: Visitors) -> None:
    visitors.excuse("status of 404")
    page = await visitors.come(LAPTOP, still=True)
    found = []
    for path in PAGES:
        await page.goto(path)
        await page.evaluate(UNFOLD)
        found += await violations(page, path)
    assert found == []


async def test_a_table_that_cannot_be_made(visitors: Visitors) -> None:
    visitors.excuse("status of 4")
    page = await visitors.come(LAPTOP, still=True)
    await page.goto("/tables/new/")
    await page.locator("[name=seats]").first.evaluate("(one) => { one.value = '99'; one.checked = true; }")
    await page.get_by_test_id("make").click()
    await expect(page.locator(".errorlist").first).to_be_visible()
    await page.evaluate(UNFOLD)
    assert await violations(page, "/tables/new/ with errors") == []


async def test_pages_for_faults(visitors: Visitors, faulty_site: Site) -> None:
    visitors.url = faulty_site.url
    visitors.excuse("Failed to load resource: the server responded with a status of")
    page = await visitors.come(LAPTOP, still=True)
    found = []
    for fault in HEADINGS:
        await page.goto(f"/faulty/{fault}/")
        found += await violations(page, fault)
    assert found == []


async def test_pages_of_an_account(visitors: Visitors, site: Site) -> None:
    page = await visitors.come(PHONE, still=True)
    found: list[str] = []
    for path in NOT_SIGNED_IN:
        found += await _look(page, path)
    await page.goto("/accounts/signup/")
    await fill(page, username="", email="nobody", password1="1")
    found += await violations(page, "signup with errors")
    await fill(page, username="Wendy", email="wendy@example.org", password1=PASSWORD)
    await expect(page.locator("h1")).to_have_text("Look into your mail")
    found += await violations(page, "verification sent")
    await page.goto(link_in(site.letter_to("wendy@example.org")))
    found += await violations(page, "confirm an address")
    await page.click(SUBMIT)
    for path in SIGNED_IN:
        found += await _look(page, path)
    assert found == []


async def _look(page: Page, path: str) -> list[str]:
    answer = await page.goto(f"/accounts/{path}/")
    assert answer is not None
    assert answer.status == 200, path
    return await violations(page, f"/accounts/{path}/")
