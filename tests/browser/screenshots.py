"""Take the pictures of docs/screenshots from a real site: `make screenshots`.

Every picture is taken on a phone, a tablet and a laptop, by day and by night, as WebP, to be easy on everybody's clone.
Pictures that are not taken any more go away.
"""

from __future__ import annotations

import asyncio
import base64
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.async_api import expect

from tests.browser.game_pictures import take_games
from tests.browser.player import Asked, Player, Pointer
from tests.browser.report_pictures import take_reports
from tests.browser.site import ROOT, Site
from tests.browser.table_form import make_a_table
from tests.browser.visitors import LAPTOP, PATIENCE, PHONE, TABLET, Visitors, running_browser
from tests.kit import services

if TYPE_CHECKING:
    from playwright.async_api import Page

FOLDER: Final = ROOT / "docs" / "screenshots"
DEVICES: Final = {"phone": PHONE, "tablet": TABLET, "wide": LAPTOP}
PAGES: Final = {
    "home": "/",
    "make-a-table": "/tables/new/",
    "rules": "/rules/",
    "cpu-01-all": "/cpu/",
    "cpu-02-marcus": "/cpu/marcus/",
    "fairness": "/fairness/",
    "preferences": "/preferences/",
    "sign-up": "/accounts/signup/",
    "not-found": "/nowhere/",
    "offline": "/offline/",
}
RESULTS: Final = {
    "results-01-board": "/leaderboards/",
    "results-02-profile": "/players/ada/",
    "results-03-achievements": "/achievements/",
}
SESSION: Final = "sessionid"
"""The cookie of whoever is signed in."""
WINDOWS: Final = {"table-07-preferences": "P", "table-08-discards": "L", "table-09-help": "?"}
MOMENTS: Final = {"table-02-opening", "table-03-playing", "table-04-last-turns", "table-06-game-over"}
BEFORE_THE_PAIR: Final = 10
"""How often one skips in the lesson to hold the card for the pair: each of seven beats, and Maya's part of three."""
AT_REST: Final = "Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)"
"""Django's links fade from the colour of the one light to that of the other, whatever is said of motion."""
QUALITY: Final = 0.8
ANALYSIS_PATIENCE: Final = 300_000
AS_WEBP: Final = """async ([png, quality]) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${png}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


@dataclass
class Camera:
    """Takes every picture six times; `darkroom` is an empty page that makes them small. `kept` are their names."""

    darkroom: Page
    kept: set[str] = field(default_factory=set)

    async def take(self, page: Page, name: str, say: str = "") -> None:
        """The page as it is, on each device by day and by night, without bubbles but the one of what one may `say`."""
        await expect(page.locator(".bubble")).to_have_count(0, timeout=PATIENCE)
        for device, size in DEVICES.items():
            await page.set_viewport_size({"width": size.width, "height": size.height})
            if say:
                await page.get_by_test_id("say").click()
                await page.get_by_test_id(f"phrase-{say}").click()
                await expect(page.locator(".bubble")).to_be_visible()
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                await page.evaluate(AT_REST)
                await self._keep(await page.screenshot(), f"{name}-{device}-{scheme}.webp")
        await page.set_viewport_size({"width": LAPTOP.width, "height": LAPTOP.height})

    def throw_away_the_others(self) -> None:
        """What an earlier run took and this one did not."""
        for picture in FOLDER.iterdir():
            if picture.name not in self.kept:
                picture.unlink()

    async def _keep(self, png: bytes, name: str) -> None:
        webp = await self.darkroom.evaluate(AS_WEBP, [base64.b64encode(png).decode(), QUALITY])
        (FOLDER / name).write_bytes(base64.b64decode(webp))
        self.kept.add(name)


async def main() -> None:
    """All pictures, into docs/screenshots."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = services.chromium()
    if program.missing:
        sys.exit(f"screenshots: {program.missing}")
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder), GOLF_CPU_PACE="instant")
        site.start()
        try:
            async with running_browser(program.at) as browser:
                visitors = Visitors(browser, site.url)
                camera = Camera(await browser.new_page())
                hosts = await _wait_for_players(visitors, camera)
                await _play_a_game(visitors, camera)
                await _take_results(visitors, site, camera)
                await take_reports(visitors, site, camera)
                await _take_the_console(visitors, site, camera)
                await take_games(visitors, site, camera)
                await _end_a_hole(hosts, camera)
                await _lose_the_connection(hosts, site, camera)
                await visitors.leave()
            camera.throw_away_the_others()
        finally:
            site.kill()


