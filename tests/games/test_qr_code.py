"""The QR code of a table: it says the table's link, and only to those who may see the table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

import pytest
import segno
from django.test import Client

from games import actions, qr_code, tables
from games.rules import commands as c
from tests.kit.cast import Person, game_of, person

if TYPE_CHECKING:
    from games.models import Table

pytestmark = pytest.mark.django_db
RUNNING: Final[dict[str, Any]] = {"cpus": ["maya", "sage"], "start": True}
SVG: Final = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def alice() -> Person:
    return person("Alice")


def made(host: Person, **wish: Any) -> Table:
    return tables.make(host.user, tables.Wish(**wish))


def status(table: Table, who: Person | None = None) -> int:
    client = Client()
    if who:
        client.force_login(who.user)
    return client.get(f"/t/{table.code}/qr.svg").status_code


def dark_modules(svg: bytes) -> set[tuple[int, int]]:
    """Where the drawing is dark, as (column, row) within the quiet zone: the strokes of its second path."""
    paths = ElementTree.fromstring(svg).findall(f"{SVG}path")
    assert [path.get("fill") or path.get("stroke") for path in paths] == [qr_code.PAPER, qr_code.INK]
    found, x, y = set(), 0.0, 0.0
    for move, numbers in re.findall(r"([Mmh])([^Mmh]*)", paths[1].get("d") or ""):
        across, *down = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if move == "h":
            found |= {(int(x) + n, int(y)) for n in range(int(across))}
            x += across
        else:
            x, y = (across, down[0]) if move == "M" else (x + across, y + down[0])
    return {(column - qr_code.QUIET_ZONE, row - qr_code.QUIET_ZONE) for column, row in found}


def test_the_drawing_is_the_code_of_the_table_s_link(alice: Person) -> None:
    table = made(alice)
    answer = Client().get(f"/t/{table.code}/qr.svg")
    matrix = segno.make_qr(f"http://testserver/t/{table.code}/", error="m").matrix
    drawn = {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert dark_modules(answer.content) == drawn
    assert len(drawn) > 200


def test_it_is_an_image_that_this_browser_alone_keeps_and_nobody_indexes(alice: Person) -> None:
    answer = Client().get(f"/t/{made(alice).code}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert answer["X-Robots-Tag"] == "noindex"


def test_only_those_who_may_see_the_table_have_it(alice: Person) -> None:
    bob = person("Bob")
    assert [status(made(alice), who) for who in (alice, bob, None)] == [200, 200, 200]
    assert [status(made(alice, **RUNNING), who) for who in (alice, bob, None)] == [200, 403, 403]


def test_there_is_none_of_no_table() -> None:
    assert Client().get("/t/ZZZZZZ/qr.svg").status_code == 404


def test_a_table_that_was_cleared_away_invites_nobody(alice: Person) -> None:
    table = made(alice)
    actions.act_now(game_of(table), c.Abandon("idle"))
    assert status(table) == 410
