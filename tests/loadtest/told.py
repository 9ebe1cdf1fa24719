"""Two players of a load test in the middle of a hole, and frames to tell them: good ones, to be doctored."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, Final

from games.loadtest.plan import Address, Plan
from games.loadtest.player import Player
from games.loadtest.run import Run
from games.loadtest.table import PlayedTable

Json = dict[str, Any]

ALICE, BOB = 0, 1
SEQ: Final = 20
"""The last event before a test begins."""
HIDDEN: Final = None
TABLE: Final[Json] = {
    "phase": "playing",
    "hole": 1,
    "turn": ALICE,
    "stock": 30,
    "discard": ["4S", "9C"],
    "drawn": None,
    "seats": [
        {"name": "Alice", "grid": ["KH", HIDDEN, HIDDEN, "5D", HIDDEN, HIDDEN], "total": 3},
        {"name": "Bob", "grid": [HIDDEN, "2C", HIDDEN, HIDDEN, "8S", HIDDEN], "total": 7},
    ],
}
ALL_UP: Final = [["KH", "3C", "3D", "5D", "4H", "6H"], ["TD", "2C", "JD", "TC", "8S", "JS"]]


class Wire:
    """In place of a socket: what a player has sent."""

    def __init__(self) -> None:
        self.sent: list[Json] = []
        self.doubts = 0
        self.is_open = True

    def doubt(self) -> None:
        """Whether it still stands is in doubt."""
        self.doubts += 1

    def send(self, text: bytes) -> None:
        self.sent.append(json.loads(text))

    def close(self) -> None:
        """Nothing to close."""


class Two:
    """Alice and Bob, who have both seen the table as it is after event 20."""

    def __init__(self) -> None:
        self.run = Run(Plan((Address("http", "localhost", 8000),), players=2))
        self.run.tally.counting = True
        self.table = PlayedTable(self.run, 0)
        self.wires = [Wire(), Wire()]
        self.table.players = [Player(self.table, number, "token") for number in (ALICE, BOB)]
        for player, wire in zip(self.table.players, self.wires, strict=True):
            player._line = wire  # type: ignore[assignment]
            self.hear(player.number, snapshot(player.number))

    @property
    def faults(self) -> dict[str, int]:
        """The kinds of faults found, and how many of each."""
        return dict(self.run.tally.faults)

    def hear(self, seat: int, frame: Json) -> None:
        """A frame reaches one of them."""
        self.table.players[seat].hear(json.dumps(frame).encode())

    def told(self, *happened: Json, now: Json | None = None) -> None:
        """The same events, from the next one on, reach both; each sees what they may."""
        first = self.table.players[ALICE].seq + 1
        for seat in (ALICE, BOB):
            self.hear(seat, events(first, *happened, now=now, to=seat))


def snapshot(seat: int, seq: int = SEQ, game: str = "1", **changed: Any) -> Json:
    """The table, as it is told to one of them."""
    table = deepcopy(TABLE) | changed
    return {"type": "snapshot", "seq": seq, "game": game, "table": table, "you": you(seat), "legal": []}


def you(seat: int) -> Json:
    return {"seat": seat, "host": seat == ALICE}


def events(first: int, *happened: Json, now: Json | None = None, to: int = ALICE, **changed: Any) -> Json:
    """A frame with these events, the first of which has that number. A card from the stock is for who drew it."""
    told = [{"seq": seq} | _redacted(event, to) for seq, event in enumerate(happened, start=first)]
    seen = deepcopy(now or {})
    drawn = seen.get("drawn")
    if drawn and drawn["from"] == "stock" and drawn["seat"] != to:
        drawn["card"] = None
    last = first + len(happened) - 1
    frame = {"type": "events", "seq": last, "game": "1", "events": told, "now": seen, "legal": []}
    return frame | changed


def _redacted(event: Json, to: int) -> Json:
    hidden = event["type"] == "card_drawn" and event["from"] == "stock" and event["seat"] != to
    return event | {"card": None} if hidden else event


def drawn(card: str, seat: int = ALICE, source: str = "stock") -> Json:
    return {"type": "card_drawn", "seat": seat, "from": source, "card": card}


def swapped(card: str, at: int, out: str, seat: int = ALICE) -> Json:
    return {"type": "card_swapped", "seat": seat, "at": at, "card": card, "out": out}


def discarded(card: str, seat: int = ALICE) -> Json:
    return {"type": "card_discarded", "seat": seat, "card": card}


def revealed(seat: int) -> Json:
    """All that still lies face down in a grid."""
    down = [at for at, card in enumerate(TABLE["seats"][seat]["grid"]) if card is None]
    return {"type": "grid_revealed", "seat": seat, "cards": {str(at): ALL_UP[seat][at] for at in down}}


def hole_ended(**changed: Any) -> Json:
    """The end of the hole: Alice has 12, Bob 20."""
    scores = [
        {"score": 12, "parts": [{"why": "column 0", "points": 5}, {"why": "column 1", "points": 7}]},
        {"score": 20, "parts": [{"why": "column 0", "points": 0}, {"why": "column 1", "points": 20}]},
    ]
    ended = {"scores": scores, "totals": [15, 27], "grids": ALL_UP, "winners": [ALICE], "reveal": "00"}
    return {"type": "hole_ended"} | ended | changed
