"""The pictures of the console's first page, and of its games: what can be done to one, its gallery, and every card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.report_pictures import come_as
from tests.browser.table_form import make_a_table
from tests.browser.visitors import LAPTOP, Visitors

if TYPE_CHECKING:
    from tests.browser.report_pictures import Camera
    from tests.browser.site import Site


async def take_games(visitors: Visitors, site: Site, camera: Camera) -> None:
    """Of a site with two days behind it, and of a game whose first hole has just been dealt."""
    agnes = await come_as(visitors, site.know("team")["agnes"])
    site.know("two_days")
    await agnes.goto("/admin/")
    await camera.take(agnes, "games-01-dashboard")
    player = await visitors.come(LAPTOP, still=True)
    code = await make_a_table(player, ["maya", "priya"])
    await player.get_by_test_id("start").click()
    await player.locator("body[data-phase=opening]").wait_for()
    await agnes.goto(f"/admin/games/game/?q={code}")
    await agnes.locator("#result_list .field-name a").click()
    await camera.take(agnes, "games-02-game")
    await agnes.get_by_role("link", name="With every card").click()
    await agnes.locator("[name=reason]").fill("Somebody seems to know the stock.")
    await agnes.get_by_role("button", name="Show every card").click()
    await camera.take(agnes, "games-03-every-card")
