"""The pictures of reports: the form, the queue, a report's page, and what the reported one reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from playwright.async_api import expect

from tests.browser.visitors import LAPTOP, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.site import Site


class Camera(Protocol):
    """Takes pictures (screenshots.py)."""

    async def take(self, page: Page, name: str) -> None: ...


async def take_reports(visitors: Visitors, site: Site, camera: Camera) -> None:
    """A report from both sides, as far as a warning."""
    known = site.know("team")
    nora, emil, mo = [await come_as(visitors, known[name]) for name in ("nora", "emil", "mo")]
    await nora.goto(f"/reports/games/{known['game']}/1/?seq=40")
    await nora.get_by_label("Tell us more, if you like").fill("Waits until the last second, every turn.")
    await camera.take(nora, "reports-01-form")
    await nora.get_by_test_id("report-stalling").click()
    await mo.goto("/admin/moderation/report/")
    await camera.take(mo, "reports-02-queue")
    await mo.get_by_role("link", name="Stalling: Waits").click()
    await mo.get_by_role("button", name="Claim").click()
    await camera.take(mo, "reports-03-page")
    await mo.get_by_role("link", name="Warn", exact=True).click()
    await mo.get_by_label("Ready words").select_option("stalling")
    await mo.get_by_label("Reason").fill("Looked at the last three games.")
    await mo.get_by_role("button", name="Warn").click()
    await expect(mo.locator(".messagelist")).to_contain_text("Decided.")
    await emil.goto("/sanctions/")
    await emil.get_by_text("This is not right").click()
    await camera.take(emil, "reports-04-sanctions")


async def come_as(visitors: Visitors, session: str) -> Page:
    """The page of whoever has this session."""
    cookie: Any = {"name": "sessionid", "value": session, "url": visitors.url}
    return await visitors.come(LAPTOP, still=True, known_as={"cookies": [cookie]})
