"""What axe finds fault with on a page: on a phone and on a laptop, by day and by night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.visitors import LAPTOP, PHONE, Scheme

if TYPE_CHECKING:
    from playwright.async_api import Page

SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
EVERY_RULE: Final = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
    "preload": {"assets": ["media"]},
}
"""No rule of these reads style sheets, which axe would ask the site for once more."""
CONTRAST: Final = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
"""All that the light of a page can change."""

IN_THE_CONSOLE: Final = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "rules": {"link-in-text-block": {"enabled": False}},
    "preload": False,
}
"""What holds for whole pages of the console, whose frame ("Show all") is as Django makes it. With `preload` axe would
write imported sheets into the page, which the policy forbids."""
CONTRAST_IN_THE_CONSOLE: Final = CONTRAST | {"preload": False}

COLOURS_ONCE: Final = """(() => {
  const { prototype } = axe.commons.color.Color;
  const { parseString } = prototype;
  const known = new Map();
  prototype.parseString = function (text) {
    if (!known.has(text)) {
      const { r, g, b, alpha } = parseString.call(this, text);
      known.set(text, { r, g, b, alpha });
    }
    return Object.assign(this, known.get(text));
  };
})();"""
"""axe reads the few colours of a page for every element anew, which takes it a third of its time."""

RUN: Final = """async (options) => {
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, help, nodes }) => nodes.map(
    (node) => `${id} (${help}): ${node.target.join(" ")}: ${node.html.slice(0, 160)} ${node.failureSummary}`,
  ));
}"""


async def violations(page: Page, where: str, *, console: bool = False) -> list[str]:
    """Each names the page or moment `where`, the device, the light, the rule and the element."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
        await page.evaluate(COLOURS_ONCE)
    before: Any = page.viewport_size
    found: list[str] = []
    for device in (PHONE, LAPTOP):
        await page.set_viewport_size({"width": device.width, "height": device.height})
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            every, by_night = (IN_THE_CONSOLE, CONTRAST_IN_THE_CONSOLE) if console else (EVERY_RULE, CONTRAST)
            options = every if scheme == "light" else by_night
            faults: list[str] = await page.evaluate(RUN, options)
            found += [f"{where}, {device.name}, {scheme}: {fault}" for fault in faults]
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    await page.set_viewport_size(before)
    return found