async def _wait_for_players(visitors: Visitors, camera: Camera) -> Page:
    """The pictures of the lobby and of a table that waits for players; the page of its host."""
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, ["maya", "priya"], seats=4, visibility="public", pace="fast")
    await expect(page.locator(".lobby .portrait").first).to_be_visible()
    await camera.take(page, "table-01-lobby")
    return page


async def _play_a_game(visitors: Visitors, camera: Camera) -> None:
    """The pictures of a game of nine holes, and of the pages while it is played."""
    page = await visitors.come(LAPTOP, still=True)
    await make_a_table(page, ["maya", "priya", "kenji"], visibility="public", pace="instant")
    player = Player(page, Pointer(page, touch=False), pauses=False)
    taken: set[str] = set()

    async def look(asked: Asked) -> None:
        if (name := await _worth_a_picture(page, asked, len(player.did))) and name not in taken:
            taken.add(name)
            await camera.take(page, name)
            if name == "table-03-playing":
                await camera.take(page, "table-11-bubble", say="nice")
                await _take_windows(page, camera)
                await _take_the_gallery(visitors, page.url, camera)
                await _take_pages(visitors, camera)

    await player.play_until(lambda asked: asked.wants == "rematch", look)
    if missing := MOMENTS - taken:
        sys.exit(f"screenshots: this game had no moment for {', '.join(sorted(missing))}; try again")
    await _take_replays(page, camera)


async def _take_replays(page: Page, camera: Camera) -> None:
    """The replay of the game that has just ended here, its shuffles and analysis, a list of games, and links to it."""
    await page.get_by_test_id("replay").click()
    await page.locator("body[data-ready]").wait_for()
    game = page.url.rstrip("/").rpartition("/")[2]
    file = await page.request.get(f"/api/v1/games/{game}/export")
    turning = page.get_by_test_id("to-turning")
    await (turning.click() if await turning.count() else page.keyboard.press("End"))
    await camera.take(page, "replay-01-board")
    await page.get_by_test_id("show-fairness").click()
    await expect(page.locator(".fairness-answer")).to_contain_text("the order was fixed")
    await camera.take(page, "replay-02-fairness")
    await page.goto(f"/replays/games/{game}/analysis/")
    await page.get_by_test_id("analyse").click()
    mattered = page.get_by_role("heading", name="What mattered most")
    await expect(mattered).to_be_visible(timeout=ANALYSIS_PATIENCE)
    await camera.take(page, "replay-05-analysis")
    await mattered.scroll_into_view_if_needed()
    await camera.take(page, "replay-06-moments")
    await page.goto("/replays/import/")
    await page.locator("input[type=file]").set_input_files(
        {"name": "game.json", "mimeType": "application/json", "buffer": await file.body()}
    )
    await page.get_by_test_id("bring-in").click()
    await page.locator("body[data-ready]").wait_for()
    await page.goto("/replays/")
    await camera.take(page, "replay-03-my-games")
    await page.locator(".game").last.get_by_role("link", name="Share").click()
    await page.locator("[name=title]").fill("The game of the evening")
    await page.locator("[name=make]").click()
    await expect(page.locator(".share .qr")).to_be_visible()
    await camera.take(page, "replay-04-share")


