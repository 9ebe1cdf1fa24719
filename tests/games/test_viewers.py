"""What one socket is sent: at once where there is room, in order always, and never at the cost of others."""

from __future__ import annotations

import asyncio

import pytest

from games import viewers
from games.viewers import Bye, Viewer


class Line:
    """The far end of a socket, which may have no room for a while."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.room = asyncio.Event()
        self.room.set()
        self.fault: Exception | None = None

    async def send(self, message: dict[str, str]) -> None:
        await self.room.wait()
        await asyncio.sleep(0) if self.fault else None
        if self.fault:
            raise self.fault
        self.heard.append(message["text"])


def viewer(line: Line) -> Viewer:
    return Viewer(1, 2, None, line.send)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_frame_goes_out_at_once_where_there_is_room() -> None:
    line = Line()
    viewer(line).send("one")
    assert line.heard == ["one"]


async def test_frames_wait_in_order_while_there_is_no_room() -> None:
    line = Line()
    slow = viewer(line)
    slow.send("one")
    line.room.clear()
    for text in ("two", "three", "four"):
        slow.send(text)
    await settled()
    assert line.heard == ["one"]
    line.room.set()
    await slow.caught_up()
    slow.send("five")
    assert line.heard == ["one", "two", "three", "four", "five"]


async def test_a_frame_never_overtakes_one_that_is_on_its_way() -> None:
    line = Line()
    slow = viewer(line)
    line.room.clear()
    slow.send("one")
    line.room.set()
    slow.send("two")  # There is room again, but the first has not noticed yet.
    await slow.caught_up()
    assert line.heard == ["one", "two"]


async def test_who_never_reads_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewers, "MOST_WAITING", 3)
    line = Line()
    slow = viewer(line)
    line.room.clear()
    for number in range(4):
        slow.send(str(number))
    assert not slow.ended.done()
    slow.send("one too many")
    with pytest.raises(Bye, match="too_slow"):
        slow.ended.result()
    slow.close()
    await settled()
    line.room.set()
    await settled()
    assert line.heard == []


async def test_a_line_that_breaks_while_it_is_written_to_is_nobody_else_s_matter() -> None:
    line = Line()
    gone = viewer(line)
    line.fault = ConnectionResetError()
    gone.send("one")
    await gone.caught_up()
    assert gone.ended.cancelled()
    gone.send("two")
    assert line.heard == []


async def test_what_was_asked_for_is_answered_before_a_polite_goodbye() -> None:
    line = Line()
    asking, resting = viewer(line), viewer(line)
    asking.busy = True
    for each in (asking, resting):
        each.end_politely(Bye("restarting", "…"))
    assert resting.ended.done()
    assert not asking.ended.done()
    asking.send("the answer")
    asking.answered()
    assert asking.ended.done()
    assert line.heard == ["the answer"]
    for each in (asking, resting):
        each.close()
