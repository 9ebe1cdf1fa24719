"""The two yardsticks of `make bench-live` do what they are measured for: store every move, and tell all four of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.live import floor
from benchmarks.live.load import under_load
from benchmarks.live.place import Sizes, own_place
from benchmarks.live.programs import FLOOR, STOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.live.place import Place
    from benchmarks.live.programs import Program

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.timeout(110)]
SIZES = Sizes(row=140, frame=320)
MOST_LINES = 150


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with own_place() as place:
        yield place


@pytest.mark.parametrize(
    ("program", "table"), [(FLOOR, "floor"), (STOCK, "stock_move")], ids=["floor", "stock"]
)
def test_every_move_is_stored_in_the_size_that_was_asked_for(
    place: Place, program: Program, table: str
) -> None:
    found = under_load(place, program, SIZES, tables=2, seconds=1.0, warm_up=0.1)
    ((rows, size),) = place.query(f"SELECT count(*), avg(pg_column_size(e.*)) FROM {table} e")
    assert 0 < found.tally.moves <= rows
    assert abs(size - SIZES.row) < 8, "rows are filled up to multiples of eight bytes"
    assert abs(found.tally.event_bytes / found.tally.event_frames - SIZES.frame) < 3
    assert found.tally.event_frames == pytest.approx(4 * found.tally.moves, abs=4 * 2 * 4)
    assert found.server > 0


def test_the_floor_tells_those_at_another_process(place: Place) -> None:
    found = under_load(place, FLOOR, SIZES, tables=2, seconds=1.0, warm_up=0.1, processes=2)
    assert found.tally.moves > 0


def test_the_floor_is_small() -> None:
    assert len(Path(floor.__file__).read_text().splitlines()) <= MOST_LINES