async def _worth_a_picture(page: Page, asked: Asked, moves: int) -> str:
    """The name of the picture that this moment gives; empty for none."""
    if asked.wants == "rematch":
        return "table-06-game-over"
    if asked.phase == "opening":
        return "table-02-opening" if moves > 20 else ""
    if asked.phase == "last_turns" and asked.wants == "draw":
        return "table-04-last-turns"
    paired = await page.locator(".mine .slot.paired").count() == 2
    if paired and asked.wants == "place" and len(asked.hidden) in {2, 3} and moves > 30:
        return "table-03-playing"
    return ""


async def _take_windows(page: Page, camera: Camera) -> None:
    """The windows over the table, by the keys that open them."""
    for name, key in WINDOWS.items():
        await page.keyboard.press(key)
        await expect(page.locator("dialog[open]")).to_be_visible()
        await camera.take(page, name)
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog")).to_have_count(0)


async def _take_the_gallery(visitors: Visitors, url: str, camera: Camera) -> None:
    """The same table as somebody sees it who only watches."""
    page = await visitors.come(LAPTOP, still=True)
    await page.goto(url)
    await expect(page.get_by_test_id("opponent-0")).to_be_visible()
    await camera.take(page, "table-10-gallery")


async def _take_pages(visitors: Visitors, camera: Camera) -> None:
    page = await visitors.come(LAPTOP, still=True)
    visitors.excused.append("404")
    for name, path in PAGES.items():
        await page.goto(path)
        await camera.take(page, name)
    await page.goto("/learn/")
    for _ in range(BEFORE_THE_PAIR):
        await page.get_by_test_id("skip").click()
    await expect(page.get_by_test_id("drawn").locator("[data-card]")).to_be_visible()
    await camera.take(page, "learn")


async def _take_results(visitors: Visitors, site: Site, camera: Camera) -> None:
    """The pages of results, as somebody sees them who has played with friends for a while."""
    page = await visitors.come(LAPTOP, still=True)
    await page.context.add_cookies(
        [{"name": SESSION, "value": site.know("friends")["session"], "url": site.url}]
    )
    for name, path in RESULTS.items():
        await page.goto(path)
        await camera.take(page, name)


async def _take_the_console(visitors: Visitors, site: Site, camera: Camera) -> None:
    """The pages of the console, as an administrator sees them."""
    page = await visitors.come(LAPTOP, still=True)
    session = site.know("team")["agnes"]
    await page.context.add_cookies([{"name": SESSION, "value": session, "url": site.url}])
    await page.goto("/admin/accounts/user/?q=emil-plays")
    await page.locator("#result_list tbody th a").first.click()
    somebody = page.url
    await page.get_by_role("link", name="Warn", exact=True).click()
    await page.get_by_label("Reason").fill("Please play on when it is your turn: the others wait for you.")
    await page.get_by_role("button", name="Warn").click()
    await expect(page.locator(".messagelist")).to_be_visible()
    await page.goto(somebody)
    await camera.take(page, "console-01-person")
    await page.get_by_role("link", name="Ban", exact=True).click()
    await page.get_by_label("For how long").select_option("7")
    await page.get_by_label("Reason").fill("You played with two browsers at one table.")
    await camera.take(page, "console-02-ask")
    await page.goto("/admin/moderation/auditentry/")
    await camera.take(page, "console-03-audit")


async def _end_a_hole(page: Page, camera: Camera) -> None:
    """The picture of a hole's result, at a table where people have time to look at it."""
    await page.get_by_test_id("add-cpu-diego").click()
    await expect(page.locator(".lobby-seats li.free")).to_have_count(0)
    player = Player(page, Pointer(page, touch=False))
    await player.play_until(lambda asked: asked.wants == "next_hole")
    await camera.take(page, "table-05-hole-over")


async def _lose_the_connection(page: Page, site: Site, camera: Camera) -> None:
    """The picture of the next hole at that table, when its server has died."""
    await Player(page, Pointer(page, touch=False)).play_until(lambda asked: asked.wants == "draw")
    site.kill()
    await expect(page.get_by_test_id("connection")).to_be_visible()
    await camera.take(page, "table-12-reconnecting")


if __name__ == "__main__":
    asyncio.run(main())
