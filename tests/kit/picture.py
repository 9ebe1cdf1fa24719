"""The picture that a client has of a table: it changes by what is received alone.

Every frame is held against the laws of docs/protocol.md; what breaks one of them is kept in `broken`.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class Picture:
    """What one client knows of its table."""

    def __init__(self, knows: Picture | None = None) -> None:
        self.broken: list[str] = []
        self.game: str | None = knows.game if knows else None
        self.seq: int = knows.seq if knows else -1
        self.table: Json = deepcopy(knows.table) if knows else {}
        self.you: Json = dict(knows.you) if knows else {}
        self.legal: list[Json] = []
        self._back_to: int | None = None

    @property
    def seat(self) -> int | None:
        seat: int | None = self.you["seat"]
        return seat

    def may(self, verb: str) -> Json | None:
        """The entry of `legal` for this verb."""
        return next((option for option in self.legal if option["do"] == verb), None)

    def learn(self, frame: Json) -> None:
        """Take in a frame; it is changed by that."""
        match frame["type"]:
            case "snapshot":
                self._begin(frame)
            case "events":
                self._go_on(frame)
            case "presence":
                self._law(frame["seq"] <= self.seq, f"presence is ahead of the events: {frame}")
                for seat, there in zip(self.table["seats"], frame["seats"], strict=False):
                    if seat is not None:
                        seat["connected"] = there
            case "ok":
                self._law(frame["seq"] <= self.seq, f"an ok came before its events: {frame}")
            case "error" | "said" | "bye" | "hint":
                pass
            case other:
                self._law(False, f"an unknown type of frame: {other}")

    def _begin(self, frame: Json) -> None:
        if frame["game"] == self.game:
            self._law(frame["seq"] >= self.seq, "a snapshot goes back in time")
        self._law(frame["table"]["game"] == frame["game"], "a snapshot of another game")
        self._back_to = None
        self.game, self.seq, self.table = frame["game"], frame["seq"], frame["table"]
        self.you, self.legal = frame["you"], frame["legal"]

    def _go_on(self, frame: Json) -> None:
        self._law(self.game == frame["game"], "events of another game")
        if "you" in frame and self._back_to is not None:
            self.seq, self._back_to = self._back_to, None
        for event in frame["events"]:
            self._law(event["seq"] == self.seq + 1, f"event {event['seq']} follows event {self.seq}")
            self.seq = event["seq"]
        self._law(frame["seq"] == self.seq, f"the frame says {frame['seq']}, its events {self.seq}")
        self.legal = frame["legal"]
        self.you = frame.get("you", self.you)
        self._patch(frame["now"])

    def _patch(self, now: Json) -> None:
        seats = now.pop("seats", {})
        self.table |= now
        for number, changed in seats.items():
            was = self.table["seats"][int(number)]
            self.table["seats"][int(number)] = changed if was is None or changed is None else was | changed

    def _law(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.broken.append(otherwise)
