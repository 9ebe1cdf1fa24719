"""Making a table: by its form, as somebody with a mouse or a finger does; or at once, where the form is no matter."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from playwright.async_api import expect

if TYPE_CHECKING:
    from collections.abc import Collection

    from playwright.async_api import Page

ASKED_BEFOREHAND: Final = {"maya", "priya", "kenji"}
"""The computer players whom the form has chosen already."""
CSRF: Final = "csrftoken"


async def make_a_table(
    page: Page,
    cpus: Collection[str],
    *,
    seats: int = 0,
    holes: int = 9,
    coaching: bool = False,
    **choices: str,
) -> str:
    """The code of a new table, which this page now shows: what the form sends is sent, without the form.

    `choices` are further ones, such as pace="fast". `seats` defaults to one for everybody who is there.
    """
    usual = {"preset": "classic", "pace": "normal", "visibility": "private"}
    given = {"cpus": list(cpus), "seats": str(seats or 1 + len(cpus)), "holes": str(holes)}
    switched_on = {"coaching": "on"} if coaching else {}
    answer = await page.request.post(
        "/tables/new/",
        data=urlencode(usual | given | switched_on | choices | await _csrf(page), doseq=True),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        max_redirects=0,
    )
    assert answer.status == HTTPStatus.FOUND, await answer.text()
    await page.goto(answer.headers["location"])
    await expect(page.get_by_test_id("start")).to_be_visible()
    return _code_of(page)


async def _csrf(page: Page) -> dict[str, str]:
    """The field that forms send along, as the cookie has it that comes with any page."""
    if CSRF not in (cookies := await _cookies(page)):
        await page.request.get("/preferences/")
        cookies = await _cookies(page)
    return {"csrfmiddlewaretoken": cookies[CSRF]}


async def _cookies(page: Page) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in await page.context.cookies()}


async def make_by_the_form(
    page: Page,
    cpus: Collection[str],
    *,
    seats: int = 0,
    holes: int = 9,
    coaching: bool = False,
    **choices: str,
) -> str:
    """The same, by filling the form in."""
    await page.goto("/tables/new/")
    for persona in sorted(ASKED_BEFOREHAND.symmetric_difference(cpus)):
        await choose(page, "cpus", persona)
    await choose(page, "seats", str(seats or 1 + len(cpus)))
    await page.locator("[name=holes]").select_option(str(holes))
    await page.locator("[name=coaching]").set_checked(coaching)
    for name, value in choices.items():
        await choose(page, name, value)
    await page.get_by_test_id("make").click()
    await expect(page.get_by_test_id("start")).to_be_visible()
    return _code_of(page)


def _code_of(page: Page) -> str:
    return page.url.rstrip("/").rpartition("/")[2]


async def choose(page: Page, name: str, value: str) -> None:
    """Click the label of one choice."""
    await page.locator(f"label:has([name={name}][value='{value}'])").click()
