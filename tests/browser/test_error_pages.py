"""Pages for when something is wrong, in a real browser: each appears, and fits a phone and a laptop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.site import Site
from tests.browser.visitors import LAPTOP, SMALL_PHONE, Visitors
from tests.kit.tables import laid_out
from tests.test_error_pages import HEADINGS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OUTSIDE: Final = """() => {
  const width = document.documentElement.clientWidth;
  const boxes = [...document.querySelectorAll("h1, p, a, svg.card")].filter((one) => !one.closest(".skip, .sprite"));
  return boxes.map((one) => [one.tagName, one.getBoundingClientRect()])
    .filter(([, box]) => box.left < -0.5 || box.right > width + 0.5).map(([name]) => name);
}"""


@pytest.fixture
def faulty_site(tmp_path: Path) -> Iterator[Site]:
    """A site where something always goes wrong at some addresses."""
    site = Site(laid_out(tmp_path), DJANGO_SETTINGS_MODULE="tests.faulty_settings")
    site.start()
    yield site
    site.kill()


async def test_every_page_for_a_fault_appears_and_fits(visitors: Visitors, faulty_site: Site) -> None:
    visitors.url = faulty_site.url
    visitors.excuse("Failed to load resource: the server responded with a status of")
    for device in (SMALL_PHONE, LAPTOP):
        page = await visitors.come(device)
        for fault, heading in HEADINGS.items():
            answer = await page.goto(f"/faulty/{fault}/")
            assert answer is not None
            assert answer.status == int(fault[:3])
            await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            assert await page.evaluate(OUTSIDE) == [], (fault, device.name)
