"""What browser tests share: a browser and a site each worker, and visitors whose browsers do not complain."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.site import Site
from tests.browser.visitors import PATIENCE, Visitors, running_browser
from tests.kit.tables import laid_out

expect.set_options(timeout=PATIENCE)
HURRIED: Final = "tests.hurried_settings"
FAILED = pytest.StashKey[bool]()
LONGEST_SECONDS: Final = 300
"""More than twice as long as others have: a browser on a slow machine takes its time, and that is no fault."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They have more time than others, but for those that say themselves how much."""
    for item in items:
        if item.path.parent == Path(__file__).parent and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(LONGEST_SECONDS))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Chromium, once for all tests."""
    async with running_browser(chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, once for all tests; its computer players do not think for long, at whatever pace."""
    folder = tmp_path_factory.mktemp("site")
    yield from _running(Site(laid_out(folder), DJANGO_SETTINGS_MODULE=HURRIED, GOLF_CPU_PACE="instant"))


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """A site for one test alone, which may kill it; its computer players take their time."""
    yield from _running(Site(laid_out(tmp_path), GOLF_CPU_PACE="fast"))


def _running(site: Site) -> Iterator[Site]:
    site.start()
    yield site
    site.kill()
    assert site.faults() == []


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(browser: Browser, site: Site, request: pytest.FixtureRequest) -> AsyncIterator[Visitors]:
    """People who come to the site. In the end nothing may stand in any browser's console."""
    visitors = Visitors(browser, site.url)
    yield visitors
    if request.node.stash.get(FAILED, False):
        sys.stdout.write(await visitors.what_they_see())
    await visitors.leave()
    assert visitors.unexcused == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test has failed, so that its report can show what the visitors saw."""
    report = yield
    item.stash[FAILED] = report.failed
    return report
