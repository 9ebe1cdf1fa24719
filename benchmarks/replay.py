"""The replay of a long game: what the site's answer takes and weighs, and how soon a click on the scrubber is seen."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
import shutil
import statistics
import tempfile
import time
import urllib.request
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import async_playwright

from benchmarks.games import played
from benchmarks.lighthouse.site import running
from games.fold import fold
from games.rules.events import PlayerJoined
from games.rules.house_rules import CLASSIC
from replays.document import document, persons
from replays.strict_json import written

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page, ViewportSize

SIX: Final = ("maya", "priya", "marcus", "kenji", "sofia", "river")
CLICKS: Final = 60
ROUNDS: Final = 5
SCREEN: Final[ViewportSize] = {"width": 1440, "height": 900}
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
WATCH: Final = """() => {
  window.seen = [];
  const scrubber = document.querySelector('[data-testid="scrubber"]');
  scrubber.addEventListener("pointerdown", ({ timeStamp }) => {
    requestAnimationFrame(() => requestAnimationFrame((now) => window.seen.push(performance.now() - timeStamp)));
  });
}"""
"""From the click itself, waiting included, to the second frame after it: then the first is on the screen."""


@dataclass(frozen=True, slots=True)
class Clicks:
    """Milliseconds of each click by the clock, and of the page's main thread by kind of work, of one click."""

    seen: list[float]
    busy: dict[str, float]
    moments: int

    def __str__(self) -> str:
        kinds = ", ".join(f"{name} {spent:.0f}" for name, spent in self.busy.items())
        return (
            f"{len(self.seen)} clicks among {self.moments:,} moments: median {statistics.median(self.seen):.0f} ms,"
            f" worst {max(self.seen):.0f} ms (main thread {kinds} ms each)"
        )


def nine_holes() -> str:
    """Nine holes of four seats."""
    return _measured(_file(9, SIX[:4]))


def eighteen_holes() -> str:
    """Eighteen holes of six seats."""
    return _measured(_file(18, SIX))


def _file(holes: int, personas: tuple[str, ...]) -> bytes:
    """The file of a game with one person in it: an event a second, once all are there."""
    stream = played(6, replace(CLASSIC, holes=holes), personas)
    moved = [
        one._replace(time=one.time + timedelta(seconds=max(0, one.seq - 1 - len(personas)))) for one in stream
    ]
    moved[1] = moved[1]._replace(event=PlayerJoined(0, 1, None))
    people = [{"name": "Alice", "kind": "guest"} for _person in persons(moved)]
    return written(document(moved, fold(moved, 0).state, people))


def _measured(file: bytes) -> str:
    """On a production site of its own."""
    with tempfile.TemporaryDirectory(prefix="golf-bench-") as folder, running(Path(folder)) as site:
        token = _brought_in(site, file)
        answer, spent = _answered(f"{site}/api/v1/replays/{token}")
        told = asyncio.run(_clicked(f"{site}/replays/{token}/"))
    raw = len(gzip.decompress(answer))
    return f"answer {spent:.0f} ms, {len(answer) / 1000:,.0f} KB gzipped of {raw / 1000:,.0f} KB; {told}"


def _brought_in(site: str, file: bytes) -> str:
    """The token under which this game is watched."""
    guest = _posted(f"{site}/api/v1/guests", b"{}", {})
    return str(
        _posted(f"{site}/api/v1/replays/import", file, {"Authorization": f"Bearer {guest['token']}"})["token"]
    )


def _posted(address: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(address, body, headers | {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def _answered(address: str) -> tuple[bytes, float]:
    """What is told of a game, compressed, and the median of milliseconds that it takes, by the clock."""
    content, spent = b"", []
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            content = answer.read()
        spent.append(1000 * (time.perf_counter() - begun))
    return content, statistics.median(spent)


async def _clicked(address: str) -> Clicks:
    """Real clicks on the scrubber, all over the game."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(viewport=SCREEN)
        await page.goto(address)
        await page.locator("body[data-ready]").wait_for()
        await page.evaluate(WATCH)
        session = await page.context.new_cdp_session(page)
        await session.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = await _busy(session)
        await _click(page)
        after = await _busy(session)
        moments = int(await page.get_by_test_id("scrubber").get_attribute("max") or 0) + 1
        seen: list[float] = await page.evaluate("window.seen")
        await browser.close()
    return Clicks(seen, {name: (after[name] - before[name]) / CLICKS for name in after}, moments)


async def _click(page: Page) -> None:
    box = await page.get_by_test_id("scrubber").bounding_box()
    assert box is not None
    dice = random.Random(1)
    for number in range(CLICKS):
        await page.mouse.click(
            box["x"] + box["width"] * dice.uniform(0.02, 0.98), box["y"] + box["height"] * 0.6
        )
        await page.wait_for_function("count => window.seen.length >= count", arg=number + 1)
        await page.wait_for_timeout(100)


async def _busy(session: CDPSession) -> dict[str, float]:
    """Milliseconds of processor time of the page's main thread so far."""
    answer = await session.send("Performance.getMetrics")
    metrics = {one["name"]: 1000 * one["value"] for one in answer["metrics"]}
    names = {
        "script": "ScriptDuration",
        "style": "RecalcStyleDuration",
        "layout": "LayoutDuration",
        "all": "TaskDuration",
    }
    return {name: metrics[metric] for name, metric in names.items()}
