"""How smoothly a page runs, as the browser itself tells: what jumped on it, and how long its main thread was busy."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.async_api import Page

LISTEN: Final = """() => {
  globalThis.jumps = [];
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      const what = shift.sources.map(({ node, previousRect: { x, y }, currentRect }) =>
        `${node?.className || node?.nodeName} from ${x}, ${y} to ${currentRect.x}, ${currentRect.y}`);
      globalThis.jumps.push([shift.value, what.join(", ")]);
    }
  }).observe({ type: "layout-shift", buffered: true });
}"""
WORK: Final = """() => {
  let least = Infinity;
  for (let turn = 0; turn < 9; turn += 1) {
    const started = performance.now();
    const parts = [];
    for (let number = 0; number < 60000; number += 1) parts.push(String((number * 7919) % 10007));
    parts.sort();
    least = Math.min(least, performance.now() - started);
  }
  return least;
}"""
USUAL: Final = 12.0
"""Milliseconds that this work takes where limits are meant as they stand."""
CATEGORIES: Final = ["-*", "toplevel", "__metadata"]


@dataclass
class Tasks:
    """Tasks of the main thread, in milliseconds of its own processor time: other programs do not count."""

    milliseconds: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """The longest of them."""
        return max(self.milliseconds)

    def read(self, trace: bytes) -> None:
        """Take them from a trace of the browser."""
        events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
        mains = {
            (event["pid"], event["tid"])
            for event in events
            if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
        }
        self.milliseconds = [
            event["tdur"] / 1000
            for event in events
            if event["name"].endswith("RunTask") and "tdur" in event and (event["pid"], event["tid"]) in mains
        ]


@asynccontextmanager
async def main_thread(page: Page) -> AsyncIterator[Tasks]:
    """What the main threads of all open pages do meanwhile."""
    browser = page.context.browser
    assert browser is not None
    tasks = Tasks()
    await browser.start_tracing(page=page, categories=CATEGORIES)
    yield tasks
    tasks.read(await browser.stop_tracing())


async def slowness(page: Page) -> float:
    """How much slower this page's processor works at the moment than is usual; 1 where it is as fast or faster."""
    return max(1.0, float(await page.evaluate(WORK)) / USUAL)


async def watch_for_jumps(page: Page) -> None:
    """Write down from now on, also for what has been, whatever moves without being asked to."""
    await page.evaluate(LISTEN)


async def jumps(page: Page) -> list[tuple[float, str]]:
    """Every layout shift since then: its score, and what moved."""
    return [(float(value), str(what)) for value, what in await page.evaluate("globalThis.jumps")]
