"""The rules against worked cases: `--cases FOLDER` runs any folder of the form of `cases/README.md`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from games.rules import commands as c
from games.rules import events as e
from games.rules.cards import Card
from games.rules.decide import decide
from games.rules.evolve import evolve, replay
from games.rules.house_rules import from_json
from games.rules.refusals import IllegalMove
from games.rules.scoring import grid_parts, grid_score, settle, winners
from games.rules.state import Phase
from tests.kit.recorded import RecordedShuffle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Case = dict[str, Any]


def read(folder: Path, name: str) -> Iterator[tuple[int, Case]]:
    with (folder / name).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, json.loads(line)


def test_grids_score_as_recorded(cases: Path) -> None:
    for number, case in read(cases, "scoring.jsonl"):
        rules = from_json(case["rules"])
        parts = grid_parts(case["grid"], rules)
        assert sum(part.points for part in parts) == case["score"], f"line {number}: {case}"
        assert grid_score(case["grid"], rules) == case["score"], f"line {number}: {case}"


def test_holes_settle_as_recorded(cases: Path) -> None:
    for number, case in read(cases, "settlement.jsonl"):
        lines = settle(case["grids"], case["went_out"], from_json(case["rules"]))
        scores = [line.score for line in lines]
        assert scores == case["scores"], f"line {number}: {case}"
        assert [sum(part.points for part in line.parts) for line in lines] == scores, f"line {number}"
        won = [int(seat in winners(scores)) for seat in range(len(scores))]
        assert won == case["holes_won"], f"line {number}: {case}"


def test_whole_games_go_as_recorded(cases: Path) -> None:
    for number, case in read(cases, "games.jsonl"):
        try:
            RecordedGame(case).check()
        except AssertionError as wrong:
            raise AssertionError(f"games.jsonl, line {number}: {wrong}") from wrong


class RecordedGame:
    """Plays one recorded game, attempt by attempt, and compares after each."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.shuffle = RecordedShuffle(
            [tuple(map(Card, stock.split())) for stock in case["stocks"]],
            [tuple(map(Card, stock.split())) for stock in case["reshuffles"]],
        )
        rules = from_json(case["rules"] | {"decks": case["decks"], "holes": case["holes"]})
        seats = case["seats"]
        stream: list[e.Event] = [e.GameCreated(rules, seats)]
        stream += [e.PlayerJoined(seat, 100 + seat, None) for seat in range(seats)]
        self.state = replay(stream)
        self.hole = 0
        self.do(c.Start(0))
        self.do(c.Deal())

    def do(self, command: c.Command) -> list[e.Event]:
        events = decide(self.state, command, self.shuffle)
        for event in events:
            self.state = evolve(self.state, event)
        return events

    def check(self) -> None:
        self.compare(self.case["start"], "start")
        for number, entry in enumerate(self.case["log"]):
            where = f"log {number}: {entry}"
            if "next_hole" in entry:
                self.check_result(where)
                if self.state.phase is not Phase.GAME_OVER:
                    self.do(c.Deal())
            else:
                self.attempt(entry, where)
            self.compare(entry, where)
        assert self.state.phase is Phase.GAME_OVER
        assert not self.shuffle.stocks
        assert not self.shuffle.renewals

    def attempt(self, entry: Case, where: str) -> None:
        before = self.state
        try:
            events = self.do(command_of(entry))
        except IllegalMove as refusal:
            assert not entry["ok"], f"{where} was refused: {refusal}"
            assert self.state is before
            return
        assert entry["ok"], f"{where} was allowed"
        if entry["do"] == "draw":
            drawn = next((event.card for event in events if isinstance(event, e.CardDrawn)), None)
            assert drawn == entry["card"], where
        if entry["do"] == "swap":
            assert isinstance(events[0], e.CardSwapped)
            assert events[0].out == entry["out"], where

    def compare(self, entry: Case, where: str) -> None:
        """Here the last hole and the game end together; the recording has a step between them."""
        phase = str(self.state.phase)
        if phase == "game_over" and entry["phase"] == "hole_over":
            phase = "hole_over"
        assert (phase, self.state.turn) == (entry["phase"], entry["turn"]), where

    def check_result(self, where: str) -> None:
        hole, expected = self.state.hole, self.case["holes_result"][self.hole]
        assert hole is not None
        assert hole.scores is not None
        assert [line.score for line in hole.scores] == expected["scores"], where
        assert [seat.total for _n, seat in self.state.taken] == expected["totals"], where
        assert [seat.holes_won for _n, seat in self.state.taken] == expected["holes_won"], where
        assert [list(grid.cards) for grid in hole.grids] == expected["grids"], where
        assert hole.went_out == expected["went_out"], where
        self.hole += 1


def command_of(entry: Case) -> c.Command:
    seat: int = entry["seat"]
    arg: Any = entry.get("arg")
    match entry["do"]:
        case "open":
            return c.Open(seat, tuple(arg))
        case "draw":
            return c.Draw(seat, arg)
        case "undo_draw":
            return c.UndoDraw(seat)
        case "swap":
            return c.Swap(seat, arg)
        case "discard":
            return c.Discard(seat)
        case "flip":
            return c.Flip(seat, arg)
        case "skip_flip":
            return c.SkipFlip(seat)
        case "flip_action":
            return c.FlipAction(seat, arg)
        case "knock":
            return c.Knock(seat)
        case unknown:
            pytest.fail(f"the case has an unknown verb: {unknown}")
