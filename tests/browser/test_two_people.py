"""Two people at one table that is made, joined, left and come back to. Neither sees the other's cards."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import pytest
from playwright.async_api import expect

from tests.browser.player import Asked, Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.table_page import caught_up
from tests.browser.visitors import LAPTOP, PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SUITS: Final = {"H": "hearts", "D": "diamonds", "C": "clubs", "S": "spades"}
RANKS: Final = {"A": "ace", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven"}
HIGH_RANKS: Final = {"8": "eight", "9": "nine", "T": "ten", "J": "jack", "Q": "queen", "K": "king"}


async def test_two_people_play_at_one_table(visitors: Visitors) -> None:
    host = await visitors.come(LAPTOP)
    code = await make_a_table(host, (), seats=3)
    guest = await visitors.come(PHONE)
    await _join(guest, code, "Robin")
    await expect(host.locator(".lobby-seats")).to_contain_text("Robin")
    await _add_and_remove_a_computer_player(host, guest)
    await host.get_by_test_id("start").click()
    for page in (host, guest):
        await expect(page.locator("body[data-phase=opening]")).to_be_visible()

    players = (Player(host, Pointer(host, touch=False)), Player(guest, Pointer(guest, touch=True)))
    await _play_a_hole_and_look_for_secrets(*players)
    for page in (host, guest):
        await expect(page.locator(".tally > li")).to_have_count(2)

    # The next hole waits for both.
    await players[0].move(await players[0].asked())
    await expect(host.locator(".sheet-foot")).to_contain_text("Waiting for Robin")
    await players[1].move(await players[1].asked())
    for player in players:
        await player.move(await player.asked())
    for page in (host, guest):
        await expect(page.locator(".where")).to_have_text("Hole 2 of 9")
        await expect(page.locator("body[data-phase=playing]")).to_be_visible()


async def test_whoever_leaves_is_played_for_and_takes_the_seat_back_with_one_tap(visitors: Visitors) -> None:
    host = await visitors.come(LAPTOP)
    code = await make_a_table(host, (), seats=3)
    guest = await visitors.come(PHONE)
    await _join(guest, code, "Robin")
    await host.get_by_test_id("start").click()
    await expect(guest.locator("body[data-phase=opening]")).to_be_visible()
    robin = Player(guest, Pointer(guest, touch=True))
    await robin.move(await robin.asked())
    address = guest.url

    await guest.get_by_test_id("leave").and_(guest.locator(":visible")).tap()
    await guest.get_by_test_id("leave-now").tap()
    await expect(guest.get_by_test_id("play-now")).to_be_visible()
    opponent = host.get_by_test_id("opponent-1")
    await expect(opponent).to_contain_text("Caddie is playing")

    # The caddie keeps the game going, whoever is there.
    left = Player(host, Pointer(host, touch=False))
    await left.play_until(lambda asked: asked.wants == "draw" and "draw" in left.did)

    await guest.goto(address)
    await guest.get_by_test_id("take-back").tap()
    await expect(guest.get_by_test_id("take-back")).to_be_hidden()
    await expect(opponent).not_to_contain_text("Caddie is playing")
    await expect(opponent).to_contain_text("Robin")


async def _join(page: Page, code: str, name: str) -> None:
    """By code from the first page, and by the form of the table, as somebody new."""
    await page.goto("/")
    await page.get_by_label("Its six letters and digits, or its link").fill(code.lower())
    await page.get_by_test_id("join").tap()
    await page.get_by_label("Your name at the table").fill(name)
    await page.get_by_test_id("sit-1").tap()
    await expect(page.locator(".lobby-seats")).to_contain_text(f"{name} (you)")


async def _add_and_remove_a_computer_player(host: Page, guest: Page) -> None:
    await host.get_by_test_id("add-cpu-sage").click()
    for page in (host, guest):
        await expect(page.locator(".lobby-seats")).to_contain_text("Sage")
    await host.get_by_test_id("remove-2").click()
    for page in (host, guest):
        await expect(page.locator(".lobby-seats")).not_to_contain_text("Sage")
    await expect(guest.get_by_test_id("start")).to_be_hidden()
    await expect(host.get_by_test_id("start")).to_be_enabled()


async def _play_a_hole_and_look_for_secrets(one: Player, other: Player) -> None:
    """Both play until the hole is over. What one drew from the stock is nowhere in the page of the other."""
    seen: list[str] = []

    async def look(asked: Asked, mine: Page, theirs: Page) -> None:
        await caught_up(theirs, asked.seq)
        assert await _discard_pile(theirs) == await _discard_pile(mine)
        if asked.wants != "place" or "discard it" not in asked.hint:
            return
        card = await mine.locator("[data-spot=drawn]").get_attribute("data-cards") or ""
        code = card.partition('"card":"')[2][:2]
        name = f"{(RANKS | HIGH_RANKS)[code[0]]} of {SUITS[code[1]]}"
        await expect(mine.get_by_test_id("spoken")).to_contain_text(name)
        theirs_now = await theirs.content()
        assert name not in theirs_now, "the drawn card is in the opponent's page"
        assert code not in await _cards_in(theirs), "the drawn card is in the opponent's page"
        await expect(theirs.locator("[data-spot=drawn] .card.back")).to_have_count(1)
        await expect(theirs.locator("[data-spot=drawn] .card.face")).to_have_count(0)
        seen.append(name)

    over = "next_hole"
    await asyncio.gather(
        one.play_until(lambda a: a.wants == over, lambda a: look(a, one.page, other.page)),
        other.play_until(lambda a: a.wants == over, lambda a: look(a, other.page, one.page)),
    )
    assert seen, "nobody drew from the stock"


async def _discard_pile(page: Page) -> str | None:
    return await page.locator("[data-spot=discard]").get_attribute("data-cards")


async def _cards_in(page: Page) -> set[str]:
    """The codes of all cards that the page knows of, drawn or in any attribute of a card's place."""
    found: list[str] = await page.evaluate(
        """() => Array.from(
          document.querySelectorAll("[data-card], [data-cards]"),
          (place) => place.dataset.card ?? place.dataset.cards,
        )"""
    )
    return {text[at : at + 2] for text in found for at in range(len(text) - 1)}
