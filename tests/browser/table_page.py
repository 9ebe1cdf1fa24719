"""What a person sees at a table, read off the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.async_api import Page

PICTURE: Final = """() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const texts = (selector) => all(selector).map((one) => one.textContent.trim());
  const cards = (root) => Array.from(root.querySelectorAll("[data-spot]"), (spot) => [
    spot.dataset.spot,
    Array.from(spot.querySelectorAll(".card"), (card) => [card.className, card.dataset.card ?? "", card.textContent]),
    spot.getAttribute("aria-label"),
    spot.classList.contains("paired"),
  ]);
  return {
    phase: document.body.dataset.phase,
    turn: document.body.dataset.turn,
    where: texts(".bar .where"),
    hint: texts(".felt .hint"),
    seats: Array.from(document.querySelectorAll(".felt .seat"), (seat) => [
      seat.className,
      seat.getAttribute("aria-label"),
      seat.querySelector(".name").textContent,
      seat.querySelector(".note").textContent,
      seat.querySelector(".showing").textContent,
    ]),
    cards: cards(document.querySelector(".felt")),
    labels: texts(".felt .pile .label"),
    usable: Array.from(document.querySelectorAll(".felt .legal"), (one) => one.dataset.testid),
    scorecard: texts(".side .scorecard tr"),
    sheet: texts(".sheet:not([hidden]) .sheet-body, .sheet:not([hidden]) .sheet-foot"),
  };
}"""


async def picture(page: Page) -> dict[str, Any]:
    """The whole table as it is drawn: cards, names, scores, what may be used."""
    found: dict[str, Any] = await page.evaluate(PICTURE)
    return found


async def caught_up(page: Page, seq: int) -> None:
    """Wait until this page shows everything up to this event."""
    await page.wait_for_function("(seq) => Number(document.body?.dataset.seq) >= seq", arg=seq)


async def at_the_table(page: Page) -> None:
    """Wait until the page is connected and shows a table."""
    await page.wait_for_function("() => document.body?.dataset.connected === 'yes'")
