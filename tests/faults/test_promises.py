"""What would be a broken promise is found to be one: the other tests here rely on it."""

from __future__ import annotations

from typing import Any

from tests.kit.players import Move, Player
from tests.kit.promises import broken

Json = dict[str, Any]


def event(seq: int, kind: str, **fields: object) -> Json:
    return {"seq": seq, "type": kind, "seat": 0, "by": None, "at": None, "source": None} | fields


STREAM = [
    event(0, "game_created", seat=None),
    event(1, "game_started", seat=None),
    event(2, "card_drawn", source="stock"),
    event(3, "card_swapped", at=4),
    event(4, "card_drawn", seat=1, source="discard"),
]


def alice() -> Player:
    """Alice, who drew and swapped, and was told everything."""
    player = Player("ABC123", [1], token="hers")
    player.picture.seq, player.picture.you = 4, {"seat": 0}
    player.events = {event["seq"]: event for event in STREAM[1:]}
    player.moves = [
        Move(0, 1, {"do": "draw", "from": "stock"}, answer={"type": "ok", "seq": 2}),
        Move(1, 2, {"do": "swap", "at": 4}, answer={"type": "ok", "seq": 3}),
    ]
    return player


def test_a_promise_that_is_kept_is_not_called_broken() -> None:
    assert broken(alice(), STREAM) == []


def test_an_answered_move_that_is_not_stored_is_found() -> None:
    player = alice()
    player.moves[1].message["at"] = 5
    assert any("not there" in wrong for wrong in broken(player, STREAM))


def test_a_move_that_counted_twice_is_found() -> None:
    again = [*STREAM[:3], event(3, "card_drawn", source="stock"), event(4, "card_swapped", at=4)]
    assert any("counted 2 times" in wrong for wrong in broken(alice(), again))


def test_a_move_that_nobody_made_is_found() -> None:
    player = alice()
    player.moves = player.moves[1:]
    assert any("nobody made" in wrong for wrong in broken(player, STREAM))


def test_a_move_without_an_answer_may_have_counted_or_not() -> None:
    player = alice()
    player.moves[1].answer = {"type": "error", "code": "stale"}
    assert broken(player, STREAM) == []
    gone = [event | {"by": "caddie"} if event["seq"] == 3 else event for event in STREAM]
    assert broken(player, gone) == []


def test_an_event_that_was_not_told_or_told_otherwise_is_found() -> None:
    player = alice()
    del player.events[3]
    assert any("not of [3]" in wrong for wrong in broken(player, STREAM))
    player.events[3] = event(3, "card_discarded")
    assert any("is stored" in wrong for wrong in broken(player, STREAM))
