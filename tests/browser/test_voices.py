"""What is said at a table: bubbles at the seats, whoever is muted, and the windows that go with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.async_api import expect

from tests.browser.player import Player, Pointer
from tests.browser.table_form import make_a_table
from tests.browser.test_it_fits import SIZES, faults_at_every_size
from tests.browser.visitors import LAPTOP, PHONE, SMALL_PHONE, Visitors

if TYPE_CHECKING:
    from playwright.async_api import Page, WebSocketRoute

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HIDDEN_BY_BUBBLE: Final = """(seat) => {
  const bubble = document.querySelector(`[data-testid="bubble-${seat}"]`).getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const faults = [];
  if (bubble.left < 0 || bubble.top < 0 || bubble.right > clientWidth || bubble.bottom > clientHeight)
    faults.push("outside");
  for (const one of document.querySelectorAll(".felt .card, .felt .hint, .felt button.legal")) {
    const box = one.getBoundingClientRect();
    const across = Math.min(bubble.right, box.right) - Math.max(bubble.left, box.left);
    const down = Math.min(bubble.bottom, box.bottom) - Math.max(bubble.top, box.top);
    if (across > 1 && down > 1) faults.push(`hides ${one.className}: ${across} x ${down}`);
  }
  return faults;
}"""


async def test_one_says_something_and_the_other_sees_it_until_they_mute(visitors: Visitors) -> None:
    host, guest = await _two_at_a_table(visitors)
    await _say(guest, "well_played")
    for page, who in ((host, "Robin says: Well played!"), (guest, "You say: Well played!")):
        await expect(page.get_by_test_id("bubble-1")).to_contain_text("Well played!")
        await expect(page.get_by_test_id("spoken")).to_contain_text(who)
        await expect(page.locator(".side .log li").first).to_have_text(who)
    await expect(host.get_by_test_id("bubble-1")).to_have_count(0)

    await host.get_by_test_id("about-1").click()
    await expect(host.get_by_test_id("seat-window")).to_contain_text("Robin")
    await host.get_by_test_id("mute").click()
    await expect(host.get_by_test_id("opponent-1").locator(".muted-sign")).to_be_visible()
    await expect(host.get_by_test_id("opponent-1")).to_have_attribute(
        "aria-label", "Robin, showing 0, 0 so far, muted"
    )
    await host.reload()
    await expect(host.get_by_test_id("opponent-1").locator(".muted-sign")).to_be_visible()

    await _say(guest, "nice")
    await expect(guest.get_by_test_id("bubble-1")).to_contain_text("Nice!")
    await _say(host, "thanks")
    await expect(guest.get_by_test_id("bubble-0")).to_contain_text("Thank you!")
    await expect(host.get_by_test_id("bubble-0")).to_contain_text("Thank you!")
    await expect(host.get_by_test_id("bubble-1")).to_have_count(0)
    await expect(host.locator(".side .log")).not_to_contain_text("Robin says")

    await host.get_by_test_id("about-1").click()
    await host.get_by_test_id("mute").click()
    await _say(guest, "wow")
    await expect(host.get_by_test_id("bubble-1")).to_contain_text("Wow!")


async def test_whoever_wants_no_phrases_sees_none_and_is_offered_none(visitors: Visitors) -> None:
    host, guest = await _two_at_a_table(visitors)
    await host.evaluate("document.documentElement.dataset.phrases = 'off'")
    await _say(guest, "hello")
    await expect(guest.get_by_test_id("bubble-1")).to_be_visible()
    await host.keyboard.press("c")
    await host.keyboard.press("?")
    await expect(host.get_by_test_id("help-window")).to_be_visible()
    await expect(host.get_by_test_id("palette")).to_have_count(0)
    await expect(host.locator(".bubble")).to_have_count(0)


async def test_who_is_asked_to_slow_down_is_told_so_and_can_rest(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)

    def in_between(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def hear(text: str | bytes) -> None:
            message: dict[str, Any] = json.loads(text)
            if message["do"] != "say":
                server.send(text)
                return
            refusal = {
                "code": "slow_down",
                "message": "That was too fast. Please wait a moment.",
                "retry_after": 60,
            }
            line.send(json.dumps({"type": "error", "id": message["id"]} | refusal))

        line.on_message(hear)

    await page.route_web_socket("**/ws/**", in_between)
    await make_a_table(page, ["maya"], pace="instant")
    await Player(page, Pointer(page, touch=False)).play_until(lambda asked: asked.phase == "opening")
    await _say(page, "nice")
    await expect(page.get_by_test_id("toast")).to_have_text("That was too fast. Please wait a moment.")
    await expect(page.get_by_test_id("say")).to_be_disabled()
    await page.keyboard.press("c")
    await page.keyboard.press("?")
    await expect(page.get_by_test_id("help-window")).to_be_visible()
    await expect(page.get_by_test_id("palette")).to_have_count(0)


async def test_over_the_result_people_still_say_something(visitors: Visitors) -> None:
    page = await visitors.come(SMALL_PHONE, still=True)
    await make_a_table(page, ["maya"], holes=1, pace="instant")
    player = Player(page, Pointer(page, touch=True), pauses=False)
    await player.play_until(lambda asked: asked.wants == "rematch")
    await page.get_by_test_id("say-at-the-end").tap()
    await page.get_by_test_id("phrase-well_played").tap()
    await expect(page.get_by_test_id("bubble-0")).to_contain_text("Well played!")
    hidden = await page.evaluate(HIDDEN_BY_BUBBLE, 0)
    assert "outside" not in hidden
    assert await faults_at_every_size(page, still=True) == []


@pytest.mark.parametrize("people", [2, 6])
async def test_no_bubble_hides_a_card_at_any_size(visitors: Visitors, people: int) -> None:
    """Whoever sits at the other seats says something, one after the other."""
    page = await visitors.come(SMALL_PHONE, still=True)
    lines: list[WebSocketRoute] = []

    def in_between(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        line.on_message(server.send)
        server.on_message(line.send)
        lines.append(line)

    await page.route_web_socket("**/ws/**", in_between)
    cpus = ["kenji", "maya", "diego", "priya", "marcus"][: people - 1]
    await make_a_table(page, cpus, pace="instant")
    player = Player(page, Pointer(page, touch=False), pauses=False)
    await player.play_until(lambda asked: asked.wants == "draw" and "draw" in player.did)
    faults = []
    for size in SIZES:
        await page.set_viewport_size({"width": size.width, "height": size.height})
        for seat in range(people):
            lines[-1].send(json.dumps({"type": "said", "seat": seat, "phrase": "one_moment"}))
            await expect(page.get_by_test_id(f"bubble-{seat}")).to_be_visible()
            found = await page.evaluate(HIDDEN_BY_BUBBLE, seat)
            faults += [f"{size.name}, seat {seat}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


async def test_the_windows_of_seats_phrases_and_the_pile_fit_and_can_be_reached(visitors: Visitors) -> None:
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, ["kenji", "maya"], pace="instant")
    player = Player(page, Pointer(page, touch=False), pauses=False)
    await player.play_until(lambda asked: asked.wants == "draw" and player.did.count("draw") > 2)
    for way, window in (("c", "palette"), ("l", "discards-window"), ("about-1", "seat-window")):
        await (page.keyboard.press(way) if len(way) == 1 else page.get_by_test_id(way).click())
        await expect(page.get_by_test_id(window)).to_be_visible()
        assert await faults_at_every_size(page, still=True) == [], window
        await page.set_viewport_size({"width": LAPTOP.width, "height": LAPTOP.height})
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog")).to_have_count(0)

    pile = await page.locator("[data-spot=discard] .card.face").last.get_attribute("data-card")
    logged = await page.locator(".side .log li").all_inner_texts()
    last = next(line for line in logged if "On the discard pile" in line or "discarded" in line)
    await page.get_by_test_id("show-discards").click()
    top = page.get_by_test_id("discarded-0")
    assert await top.locator(".card.face").get_attribute("data-card") == pile
    await expect(top).to_contain_text(last.partition(" ")[0])


async def test_a_computer_player_greets_and_is_seen_to_think(visitors: Visitors) -> None:
    """Nothing of what Maya does arrives, so she thinks for as long as one looks."""
    page = await visitors.come(PHONE, still=True)

    def in_between(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        line.on_message(server.send)

        def hear(text: str | bytes) -> None:
            events = json.loads(text).get("events", [])
            if not any(event.get("seat") == 1 and event["type"] == "card_drawn" for event in events):
                line.send(text)

        server.on_message(hear)

    await page.route_web_socket("**/ws/**", in_between)
    await make_a_table(page, ["maya"], pace="instant")
    player = Player(page, Pointer(page, touch=True))
    await player.move(await player.asked())
    await expect(page.get_by_test_id("bubble-1")).to_contain_text("Hi! Ready? I am!")
    await player.move(await player.play_until(lambda asked: asked.wants == "open"))
    dots = page.get_by_test_id("opponent-1").locator(".thinking")
    await expect(dots).to_be_visible()
    running = "(dots) => dots.getAnimations({ subtree: true }).length"
    assert await dots.evaluate(running) == 0, "moves though things shall keep still"
    await page.emulate_media(reduced_motion="no-preference")
    assert await dots.evaluate(running) == 3
    await expect(page.get_by_test_id("hint")).to_have_text("Maya is thinking…")


async def _two_at_a_table(visitors: Visitors) -> tuple[Page, Page]:
    """The host on a laptop, and Robin, in a game that has begun."""
    host = await visitors.come(LAPTOP, still=True)
    code = await make_a_table(host, (), seats=2)
    guest = await visitors.come(PHONE, still=True)
    await guest.goto(f"/t/{code}/")
    await guest.get_by_label("Your name at the table").fill("Robin")
    await guest.get_by_test_id("sit-1").tap()
    await host.get_by_test_id("start").click()
    for page in (host, guest):
        await expect(page.get_by_test_id("say")).to_be_visible()
        await expect(page.locator("body[data-phase=opening]")).to_be_visible()
    return host, guest


async def _say(page: Page, phrase: str) -> None:
    await expect(page.get_by_test_id("say")).to_be_enabled()
    await page.get_by_test_id("say").click()
    await page.get_by_test_id(f"phrase-{phrase}").click()
