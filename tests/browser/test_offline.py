"""The site as an app: it says so where there is no network, keeps no table, and nobody stays on an old version."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from tests.browser.site import ROOT, Site
from tests.browser.table_page import at_the_table
from tests.browser.visitors import LAPTOP, PHONE, Visitors
from tests.kit.tables import laid_out

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CONTROLLED: Final = "() => navigator.serviceWorker.controller?.state === 'activated'"
KEPT: Final = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    kept[name] = (await (await caches.open(name)).keys()).map((request) => request.url);
  }
  return kept;
}"""
APPS: Final = (
    "accounts",
    "games",
    "golf_project",
    "leaderboards",
    "moderation",
    "replays",
    "static",
    "templates",
    "locale",
)


async def test_without_network_a_page_says_so_and_comes_back_by_itself(visitors: Visitors) -> None:
    visitors.excuse("ERR_INTERNET_DISCONNECTED")
    page = await visitors.come(PHONE)
    await page.goto("/rules/")
    await page.wait_for_function(CONTROLLED)
    await page.context.set_offline(True)
    await page.goto("/tables/new/")
    await expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    font = await page.evaluate(
        "document.fonts.load('700 20px \"Fraunces Golf\"').then((found) => found.length)"
    )
    assert font == 1
    await page.get_by_role("link", name="Try again").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    assert urlsplit(page.url).path == "/tables/new/"
    await page.context.set_offline(False)
    await expect(page.get_by_test_id("make")).to_be_visible()


async def test_no_page_is_ever_kept_but_the_one_for_no_network(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP)
    await page.goto("/")
    await page.wait_for_function(CONTROLLED)
    await page.get_by_test_id("play-now").click()
    await at_the_table(page)
    await page.reload()
    await at_the_table(page)
    for path in ("/rules/", "/preferences/", "/api/v1/me", "/api/v1/openapi.json", "/"):
        await page.goto(path)
    kept = await page.evaluate(KEPT)
    assert len(kept) == 1
    paths = [urlsplit(address).path for addresses in kept.values() for address in addresses]
    assert "/static/bundles/table.js" in paths
    assert [path for path in paths if not path.startswith("/static/")] == ["/offline/"]


async def test_a_new_version_takes_over_at_once(visitors: Visitors, tmp_path: Path) -> None:
    tree = _copy_of_the_sources(tmp_path / "tree")
    site = Site(laid_out(tmp_path), tree=tree)
    visitors.url = site.url
    visitors.excuse("ERR_CONNECTION_REFUSED")
    site.start()
    try:
        page = await visitors.come(LAPTOP)
        await page.goto("/rules/")
        await page.wait_for_function(CONTROLLED)
        before = await page.evaluate(KEPT)

        site.kill()
        with (tree / "static" / "css" / "pages.css").open("a") as sheet:
            sheet.write(".notice { outline: 7px solid }\n")
        await page.goto("/rules/")
        await expect(page.get_by_role("heading", level=1)).to_have_text("No connection")

        site.start()
        await page.goto("/offline/")
        await _wait_for_another(page, before)
        outline = await page.locator(".notice").evaluate("(notice) => getComputedStyle(notice).outlineWidth")
        assert outline == "7px"
        site.kill()
        await page.goto("/rules/")
        outline = await page.locator(".notice").evaluate("(notice) => getComputedStyle(notice).outlineWidth")
        assert outline == "7px"
    finally:
        site.kill()
    assert site.faults() == []


async def _wait_for_another(page: Page, before: dict[str, Any]) -> None:
    gone = "(name) => caches.keys().then((names) => names.length === 1 && names[0] !== name)"
    await page.wait_for_function(gone, arg=next(iter(before)))
    await page.wait_for_function(CONTROLLED)


def _copy_of_the_sources(tree: Path) -> Path:
    for name in APPS:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tree)
    return tree
