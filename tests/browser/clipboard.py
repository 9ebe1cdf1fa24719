"""What a page copies, heard as it is written: no page of the site may read the clipboard, nor do its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.async_api import Page

LISTEN: Final = "navigator.clipboard.writeText = async (text) => { window.copied = text; };"


async def listen_for_copies(page: Page) -> None:
    """From the next page that is opened here on."""
    await page.add_init_script(LISTEN)


async def copied(page: Page) -> str:
    """What was copied last; empty where nothing was."""
    text: str = await page.evaluate("window.copied ?? ''")
    return text
