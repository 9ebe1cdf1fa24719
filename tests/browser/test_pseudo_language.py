"""In a language that nobody speaks, every page and the table have no English left, and fit although they are longer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio
from django.urls import URLResolver, get_resolver
from playwright.async_api import expect

from tests.browser.left_out import left_out
from tests.browser.player import Asked, Player, Pointer
from tests.browser.site import Site
from tests.browser.table_form import make_a_table
from tests.browser.test_it_fits import FAULTS
from tests.browser.visitors import LAPTOP, PHONE, Device, Visitors
from tests.languages import extraction, pseudo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from playwright.async_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.gettext, pytest.mark.asyncio(loop_scope="session")]

NO_PAGES: Final = re.compile(r"/(admin|api|health|i18n|jsi18n|metrics|favicon|manifest|sw\.js)")
"""For programs, or, like the console, in words of Django's."""
FOR_FORMS_ONLY: Final = 405
WINDOWS: Final = ("scorecard", "show-rules", "help", "preferences")


async def open_to_look_at(page: Page) -> list[str]:
    """Every address of a page that needs nothing filled in, and one that does not exist."""
    paths = [*_addresses(get_resolver(), "/"), "/nowhere/"]
    answers = {path: await page.request.get(path) for path in paths if not NO_PAGES.match(path)}
    return [
        path
        for path, answer in answers.items()
        if answer.status != FOR_FORMS_ONLY and "text/html" in answer.headers.get("content-type", "")
    ]


def _addresses(under: URLResolver, start: str) -> Iterator[str]:
    for pattern in under.url_patterns:
        address = start + str(pattern.pattern)
        if re.search(r"[<^(]", address):
            continue
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, address)
        else:
            yield address


@pytest.fixture(scope="module")
def strange_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with the language that nobody speaks."""
    assert not extraction.missing_program()
    folder = tmp_path_factory.mktemp("strange")
    pseudo.write(folder / "locale")
    site = Site(
        folder,
        DJANGO_SETTINGS_MODULE="tests.languages.pseudo_settings",
        GOLF_PSEUDO_LOCALE=str(folder / "locale"),
        GOLF_CPU_PACE="instant",
    )
    site.start()
    yield site
    site.kill()
    assert site.faults() == []


@pytest_asyncio.fixture(loop_scope="session")
async def strangers(browser: Browser, strange_site: Site) -> AsyncIterator[Visitors]:
    """People who come to that site."""
    visitors = Visitors(browser, strange_site.url, excused=["status of 40"])
    yield visitors
    await visitors.leave()
    assert visitors.unexcused == []


async def come(strangers: Visitors, device: Device, language: str = pseudo.LEFT) -> Page:
    """Somebody's page in this language."""
    page = await strangers.come(device, still=True)
    await page.context.add_cookies([{"name": "django_language", "value": language, "url": strangers.url}])
    return page


async def faults(page: Page, *, still: bool = False) -> list[str]:
    """What does not fit."""
    found: list[str] = await page.evaluate(FAULTS, {"still": still, "target": 0})
    return found


async def test_no_page_has_english_left_and_each_fits_a_phone(strangers: Visitors) -> None:
    page = await come(strangers, PHONE)
    found = {}
    for path in await open_to_look_at(page):
        await page.goto(path)
        await page.locator("details").evaluate_all("(all) => { for (const one of all) one.open = true; }")
        found[path] = [*await left_out(page), *await faults(page)]
    assert {"/", "/rules/", "/nowhere/"} <= found.keys()
    assert [(path, one) for path, what in found.items() for one in what] == []


async def test_each_page_fits_from_right_to_left(strangers: Visitors) -> None:
    page = await come(strangers, PHONE, pseudo.RIGHT)
    found = {}
    for path in await open_to_look_at(page):
        await page.goto(path)
        found[path] = await faults(page)
    assert [(path, one) for path, what in found.items() for one in what] == []
    await page.goto("/")
    assert await page.evaluate("document.documentElement.dir") == "rtl"


@pytest.mark.parametrize("language", [pseudo.LEFT, pseudo.RIGHT])
async def test_the_table_has_no_english_left_at_any_moment_and_fits_a_phone(
    strangers: Visitors, language: str
) -> None:
    page = await come(strangers, PHONE, language)
    await make_a_table(page, ("maya", "kenji"), holes=1, pace="instant")
    player = Player(page, Pointer(page, touch=True), pauses=False)
    found: dict[tuple[str, str], list[str]] = {}

    async def look(asked: Asked) -> None:
        moment = (asked.phase, asked.wants)
        if moment not in found:
            found[moment] = [*await left_out(page), *await faults(page, still=asked.phase != "lobby")]

    await player.play_until(lambda asked: asked.wants == "rematch", look)
    assert [(moment, one) for moment, what in found.items() for one in what] == []
    assert {"lobby", "opening", "playing", "game_over"} <= {phase for phase, _ in found}


async def test_the_windows_over_the_table_and_the_log_have_no_english_left(strangers: Visitors) -> None:
    page = await come(strangers, LAPTOP)
    await make_a_table(page, ("maya", "kenji"), holes=3, pace="fast")
    player = Player(page, Pointer(page, touch=False))
    await player.play_until(lambda asked: asked.wants == "draw")
    for window in WINDOWS:
        await page.get_by_test_id(window).and_(page.locator(":visible")).click()
        await expect(page.locator("dialog[open]")).to_be_visible()
        assert await left_out(page) == [], window
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog")).to_have_count(0)
    await player.play_until(lambda asked: asked.wants == "next_hole")
    assert await left_out(page) == []
