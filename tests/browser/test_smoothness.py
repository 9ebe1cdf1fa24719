"""A hole runs smoothly: nothing jumps about, and the page is never too busy to answer a finger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.browser.player import Player, Pointer
from tests.browser.site import Site
from tests.browser.smoothness import jumps, main_thread, slowness, watch_for_jumps
from tests.browser.table_form import make_a_table
from tests.browser.table_page import at_the_table, caught_up
from tests.browser.visitors import LAPTOP, PHONE, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_SHIFT: Final = 0.02
LONGEST_TASK: Final = 50.0
"""Milliseconds, on a processor as fast as usual."""


async def test_nothing_jumps_and_no_task_is_long_in_a_whole_hole(
    own_site: Site, visitors: Visitors, record_property: Callable[[str, object], None]
) -> None:
    """A second device of the player looks on. Nobody touches it, so whatever moves on it moves unasked.

    The computer players think as long as they do for people.
    """
    visitors.url = own_site.url
    page = await visitors.come(LAPTOP)
    await make_a_table(page, ("kenji", "maya", "diego"), pace="fast")
    player = Player(page, Pointer(page, touch=False))
    asked = await player.play_until(lambda asked: asked.wants == "open")
    phone = await visitors.come(PHONE, known_as=await page.context.storage_state())
    await phone.goto(page.url)
    await at_the_table(phone)
    await caught_up(phone, asked.seq)
    await watch_for_jumps(phone)
    slow = [await slowness(phone)]
    async with main_thread(phone) as tasks:
        asked = await player.play_until(lambda asked: asked.wants == "next_hole")
        await caught_up(phone, asked.seq)
    slow.append(await slowness(phone))
    seen = await jumps(phone)
    shift = sum(value for value, _what in seen)
    record_property(
        "figure",
        f"a hole of four: layout shift {shift:.4f}, longest of {len(tasks.milliseconds)} tasks {tasks.longest:.1f} ms, "
        f"with work that takes {max(slow):.1f} times as long as usual",
    )
    assert shift <= MOST_SHIFT, sorted(seen, reverse=True)[:8]
    assert tasks.longest <= LONGEST_TASK * max(slow)
