"""What a page in the language that nobody speaks still says in English (tests/languages/pseudo.py)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.async_api import Page

TEXTS: Final = """() => {
  const found = new Set([document.title]);
  const shown = (node) => !node.closest("script, noscript, style, template, .wordmark, [lang]:not(html)");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (shown(walker.currentNode.parentElement)) found.add(walker.currentNode.data.trim());
  for (const name of ["aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt"])
    for (const one of document.querySelectorAll(`[${name}]`)) if (shown(one)) found.add(one.getAttribute(name));
  for (const one of document.querySelectorAll("meta[name=description]")) found.add(one.content);
  return Array.from(found);
}"""
"""Texts and labels of a page, hidden ones too."""

NAMES: Final = ("Sofia", "Maya", "Priya", "Marcus", "Kenji", "Diego", "River", "Sage", "Caddie")
OTHER_WORDS: Final = (
    r"\b(?:and|or)\b",  # lists are put together by the browser, which does not speak the language either
    "Enter", "Esc", "JavaScript",  # keys and names of things
    r"https?://\S+", r"localhost:\d+\S*", r"/t/\S*",  # addresses
    r"[A-Z2-9]{6}",  # codes of tables
)  # fmt: skip
_ALLOWED: Final = re.compile("|".join([*NAMES, *OTHER_WORDS]))
_ENGLISH: Final = re.compile(r"[A-Za-z]{2,}")


async def left_out(page: Page, *names: str) -> list[str]:
    """Every text with a word that is neither translated nor a name; `names` are those of people who play."""
    texts: list[str] = await page.evaluate(TEXTS)
    return [text for text in texts if _ENGLISH.search(_without(text, names))]


def _without(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(name, "")
    return _ALLOWED.sub("", text)
